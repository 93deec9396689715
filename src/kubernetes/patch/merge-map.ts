/**
 * Strategic merge patches applied: to an object, as the server does, or to another patch, as kubectl does when it puts a
 * patch together from deletions and changes. Both maps are changed in place: what is left of the patch is what the
 * server shows when it refuses the result. Source: apimachinery strategicpatch patch.go mergeMap and below.
 */
import type { Value, ValueMap } from '../go/unstructured.ts';
import { deepEqual, discardNulls, emptyMap, goTypeOf, isList, isMap, sprint } from '../go/unstructured.ts';
import {
  badType,
  elementKind,
  mergeOrders,
  noMergeKey,
  partition,
  sameKey,
  setOf,
  withoutRepetitions,
} from './lists.ts';
import { badDirective, DELETE_PREFIX, DIRECTIVE, mergeSpecial, ORDER_PREFIX, RETAIN_KEYS } from './directives.ts';
import { KeyIndex } from './go-equal.ts';
import { PatchFault } from './patch-fault.ts';
import type { PatchField, PatchMeta } from './patch-meta.ts';
import { Slice } from './slice.ts';

/** What the patch is applied to. */
export type PatchTarget = 'object' | 'patch';

const BAD_RETAIN_KEYS = 'invalid patch format of retainKeys';
const BAD_ORDER = 'invalid patch format of setElementOrder list';
const BAD_DELETION = 'invalid patch format of primitive list';

/** `original` with `patch`. Throws PatchFault. */
export function mergeMap(original: ValueMap, patch: ValueMap, meta: PatchMeta, target: PatchTarget): ValueMap {
  const directive = patch[DIRECTIVE];
  if (directive !== undefined) return directed(directive, patch);
  retainKeys(original, patch, target);
  for (const key of Object.keys(patch))
    if (key.startsWith(ORDER_PREFIX)) mergeOrdered(original, patch, key, meta, target);
  for (const [key, value] of Object.entries(patch)) mergeEntry(original, key, value, meta, target);
  return original;
}

function directed(directive: Value, patch: ValueMap): ValueMap {
  if (directive === 'delete') return emptyMap();
  if (directive !== 'replace') throw badDirective(directive, patch);
  Reflect.deleteProperty(patch, DIRECTIVE);
  return patch;
}

/** applyRetainKeysDirective. */
function retainKeys(original: ValueMap, patch: ValueMap, target: PatchTarget): void {
  const keys = patch[RETAIN_KEYS];
  if (keys === undefined) return;
  Reflect.deleteProperty(patch, RETAIN_KEYS);
  if (target === 'patch') {
    const before = original[RETAIN_KEYS];
    if (before !== undefined && !deepEqual(before, keys))
      throw new PatchFault(
        `${sprint(before)} and ${sprint(keys)} are not deep equal: this may happen when calculating the 3-way diff patch`,
      );
    original[RETAIN_KEYS] = keys;
    return;
  }
  if (!isList(keys)) throw new PatchFault(BAD_RETAIN_KEYS, 400);
  const named = setOf(keys);
  const isNamed = (key: string): boolean => named.has(key);
  const isFree = (key: string): boolean => key.startsWith(DELETE_PREFIX) || key.startsWith(ORDER_PREFIX);
  if (Object.entries(patch).some(([key, value]) => value !== null && !isFree(key) && !isNamed(key)))
    throw new PatchFault(BAD_RETAIN_KEYS, 400);
  for (const key of Object.keys(original)) if (!isNamed(key)) Reflect.deleteProperty(original, key);
}

function nameBehind(key: string, prefix: string, fault: string): string {
  if (!key.startsWith(`${prefix}/`)) throw new PatchFault(fault, 400);
  return key.slice(prefix.length + 1);
}

/** One list whose order the patch sets (mergePatchIntoOriginal). */
function mergeOrdered(original: ValueMap, patch: ValueMap, key: string, meta: PatchMeta, target: PatchTarget): void {
  const order = patch[key] ?? null;
  if (target === 'patch') {
    const before = original[key];
    if (before !== undefined && !deepEqual(before, order)) throw new PatchFault(BAD_ORDER, 400);
    original[key] = order;
  }
  Reflect.deleteProperty(patch, key);
  if (!isList(order)) throw badType('slice', order);
  const name = nameBehind(key, ORDER_PREFIX, BAD_ORDER);
  const [before, added] = [listIn(original, name), listIn(patch, name)];
  const field = meta.field(name);
  checkOrder(added ?? [], order, field.mergeKey);
  if (before === undefined && added === undefined) return;
  const merged =
    before === undefined
      ? withoutDirectives(added ?? [])
      : added === undefined
        ? [...before]
        : mergeList(before, added, field, false, target);
  const { inPatch, serverOnly } = partition(merged, order, field.mergeKey);
  const kind = elementKind(before ?? [], added ?? []);
  original[name] = mergeOrders(inPatch, serverOnly, order, before ?? [], field.mergeKey, kind);
  Reflect.deleteProperty(patch, name);
}

function listIn(map: ValueMap, name: string): Value[] | undefined {
  const list = map[name];
  if (list !== undefined && !isList(list)) throw badType('slice', list);
  return list;
}

