/** Documents as Go's maps, and the other way round. */
import { emptyMap, numberOf, type Value } from '../go/unstructured.ts';
import type { Node } from './node.ts';

/** A document as kubectl holds it once it is JSON. */
export function valueOf(node: Node): Value {
  switch (node.kind) {
    case 'map': {
      const map = emptyMap();
      for (const { key, value } of node.entries) map[key] = valueOf(value);
      return map;
    }
    case 'list':
      return node.items.map(valueOf);
    case 'number':
      return numberOf(node.literal);
    case 'null':
      return null;
    default:
      return node.value;
  }
}

const NOWHERE = { start: 0, end: 0 };

/** The value as a document that is not in a stream. */
export function nodeOf(value: Value): Node {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(nodeOf), span: NOWHERE };
  if (value === null) return { kind: 'null', span: NOWHERE };
  switch (typeof value) {
    case 'string':
      return { kind: 'string', value, span: NOWHERE };
    case 'boolean':
      return { kind: 'boolean', value, span: NOWHERE };
    case 'number':
    case 'bigint':
      return { kind: 'number', literal: String(value), span: NOWHERE };
    default: {
      const entries = Object.entries(value).map(([key, item]) => ({ key, keySpan: NOWHERE, value: nodeOf(item) }));
      return { kind: 'map', entries, span: NOWHERE };
    }
  }
}
