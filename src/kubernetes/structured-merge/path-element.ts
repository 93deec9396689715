/**
 * One step of a field path: a field, the keys of a list's item, the value of a set's, an index. Its text is that of
 * managed fields. Source: structured-merge-diff v6 fieldpath element.go, serialize-pe.go; value compare.
 */
import { compareBytes, goJson, quote } from '../go/strings.ts';
import { isList, isMap, marshalValue, type Value, type ValueMap } from '../go/unstructured.ts';

type Fields = readonly (readonly [string, Value])[];

type Parts =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'key'; readonly fields: Fields }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'index'; readonly index: number };

const ORDER: Readonly<Record<Parts['kind'], number>> = { field: 0, key: 1, value: 2, index: 3 };

export class PathElement {
  readonly parts: Parts;
  /** As managed fields write it, which is the same text for equal elements: `f:image`, `k:{"name":"agent"}`. */
  readonly text: string;

  private constructor(parts: Parts, text: string) {
    this.parts = parts;
    this.text = text;
  }

  static field(name: string): PathElement {
    return new PathElement({ kind: 'field', name }, `f:${name}`);
  }

  static key(entries: Fields): PathElement {
    const fields = [...entries].sort(([a], [b]) => compareBytes(a, b));
    const shown = fields.map(([name, value]) => `${goJson(name)}:${marshalValue(value)}`);
    return new PathElement({ kind: 'key', fields }, `k:{${shown.join(',')}}`);
  }

  static value(value: Value): PathElement {
    return new PathElement({ kind: 'value', value }, `v:${marshalValue(value)}`);
  }

  static index(index: number): PathElement {
    return new PathElement({ kind: 'index', index }, `i:${String(index)}`);
  }

  /** As a person reads it: `.image`, `[name="agent"]`. */
  toString(): string {
    const { parts } = this;
    switch (parts.kind) {
      case 'field':
        return `.${parts.name}`;
      case 'key':
        return `[${parts.fields.map(([name, value]) => `${name}=${shownValue(value)}`).join(',')}]`;
      case 'value':
        return `[=${shownValue(parts.value)}]`;
      case 'index':
        return `[${String(parts.index)}]`;
    }
  }
}

/** A path as a person reads it. */
export function pathText(path: readonly PathElement[]): string {
  return path.map(String).join('');
}

function shownValue(value: Value): string {
  if (typeof value === 'string') return quote(value);
  if (isList(value)) return `[${value.map(shownValue).join(',')}]`;
  if (!isMap(value)) return String(value);
  return Object.entries(value)
    .map(([key, item]) => `${key}=${shownValue(item)}`)
    .join('');
}

/** The order of the elements of a set. */
export function compareElements(a: PathElement, b: PathElement): number {
  const [x, y] = [a.parts, b.parts];
  if (x.kind === 'field' && y.kind === 'field') return compareBytes(x.name, y.name);
  if (x.kind === 'key' && y.kind === 'key') return compareFields(x.fields, y.fields);
  if (x.kind === 'value' && y.kind === 'value') return compareValues(x.value, y.value);
  if (x.kind === 'index' && y.kind === 'index') return x.index - y.index;
  return ORDER[x.kind] - ORDER[y.kind];
}

function compareFields(a: Fields, b: Fields): number {
  for (let i = 0; ; i++) {
    const [x, y] = [a[i], b[i]];
    if (x === undefined || y === undefined) return a.length - b.length;
    const order = compareBytes(x[0], y[0]) || compareValues(x[1], y[1]);
    if (order !== 0) return order;
  }
}

const RANKS: readonly ((value: Value) => boolean)[] = [
  (value) => typeof value === 'number' || typeof value === 'bigint',
  (value) => typeof value === 'string',
  (value) => typeof value === 'boolean',
  isList,
  isMap,
];

function rankOf(value: Value): number {
  const rank = RANKS.findIndex((holds) => holds(value));
  return rank < 0 ? RANKS.length : rank;
}

function compareValues(a: Value, b: Value): number {
  const order = rankOf(a) - rankOf(b);
  if (order !== 0) return order;
  if (typeof a === 'string' && typeof b === 'string') return compareBytes(a, b);
  if (isList(a) && isList(b)) return compareFields(listed(a), listed(b));
  if (isMap(a) && isMap(b)) return compareFields(sortedEntries(a), sortedEntries(b));
  return a === null || b === null || a === b ? 0 : a < b ? -1 : 1;
}

const listed = (list: Value[]): Fields => list.map((item) => ['', item]);

function sortedEntries(map: ValueMap): Fields {
  return Object.entries(map).sort(([a], [b]) => compareBytes(a, b));
}
