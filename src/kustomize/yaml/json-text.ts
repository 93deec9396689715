/** JSON values as texts. Source: encoding/json. */
import { goJson } from '../../kubernetes/go/strings.ts';
import { goJsonNumber } from './from-json.ts';
import type { JsonNode, JsonScalar } from './value.ts';

/** A value as json.Marshal prints it. */
export function jsonText(node: JsonNode): string {
  if (node.kind === 'map')
    return `{${node.entries.map(({ key, value }) => `${goJson(key)}:${jsonText(value)}`).join(',')}}`;
  if (node.kind === 'list') return `[${node.items.map(jsonText).join(',')}]`;
  return scalarText(node.value);
}

/** A value as json.MarshalIndent prints it, with `step` for each level. */
export function prettyJson(node: JsonNode, step = '  ', indent = ''): string {
  const inner = indent + step;
  if (node.kind === 'map' && node.entries.length > 0) {
    const fields = node.entries.map(({ key, value }) => `${inner}${goJson(key)}: ${prettyJson(value, step, inner)}`);
    return `{\n${fields.join(',\n')}\n${indent}}`;
  }
  if (node.kind === 'list' && node.items.length > 0)
    return `[\n${node.items.map((item) => inner + prettyJson(item, step, inner)).join(',\n')}\n${indent}]`;
  return jsonText(node);
}

function scalarText(value: JsonScalar['value']): string {
  if (typeof value === 'string') return goJson(value);
  return typeof value === 'bigint' || typeof value === 'number' ? goJsonNumber(value) : String(value);
}
