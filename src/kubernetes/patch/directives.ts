/** What a strategic merge patch says besides values. Source: apimachinery strategicpatch patch.go. */
import { addTo } from '../go/lists.ts';
import { emptyMap, isList, isMap, sprint, sprintString, type Value, type ValueMap } from '../go/unstructured.ts';
import { finderIn, keyOf } from './lists.ts';
import { PatchFault } from './patch-fault.ts';
import { Slice } from './slice.ts';

export const DIRECTIVE = '$patch';
export const RETAIN_KEYS = '$retainKeys';
export const DELETE_PREFIX = '$deleteFromPrimitiveList';
export const ORDER_PREFIX = '$setElementOrder';

/** Whether a key of a map is not a field, but says how to merge it. */
export function isDirective(key: string): boolean {
  if (key === DIRECTIVE || key === RETAIN_KEYS) return true;
  return key.startsWith(`${DELETE_PREFIX}/`) || key.startsWith(`${ORDER_PREFIX}/`);
}

/** A copy with the values alone; what is in a list keeps its place. */
export function withoutDirectives(value: ValueMap): ValueMap {
  const copy = emptyMap();
  for (const [key, item] of Object.entries(value)) if (!isDirective(key)) copy[key] = plainOf(item);
  return copy;
}

function plainOf(value: Value): Value {
  if (isList(value)) return value.map(plainOf);
  return isMap(value) ? withoutDirectives(value) : value;
}

export function badDirective(directive: Value, patch: ValueMap): PatchFault {
  return new PatchFault(`unknown patch type: ${sprintString(directive)} in map: ${sprint(patch)}`);
}

/** Carries out the items of the patch that are directives (mergeSliceWithSpecialElements). */
export function mergeSpecial(
  original: Slice,
  patch: readonly Value[],
  mergeKey: string,
): { original: Slice; patch: Value[] } {
  const plain: Value[] = [];
  const deleted: Value[] = [];
  let replaces = false;
  for (const item of patch) {
    const directive = isMap(item) ? item[DIRECTIVE] : undefined;
    if (!isMap(item) || directive === undefined) plain.push(item);
    else if (directive === 'delete') deleted.push(keyOf(item, mergeKey));
    else if (directive === 'replace') replaces = true;
    else if (directive === 'merge') throw new PatchFault('merging lists cannot yet be specified in the patch');
    else throw badDirective(directive, item);
  }
  const rest = deleteMatching(original, mergeKey, deleted);
  return replaces ? { original: Slice.of(plain), patch: [] } : { original: rest, patch: plain };
}

function deleteMatching(list: Slice, mergeKey: string, keys: readonly Value[]): Slice {
  if (keys.length === 0) return list;
  const find = finderIn(list.items, mergeKey);
  // What cannot be compared ends it.
  for (const key of keys) find(key);
  const places = new Map<Value | undefined, number[]>();
  for (const [index, item] of list.items.entries()) {
    addTo(places, isMap(item) ? item[mergeKey] : undefined, index);
  }
  return list.without([...new Set(keys)].flatMap((key) => places.get(key) ?? []));
}
