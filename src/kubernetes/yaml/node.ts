import type { Span } from './span.ts';

/**
 * A JSON value as the API server would receive it, with the place where it is written. Spans are offsets into the whole
 * source text. The content of an alias keeps the places of its anchor; the aliased node itself has the span of the
 * alias.
 */
export type Node = MapNode | ListNode | ScalarNode;

export type ScalarNode = StringNode | NumberNode | BooleanNode | NullNode;

export interface StringNode {
  readonly kind: 'string';
  readonly value: string;
  readonly span: Span;
}

/** `literal` is the JSON text of the number after YAML resolution (`1e3` is `1000`, `1e30` is `1e+30`). */
export interface NumberNode {
  readonly kind: 'number';
  readonly literal: string;
  readonly span: Span;
}

export interface BooleanNode {
  readonly kind: 'boolean';
  readonly value: boolean;
  readonly span: Span;
}

export interface NullNode {
  readonly kind: 'null';
  readonly span: Span;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly span: Span;
}

/**
 * Entries in written order, with merges applied and duplicates resolved (the last one wins), as Go does without strict
 * mode.
 */
export interface MapNode {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
  readonly span: Span;
}

export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Node;
}

/** Keys and indexes from the root of the object: `['spec', 'template', 'spec', 'containers', 0, 'image']`. */
export type Path = readonly (string | number)[];

/** Maps with more entries are searched by an index that is made once. */
const SMALL = 16;
const indexes = new WeakMap<MapNode, ReadonlyMap<string, number>>();

/** The entry of `map` named `key`. */
export function entryOf(map: MapNode, key: string): Entry | undefined {
  return map.entries[indexOf(map, key)];
}

/** Where in `map` the entry named `key` is; -1 without one. */
export function indexOf(map: MapNode, key: string): number {
  const { entries } = map;
  if (entries.length <= SMALL) return entries.findIndex((entry) => entry.key === key);
  let index = indexes.get(map);
  if (index === undefined) indexes.set(map, (index = new Map(entries.map((entry, at) => [entry.key, at]))));
  return index.get(key) ?? -1;
}

/** The node at `path` below `root`, if it is written. */
export function nodeAt(root: Node, path: Path): Node | undefined {
  let node: Node | undefined = root;
  for (const step of path) {
    if (node?.kind === 'map' && typeof step === 'string') node = entryOf(node, step)?.value;
    else if (node?.kind === 'list' && typeof step === 'number') node = node.items[step];
    else return undefined;
  }
  return node;
}

/** A path in the API's words: `spec.template.spec.containers[0].image`; keys with dots as they are. */
export function apiPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${String(step)}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

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
