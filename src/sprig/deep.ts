/** Values compared and copied to their leaves. Source: reflect.DeepEqual, mitchellh/copystructure. */
import { spend, VISIT } from '../limits/budget.ts';
import {
  Bool,
  Bytes,
  Dict,
  Float,
  Int,
  List,
  NilDict,
  NilList,
  Str,
  typeName,
  type Value,
} from '../gotemplate/value.ts';

/** Go `reflect.DeepEqual`. */
export function deepEqual(a: Value, b: Value): boolean {
  spend(VISIT);
  const x = a ?? undefined;
  const y = b ?? undefined;
  if (x === y) return true;
  if (x === undefined || y === undefined || typeName(x) !== typeName(y)) return false;
  if (x instanceof Str && y instanceof Str) return x.text === y.text;
  if (x instanceof Int && y instanceof Int) return x.value === y.value;
  if (x instanceof Float && y instanceof Float) return x.value === y.value;
  if (x instanceof Bool && y instanceof Bool) return x.value === y.value;
  if (x instanceof Bytes && y instanceof Bytes) return x.str.text === y.str.text;
  if (x instanceof List && y instanceof List) {
    if (x instanceof NilList !== y instanceof NilList) return false;
    return x.items.length === y.items.length && x.items.every((item, index) => deepEqual(item, y.items[index]));
  }
  if (!(x instanceof Dict && y instanceof Dict) || x.entries.size !== y.entries.size) return false;
  if (x instanceof NilDict !== y instanceof NilDict) return false;
  return [...x.entries].every(([key, value]) => y.entries.has(key) && deepEqual(value, y.entries.get(key)));
}

/** A map of its own costs more than a look. */
const COPY = 4;

/** A copy that shares no map with the original. */
export function deepCopy(value: Value): Value {
  spend(COPY);
  if (value instanceof NilDict || value instanceof NilList) return value;
  if (value instanceof List) return new List(value.items.map(deepCopy), value.type);
  if (!(value instanceof Dict)) return value;
  const copy = value.copy();
  for (const [key, item] of copy.entries)
    if (item instanceof Dict || item instanceof List) copy.entries.set(key, deepCopy(item));
  return copy;
}
