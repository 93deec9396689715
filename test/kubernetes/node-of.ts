import type { Node } from '../../src/kubernetes/yaml/node.ts';

const span = { start: 0, end: 0 };

/** The node that represents a plain value; keys keep their order. */
export function nodeOf(value: unknown): Node {
  if (value === null || value === undefined) return { kind: 'null', span };
  if (typeof value === 'string') return { kind: 'string', value, span };
  if (typeof value === 'number' || typeof value === 'bigint') return { kind: 'number', literal: String(value), span };
  if (typeof value === 'boolean') return { kind: 'boolean', value, span };
  if (Array.isArray(value)) return { kind: 'list', items: value.map(nodeOf), span };
  const entries = Object.entries(value).map(([key, item]) => ({ key, keySpan: span, value: nodeOf(item) }));
  return { kind: 'map', entries, span };
}
