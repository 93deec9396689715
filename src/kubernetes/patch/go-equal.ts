/** Go `==` of values of which only the type is known when the program runs. */
import { GO_TYPES, goTypeOf, isList, isMap, type Value } from '../go/unstructured.ts';
import { PatchFault } from './patch-fault.ts';

/** Go `==` of two values, which maps and lists do not have: kubectl ends, and the server answers 500. */
export function isEqual(left: Value | undefined, right: Value | undefined): boolean {
  const isSameType = left !== undefined && right !== undefined && goTypeOf(left) === goTypeOf(right);
  if (isSameType && isUncomparable(left))
    throw new PatchFault(`runtime error: comparing uncomparable type ${GO_TYPES[goTypeOf(left)]}`);
  return left === right;
}

function isUncomparable(value: Value): boolean {
  return isMap(value) || isList(value);
}

/** Values in their order; what is not there equals nothing. */
export class KeyIndex {
  readonly #first = new Map<Value, number>();
  readonly #uncomparable: Value[] = [];
  #length = 0;

  constructor(keys: readonly (Value | undefined)[]) {
    for (const key of keys) this.push(key);
  }

  push(key: Value | undefined): void {
    const index = this.#length++;
    if (key === undefined || this.#first.has(key)) return;
    this.#first.set(key, index);
    const isNew = isUncomparable(key) && !this.#uncomparable.some((other) => goTypeOf(other) === goTypeOf(key));
    if (isNew) this.#uncomparable.push(key);
  }

  /** Where the first value that equals `key` stands, -1 when there is none. Throws PatchFault. */
  find(key: Value): number {
    for (const other of this.#uncomparable) isEqual(other, key);
    return this.#first.get(key) ?? -1;
  }
}
