import type { Value } from '../rule/rule.ts';

/** How values are written: as block or flow YAML, or as JSON. */
export type Style = 'block' | 'flow' | 'json';

// Text that Go's YAML reader reads as plain text in every context; anything else is quoted.
const PLAIN = /^[A-Za-z_/][A-Za-z0-9_./-]*$/;
const NO_TEXT = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

/** A scalar as YAML or JSON text; `quote` is the quotation mark that was there before. */
export function renderScalar(value: string | number | boolean | null, style: Style, quote = ''): string {
  if (typeof value !== 'string' || style === 'json') return JSON.stringify(value);
  if (quote === "'" && !/[\n\r\t]/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  if (quote === '"' || !PLAIN.test(value) || NO_TEXT.test(value)) return JSON.stringify(value);
  return value;
}

/** A map key as text. */
export function renderKey(key: string, style: Style, quote = ''): string {
  return renderScalar(key, style, quote);
}

/** A value on one line. */
export function renderInline(value: Value, style: Style): string {
  if (isList(value)) return `[${value.map((item) => renderInline(item, style)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return renderScalar(value, style);
  const entries = Object.entries(value).map(([key, item]) => `${renderKey(key, style)}: ${renderInline(item, style)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** `key: value` as block lines without indentation; `step` is the indentation of one level. */
export function renderBlock(key: string, value: Value, step: number): string[] {
  const name = renderKey(key, 'block');
  const indent = ' '.repeat(step);
  if (isList(value)) {
    if (value.length === 0) return [`${name}: []`];
    return [`${name}:`, ...value.map((item) => `${indent}- ${renderInline(item, 'flow')}`)];
  }
  if (typeof value !== 'object' || value === null) return [`${name}: ${renderScalar(value, 'block')}`];
  const entries = Object.entries(value);
  if (entries.length === 0) return [`${name}: {}`];
  return [
    `${name}:`,
    ...entries.flatMap(([inner, item]) => renderBlock(inner, item, step).map((line) => indent + line)),
  ];
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
