/** Lists of a strategic merge patch: what distinguishes their items, and their order. Source: strategicpatch patch.go. */
import type { Value, ValueMap } from '../go/unstructured.ts';
import { goStableSorted } from '../go/sort-stable.ts';
import { GO_TYPES, goTypeOf, isList, isMap, sprint } from '../go/unstructured.ts';
import { isEqual, KeyIndex } from './go-equal.ts';
import { PatchFault } from './patch-fault.ts';

/** The kind of a list's elements. */
export type ElementKind = 'map' | 'scalar';

/** ErrBadArgType: a map or a list was expected. */
export function badType(expected: 'map' | 'slice', actual: Value): PatchFault {
  return new PatchFault(
    `expected a ${GO_TYPES[expected]}, but received a ${actual === null ? '%!s(<nil>)' : GO_TYPES[goTypeOf(actual)]}`,
  );
}

/** ErrNoMergeKey. */
export function noMergeKey(item: ValueMap, mergeKey: string): PatchFault {
  return new PatchFault(`map: ${sprint(item)} does not contain declared merge key: ${mergeKey}`);
}

/** The one kind of all elements. Throws PatchFault for several, for none, for nulls and for lists of lists. */
export function elementKind(...lists: readonly (readonly Value[])[]): ElementKind {
  const [first, ...others] = lists.flat().map(goTypeOf);
  if (first === undefined) throw new PatchFault('no elements in any of the given slices');
  // Go follows a type that is not there: kubectl ends, and the server answers 500.
  if (first === 'nil') throw new PatchFault('runtime error: invalid memory address or nil pointer dereference');
  if (first === 'slice') throw new PatchFault('lists of lists are not supported', 422);
  if (others.some((type) => type !== first))
    throw new PatchFault(`list element types are not identical: ${sprint(lists.map((list) => [...list]))}`);
  return first === 'map' ? 'map' : 'scalar';
}

/** What an item is found by: the value of its merge key, or the item itself. */
export function identityOf(item: Value, mergeKey: string, kind: ElementKind): Value | undefined {
  return kind === 'map' ? (isMap(item) ? item[mergeKey] : undefined) : item;
}

/** The value of the merge key. Throws PatchFault. */
export function keyOf(item: Value, mergeKey: string): Value {
  if (!isMap(item)) throw badType('map', item);
  const key = item[mergeKey];
  if (key === undefined) throw noMergeKey(item, mergeKey);
  return key;
}

/** A Go set, in which there is no room for maps and lists. */
export function setOf(values: readonly Value[]): ReadonlySet<Value> {
  for (const value of values) hashable(value);
  return new Set(values);
}

function hashable(value: Value): Value {
  if (isMap(value) || isList(value))
    throw new PatchFault(`runtime error: hash of unhashable type ${GO_TYPES[goTypeOf(value)]}`);
  return value;
}

/** Both lists without repetitions, in whose place the last values come (deduplicateScalars). */
export function withoutRepetitions(values: readonly Value[]): Value[] {
  const left = [...values];
  if (new Set(left).size === left.length) return left;
  for (let i = 0; i < left.length - 1; i++)
    for (let j = i + 1; j < left.length; j++)
      if (left[i] === left[j]) {
        const last = left.pop() ?? null;
        if (j < left.length) left[j--] = last;
      }
  return left;
}

/** Whether two items have one merge key; without a merge key, whether they are one value. */
export function sameKey(left: Value, right: Value, mergeKey: string): boolean {
  return mergeKey === '' ? isEqual(left, right) : isEqual(keyOf(left, mergeKey), keyOf(right, mergeKey));
}

/** Where the first item with a merge key stands, -1 when there is none. Throws PatchFault. */
export function finderIn(list: readonly Value[], mergeKey: string): (key: Value) => number {
  const strange = list.findIndex((item) => !isMap(item));
  const keys = (strange < 0 ? list : list.slice(0, strange)).map((item) => (isMap(item) ? item[mergeKey] : undefined));
  const index = new KeyIndex(keys);
  return (key) => {
    const found = index.find(key);
    if (found < 0 && strange >= 0) throw new PatchFault(`value for key ${strange} is not a map`);
    return found;
  };
}

type Rank = (item: Value) => number;

function rankIn(order: readonly Value[], mergeKey: string, kind: ElementKind): Rank {
  const ranks = new KeyIndex(order.map((item) => identityOf(item, mergeKey, kind) ?? null));
  return (item) => ranks.find(identityOf(item, mergeKey, kind) ?? null);
}

/** The items in the given order, those that are to be deleted last (normalizeSliceOrder). */
export function inOrder(
  items: readonly Value[],
  order: readonly Value[],
  mergeKey: string,
  kind: ElementKind,
): Value[] {
  if (kind === 'map') for (const item of [...items, ...order]) keyOf(item, mergeKey);
  const rank = rankIn(order, mergeKey, kind);
  const isDeleted = (item: Value): boolean => kind === 'map' && isMap(item) && item['$patch'] === 'delete';
  const kept = items.filter((item) => !isDeleted(item));
  const isBefore = (a: Value, b: Value): boolean => {
    const [left, right] = [rank(a), rank(b)];
    return left < 0 || right < 0 || left < right;
  };
  return [...goStableSorted(kept, isBefore), ...items.filter(isDeleted)];
}

/**
 * Items of the patch in the patch's order, the server's own between them where the server has them
 * (normalizeElementOrder, mergeSortedSlice).
 */
export function mergeOrders(
  fromPatch: readonly Value[],
  serverOnly: readonly Value[],
  patchOrder: readonly Value[],
  serverOrder: readonly Value[],
  mergeKey: string,
  kind: ElementKind,
): Value[] {
  const right = inOrder(fromPatch, patchOrder, mergeKey, kind);
  const left = inOrder(serverOnly, serverOrder, mergeKey, kind);
  const rank = rankIn(serverOrder, mergeKey, kind);
  const merged: Value[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    const [a, b] = [left[l] ?? null, right[r] ?? null];
    const isBefore = rank(a) >= 0 && rank(b) >= 0 && rank(a) < rank(b);
    merged.push(isBefore ? a : b);
    if (isBefore) l++;
    else r++;
  }
  return [...merged, ...left.slice(l), ...right.slice(r)];
}

/** Which items a list names, and the others (partitionMapsByPresentInList, partitionPrimitivesByPresentInList). */
export function partition(
  items: readonly Value[],
  named: readonly Value[],
  mergeKey: string,
): { readonly inPatch: Value[]; readonly serverOnly: Value[] } {
  const set = setOf(mergeKey === '' ? named : []);
  const find = mergeKey === '' ? undefined : finderIn(named, mergeKey);
  const isNamed = (item: Value): boolean => (find ? find(keyOf(item, mergeKey)) >= 0 : set.has(hashable(item)));
  const inPatch = items.filter(isNamed);
  return { inPatch, serverOnly: items.filter((item) => !isNamed(item)) };
}
