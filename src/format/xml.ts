const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

// Characters that XML 1.0 cannot represent: controls, halves of surrogate pairs and two non-characters.
const UNWRITABLE =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The first line of an XML file. */
export const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** `text` escaped for an attribute or between tags. */
export function escapeXml(text: string): string {
  return text.replace(UNWRITABLE, '\ufffd').replace(/[&<>"'\n\r\t]/g, (character) => ENTITIES[character] ?? character);
}

/** A start tag without its end, `<name a="1"`, its values escaped. */
export function openTag(name: string, attributes: Readonly<Record<string, string | number>>): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  return `<${name}${list.join('')}`;
}
