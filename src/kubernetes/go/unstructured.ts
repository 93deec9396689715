/**
 * Objects as Go handles them without their types (`map[string]interface{}`): copies, equality, and how they are printed.
 * An integer is a number as long as a double holds it exactly, else a bigint; every other number is a float64 to Go.
 * Maps have no prototype, so that a key may have any name. Source: apimachinery runtime DeepCopyJSON, util/json, Go fmt.
 */
import { compareBytes, goJson } from './strings.ts';

/** Any JSON value, which may be changed in place by whoever made it. */
export type Value = null | boolean | number | bigint | string | Value[] | ValueMap;
export interface ValueMap {
  [key: string]: Value;
}

/** Go's type of a value. */
export type GoType = 'nil' | 'bool' | 'int64' | 'float64' | 'string' | 'slice' | 'map';

/** The types as Go's messages have them. */
export const GO_TYPES: Readonly<Record<GoType, string>> = {
  nil: '<nil>',
  bool: 'bool',
  int64: 'int64',
  float64: 'float64',
  string: 'string',
  slice: '[]interface {}',
  map: 'map[string]interface {}',
};

/** A map without entries. */
export function emptyMap(): ValueMap {
  return Object.create(null) as ValueMap;
}

export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Value | undefined): value is Value[] {
  return Array.isArray(value);
}

/** The type that Go's JSON decoder gives to the value. */
export function goTypeOf(value: Value): GoType {
  if (value === null) return 'nil';
  if (Array.isArray(value)) return 'slice';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int64';
    case 'number':
      return Number.isSafeInteger(value) ? 'int64' : 'float64';
    case 'string':
      return 'string';
    default:
      return 'map';
  }
}

const INTEGER = /^-?[0-9]+$/;

/** The number of a JSON literal: an integer when it is written as one and fits into 64 bits. */
export function numberOf(literal: string): number | bigint {
  const value = Number(literal);
  if (!INTEGER.test(literal) || Number.isSafeInteger(value)) return value;
  const exact = BigInt(literal);
  return BigInt.asIntN(64, exact) === exact ? exact : value;
}

/** A deep copy; of objects of other modules, too: what is undefined is left out. */
export function copyOf(value: unknown): Value {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value as Value;
  const copy = emptyMap();
  for (const [key, item] of Object.entries(value)) if (item !== undefined) copy[key] = copyOf(item);
  return copy;
}

/** `copyOf` of an object. */
export function copyOfMap(value: object): ValueMap {
  const copy = emptyMap();
  for (const [key, item] of Object.entries(value)) if (item !== undefined) copy[key] = copyOf(item);
  return copy;
}

/** Takes the fields that are null out of maps, at any depth; items of lists stay. */
export function discardNulls(value: Value): void {
  if (isList(value)) value.forEach(discardNulls);
  if (!isMap(value)) return;
  for (const [key, item] of Object.entries(value))
    if (item === null) Reflect.deleteProperty(value, key);
    else discardNulls(item);
}

/** Go `reflect.DeepEqual`. */
export function deepEqual(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => deepEqual(item, b[i]));
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && deepEqual(a[key], b[key]));
}

/** Go `json.Marshal`: keys sorted, no spaces, HTML escaped. */
export function marshalValue(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(marshalValue).join(',')}]`;
  if (!isMap(value)) return typeof value === 'bigint' ? String(value) : goJson(value);
  const keys = Object.keys(value).sort(compareBytes);
  return `{${keys.map((key) => `${goJson(key)}:${marshalValue(value[key] ?? null)}`).join(',')}}`;
}

/** Go `fmt.Sprintf("%v")`: `map[a:1 b:[x y]]`. */
export function sprint(value: Value): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(sprint).join(' ')}]`;
  if (!isMap(value)) return typeof value === 'number' ? sprintNumber(value) : String(value);
  const keys = Object.keys(value).sort(compareBytes);
  return `map[${keys.map((key) => `${key}:${sprint(value[key] ?? null)}`).join(' ')}]`;
}

/** Go `fmt.Sprintf("%s", value)`, which marks what is no string. */
export function sprintString(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return '%!s(<nil>)';
  const inner = (item: Value): string => (item === null ? '<nil>' : sprintString(item));
  if (Array.isArray(value)) return `[${value.map(inner).join(' ')}]`;
  if (!isMap(value)) return `%!s(${goTypeOf(value)}=${sprint(value)})`;
  const keys = Object.keys(value).sort(compareBytes);
  return `map[${keys.map((key) => `${key}:${inner(value[key] ?? null)}`).join(' ')}]`;
}

// `%v` of a float64 is `%g`: an exponent of at least two digits below 1e-4 and from 1e21 on.
function sprintNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const size = Math.abs(value);
  const text = size < 1e-4 || size >= 1e21 ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** The map below `map` at `key`, undefined when there is none. */
export function mapAt(map: ValueMap | undefined, key: string): ValueMap | undefined {
  const found = map?.[key];
  return isMap(found) ? found : undefined;
}

/** The text below `map` at `key`, empty when there is none. */
export function textAt(map: ValueMap | undefined, key: string): string {
  const found = map?.[key];
  return typeof found === 'string' ? found : '';
}
