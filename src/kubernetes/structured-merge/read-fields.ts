/** Field sets from the text of managed fields. Source: structured-merge-diff v6 fieldpath serialize.go, serialize-pe.go. */
import { emptyMap, isMap, marshalValue, numberOf, type Value } from '../go/unstructured.ts';
import { FieldSet, type Child } from './field-set.ts';
import { PathElement } from './path-element.ts';

/** Managed fields that cannot be read. */
export class FieldsFault extends Error {}

/** The set that `fieldsV1` holds. Throws FieldsFault. */
export function readFieldsV1(fields: Value): FieldSet {
  return readLevel(fields).set;
}

/** A level with nothing below it means the field itself. */
function readLevel(value: Value): { readonly set: FieldSet; readonly isMember: boolean } {
  if (value !== null && !isMap(value)) throw new FieldsFault(`${marshalValue(value)} is no set of fields`);
  const fields = value ?? emptyMap();
  const members: PathElement[] = [];
  const children: Child[] = [];
  for (const [text, below] of Object.entries(fields)) {
    const element = text === '.' ? undefined : readElement(text);
    if (element === undefined) continue;
    const inner = readLevel(below);
    if (inner.isMember) members.push(element);
    if (inner.set.elements.length > 0) children.push({ element, set: inner.set });
  }
  return { set: FieldSet.level(members, children), isMember: '.' in fields || members.length + children.length === 0 };
}

const READERS: Readonly<Record<string, (rest: string) => PathElement>> = {
  f: (rest) => PathElement.field(rest),
  v: (rest) => PathElement.value(readJson(rest)),
  i: (rest) => {
    if (/^[+-]?[0-9]+$/.test(rest)) return PathElement.index(Number(rest));
    throw new FieldsFault(`parsing key as path element: strconv.Atoi: parsing "${rest}": invalid syntax`);
  },
  k: (rest) => {
    const keys = readJson(rest);
    if (isMap(keys)) return PathElement.key(Object.entries(keys));
    throw new FieldsFault(`parsing key as path element: ${rest} holds no keys`);
  },
};

/** Undefined for a kind of element that is not known yet. */
function readElement(text: string): PathElement | undefined {
  if (text.length < 2) throw new FieldsFault('parsing key as path element: key must be 2 characters long:');
  const kind = text.charAt(0);
  if (text.charAt(1) !== ':') throw new FieldsFault(`parsing key as path element: missing colon: ${text}`);
  return Object.hasOwn(READERS, kind) ? READERS[kind]?.(text.slice(2)) : undefined;
}

function readJson(text: string): Value {
  try {
    return fromParsed(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new FieldsFault(`parsing key as path element: ${text} is not JSON`);
    throw error;
  }
}

// What distinguishes items are names and ports: no integer beyond what a double holds.
function fromParsed(value: unknown): Value {
  if (Array.isArray(value)) return value.map(fromParsed);
  if (typeof value === 'number') return numberOf(String(value));
  if (typeof value !== 'object' || value === null) return value as Value;
  const map = emptyMap();
  for (const [key, item] of Object.entries(value)) map[key] = fromParsed(item);
  return map;
}
