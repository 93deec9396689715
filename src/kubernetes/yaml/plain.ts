import type { Node } from './node.ts';

/** The node as plain JSON values; numbers beyond what a double holds exactly lose digits. */
export function plainValue(node: Node): unknown {
  switch (node.kind) {
    case 'map':
      return Object.fromEntries(node.entries.map((entry) => [entry.key, plainValue(entry.value)]));
    case 'list':
      return node.items.map(plainValue);
    case 'number':
      return Number(node.literal);
    case 'null':
      return null;
    default:
      return node.value;
  }
}
