import { inXml } from '../words/escape.ts';

/** The first line of an XML file. */
export const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A start tag without its end, `<name a="1"`, its values escaped. */
export function openTag(name: string, attributes: Readonly<Record<string, string | number>>): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${inXml(String(value))}"`);
  return `<${name}${list.join('')}`;
}
