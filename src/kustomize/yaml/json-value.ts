import type { JsonNode } from './value.ts';

/** The value of a tree without its places; numbers beyond what a double holds lose digits. */
export function jsonValue(node: JsonNode): unknown {
  if (node.kind === 'map') return Object.fromEntries(node.entries.map(({ key, value }) => [key, jsonValue(value)]));
  if (node.kind === 'list') return node.items.map(jsonValue);
  return typeof node.value === 'bigint' ? Number(node.value) : node.value;
}