/** The items of the patch are in the order that it sets (validatePatchWithSetOrderList). */
function checkOrder(patch: readonly Value[], order: readonly Value[], mergeKey: string): void {
  if (order.length === 0 || patch.length === 0) return;
  for (const item of mergeKey === '' ? [] : patch) if (!isMap(item)) throw badType('map', item);
  const items = patch.filter((item) => mergeKey === '' || !isMap(item) || item[DIRECTIVE] !== 'delete');
  let [at, next] = [0, 0];
  while (at < items.length && next < order.length) {
    const item = items[at] ?? null;
    if (isMap(item) && DIRECTIVE in item) at++;
    else if (sameKey(item, order[next++] ?? null, mergeKey)) at++;
  }
  if (at < items.length && next >= order.length)
    throw new PatchFault(
      `The order in patch list:\n${sprint([...patch])}\n doesn't match ${ORDER_PREFIX} list:\n${sprint([...order])}\n`,
    );
}

function mergeEntry(original: ValueMap, key: string, value: Value, meta: PatchMeta, target: PatchTarget): void {
  const isDeletion = key.startsWith(DELETE_PREFIX);
  if (isDeletion && target === 'patch') {
    original[key] = value;
    return;
  }
  const name = isDeletion ? nameBehind(key, DELETE_PREFIX, BAD_DELETION) : key;
  if (value === null) {
    Reflect.deleteProperty(original, name);
    if (target === 'object') return;
  }
  const before = original[name];
  if (before === undefined || goTypeOf(before) !== goTypeOf(value)) {
    if (!isDeletion) take(original, name, value, target);
  } else if (isMap(before) && isMap(value)) {
    const field = meta.field(name);
    original[name] = field.strategy === 'replace' ? value : mergeMap(before, value, field.meta, target);
  } else if (isList(before) && isList(value)) {
    const field = meta.field(name);
    const merges = field.strategy === 'merge' || isDeletion;
    original[name] = merges ? mergeList(before, value, field, isDeletion, target) : value;
  } else take(original, name, value, 'patch');
}

/** What is new goes in without its directives, and into an object without its nulls. */
function take(original: ValueMap, name: string, value: Value, target: PatchTarget): void {
  if (target === 'object') discardNulls(value);
  const kept = withoutDirective(value);
  if (kept === undefined) Reflect.deleteProperty(original, name);
  else original[name] = kept;
}

/** removeDirectives: undefined for a map that is a directive itself. */
function withoutDirective(value: Value): Value | undefined {
  if (isList(value)) return withoutDirectives(value);
  if (!isMap(value)) return value;
  if (DIRECTIVE in value) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const kept = withoutDirective(item);
    if (kept === undefined) Reflect.deleteProperty(value, key);
    else value[key] = kept;
  }
  return value;
}

function withoutDirectives(list: readonly Value[]): Value[] {
  return list.flatMap((item) => {
    const kept = withoutDirective(item);
    return kept === undefined ? [] : [kept];
  });
}

/** mergeSlice. */
function mergeList(
  original: Value[],
  patch: Value[],
  field: PatchField,
  isDeletion: boolean,
  target: PatchTarget,
): Value[] {
  if (original.length === 0 && patch.length === 0) return original;
  const { mergeKey } = field;
  const kind = elementKind(original, patch);
  if (kind === 'scalar') {
    const deleted = setOf(patch);
    if (target === 'object' && isDeletion) return original.filter((item) => !deleted.has(item));
    const { inPatch, serverOnly } = partition(withoutRepetitions([...original, ...patch]), patch, mergeKey);
    return mergeOrders(inPatch, serverOnly, patch, original, mergeKey, kind);
  }
  if (mergeKey === '') throw new PatchFault(`cannot merge lists without merge key for ${field.meta.name}`);
  const special = mergeSpecial(Slice.of(original), patch, mergeKey);
  const merged = mergeItems(special.original, special.patch, field, target);
  const { inPatch, serverOnly } = partition(merged, special.patch, mergeKey);
  return mergeOrders(inPatch, serverOnly, special.patch, special.original.items, mergeKey, kind);
}

/** mergeSliceWithoutSpecialElements. */
function mergeItems(
  original: Slice,
  patch: readonly Value[],
  { mergeKey, meta }: PatchField,
  target: PatchTarget,
): Value[] {
  let merged = original;
  const keyAt = (index: number): Value | undefined => {
    const item = merged.get(index);
    return isMap(item) ? item[mergeKey] : undefined;
  };
  const indexed = (): KeyIndex => new KeyIndex(Array.from({ length: merged.length }, (_, index) => keyAt(index)));
  let keys = indexed();
  for (const item of patch) {
    if (!isMap(item)) throw badType('map', item);
    const key = item[mergeKey];
    if (key === undefined) throw noMergeKey(item, mergeKey);
    const index = keys.find(key);
    const before = merged.get(index);
    if (isMap(before)) {
      merged.set(index, mergeMap(before, item, meta, target));
      // A null has deleted the key.
      if (keyAt(index) !== key) keys = indexed();
    } else {
      merged = merged.append(item);
      keys.push(key);
    }
  }
  return merged.items;
}
