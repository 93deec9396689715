/**
 * The strategic merge patch that `kubectl apply` sends: what the file changes of the live object, and what has left the
 * file since it was applied last. Source: apimachinery strategicpatch patch.go CreateThreeWayMergePatch, diffMaps.
 */
import { goSorted } from '../go/sort.ts';
import { compareBytes } from '../go/strings.ts';
import type { Value, ValueMap } from '../go/unstructured.ts';
import { copyOfMap, deepEqual, emptyMap, goTypeOf, isList, isMap, sprint } from '../go/unstructured.ts';
import { elementKind, identityOf, inOrder, keyOf, sameKey } from './lists.ts';
import { DELETE_PREFIX, DIRECTIVE, ORDER_PREFIX, RETAIN_KEYS } from './directives.ts';
import { mergeMap } from './merge-map.ts';
import { PatchFault } from './patch-fault.ts';
import { haveConflicts } from './patch-conflicts.ts';
import type { PatchField, PatchMeta } from './patch-meta.ts';

/** The three states that a patch is made from. */
export interface ThreeStates {
  /** What was applied last; empty when nothing is known of it. */
  readonly original: ValueMap;
  /** What is applied now. */
  readonly modified: ValueMap;
  /** The live object. */
  readonly current: ValueMap;
}

/** The patch would overwrite what someone else has changed: both sides. */
export class PatchConflict extends Error {
  readonly patch: ValueMap;
  readonly changed: ValueMap;

  constructor(patch: ValueMap, changed: ValueMap) {
    super('conflict');
    this.patch = patch;
    this.changed = changed;
  }
}

/** The patch; empty when there is nothing to do. Throws PatchFault, and PatchConflict unless it may overwrite. */
export function threeWayPatch(states: ThreeStates, meta: PatchMeta, overwrite = true): ValueMap {
  const { modified } = states;
  // Comparing sorts lists of plain values in place.
  const [original, current] = [copyOfMap(states.original), copyOfMap(states.current)];
  const changes = diffMaps(current, modified, meta, { setsOrder: true, ignores: 'deletions', retainKeys: false });
  const deletions = diffMaps(original, modified, meta, { setsOrder: true, ignores: 'changes', retainKeys: false });
  // Merging changes both in place, and they share their values with the file.
  const patch = mergeMap(copyOfMap(deletions), copyOfMap(changes), meta, 'patch');
  if (!overwrite) {
    const changed = diffMaps(original, current, meta, { setsOrder: false, ignores: 'nothing', retainKeys: false });
    if (haveConflicts(patch, changed, meta)) throw new PatchConflict(patch, changed);
  }
  return patch;
}

interface DiffOptions {
  readonly setsOrder: boolean;
  readonly ignores: 'deletions' | 'changes' | 'nothing';
  readonly retainKeys: boolean;
}

function diffMaps(original: ValueMap, modified: ValueMap, meta: PatchMeta, options: DiffOptions): ValueMap {
  const patch = emptyMap();
  for (const [key, value] of Object.entries(modified)) {
    const before = original[key];
    if (before === undefined) {
      if (options.ignores !== 'changes') patch[key] = value;
    } else diffEntry(patch, key, before, value, meta, options);
  }
  if (options.ignores !== 'deletions')
    for (const key of Object.keys(original)) if (!(key in modified)) patch[key] = null;
  const kept = Object.keys(modified).filter((key) => modified[key] !== null);
  const losesField = Object.keys(original).some((key) => original[key] !== null && !(key in modified));
  if (options.retainKeys && kept.length > 0 && (Object.keys(patch).length > 0 || losesField))
    patch[RETAIN_KEYS] = kept.sort(compareBytes);
  return patch;
}

function diffEntry(
  patch: ValueMap,
  key: string,
  before: Value,
  value: Value,
  meta: PatchMeta,
  options: DiffOptions,
): void {
  if (key === DIRECTIVE) {
    if (typeof before !== 'string' || typeof value !== 'string')
      throw new PatchFault(`invalid value for special key: ${DIRECTIVE}`);
    if (before !== value) patch[key] = value;
  } else if (goTypeOf(before) !== goTypeOf(value)) {
    if (options.ignores !== 'changes') patch[key] = value;
  } else if (isMap(before) && isMap(value)) diffMapAt(patch, key, before, value, meta, options);
  else if (isList(before) && isList(value)) diffListAt(patch, key, before, value, meta, options);
  else replaceUnlessEqual(patch, key, before, value, options);
}

function replaceUnlessEqual(patch: ValueMap, key: string, before: Value, value: Value, options: DiffOptions): void {
  if (options.ignores !== 'changes' && !deepEqual(before, value)) patch[key] = value;
}

/** The field, or undefined when it is not known and is the same on both sides. */
function fieldFor(key: string, before: Value, value: Value, meta: PatchMeta): PatchField | undefined {
  try {
    return meta.field(key);
  } catch (error) {
    if (deepEqual(before, value)) return undefined;
    throw error;
  }
}

function diffMapAt(
  patch: ValueMap,
  key: string,
  before: ValueMap,
  value: ValueMap,
  meta: PatchMeta,
  options: DiffOptions,
): void {
  const field = fieldFor(key, before, value, meta);
  if (field === undefined) return;
  const changes = diffMaps(before, value, field.meta, { ...options, retainKeys: field.retainKeys });
  if (Object.keys(changes).length > 0) patch[key] = changes;
}

function diffListAt(
  patch: ValueMap,
  key: string,
  before: Value[],
  value: Value[],
  meta: PatchMeta,
  options: DiffOptions,
): void {
  const field = fieldFor(key, before, value, meta);
  if (field === undefined) return;
  if (field.strategy !== 'merge') {
    replaceUnlessEqual(patch, key, before, value, options);
    return;
  }
  const { changed, deleted, order } = diffLists(before, value, field, { ...options, retainKeys: field.retainKeys });
  if (changed.length > 0) patch[key] = changed;
  if (deleted.length > 0) patch[`${DELETE_PREFIX}/${key}`] = deleted;
  if (order.length > 0) patch[`${ORDER_PREFIX}/${key}`] = order;
}

interface ListDiff {
  readonly changed: Value[];
  /** Values to take out of a list of plain ones. */
  readonly deleted: Value[];
  readonly order: Value[];
}

function diffLists(original: Value[], modified: Value[], field: PatchField, options: DiffOptions): ListDiff {
  if (original.length === 0) {
    const isKept = modified.length === 0 || options.ignores === 'changes';
    return { changed: isKept ? [] : modified, deleted: [], order: [] };
  }
  const isMaps = elementKind(original, modified) === 'map';
  return isMaps ? diffMapLists(original, modified, field, options) : diffScalarLists(original, modified, options);
}

function diffMapLists(original: Value[], modified: Value[], field: PatchField, options: DiffOptions): ListDiff {
  const { mergeKey } = field;
  const { patched, deleted } = diffItems(original, modified, field, options);
  const changed = [...inOrder(patched, modified, mergeKey, 'map'), ...deleted];
  const isSame = isSameOrder(original, modified, mergeKey);
  const setsOrder =
    (options.ignores !== 'changes' && (changed.length > 0 || !isSame)) ||
    (options.ignores !== 'deletions' && changed.length > 0);
  const order =
    options.setsOrder && setsOrder ? modified.map((item) => keyed(mergeKey, keyOrNull(item, mergeKey))) : [];
  return { changed, deleted: [], order };
}

function keyOrNull(item: Value, mergeKey: string): Value {
  return identityOf(item, mergeKey, 'map') ?? null;
}

function keyed(mergeKey: string, key: Value): ValueMap {
  const map = emptyMap();
  map[mergeKey] = key;
  return map;
}

function isSameOrder(original: readonly Value[], modified: readonly Value[], mergeKey: string): boolean {
  return (
    original.length === modified.length && modified.every((item, i) => sameKey(original[i] ?? null, item, mergeKey))
  );
}

/** Go sorts with "not after" for "before", which turns the order of equal items around. */
function sortedBy(items: readonly Value[], key: (item: Value) => Value): Value[] {
  const texts = new Map(items.map((item) => [item, sprint(key(item))]));
  const text = (item: Value): string => texts.get(item) ?? '';
  return goSorted(items, (a, b) => compareBytes(text(a), text(b)) <= 0);
}

/** diffListsOfMaps. */
function diffItems(
  original: Value[],
  modified: Value[],
  { mergeKey, meta }: PatchField,
  options: DiffOptions,
): { readonly patched: Value[]; readonly deleted: Value[] } {
  const [before, after] = [original, modified].map((list) => {
    if (list.length > 0) elementKind(list);
    return sortedBy(list, (item) => keyOrNull(item, mergeKey));
  });
  const patched: Value[] = [];
  const deleted: Value[] = [];
  let [i, j] = [0, 0];
  while (before !== undefined && after !== undefined && (i < before.length || j < after.length)) {
    const [old, item] = [before[i], after[j]];
    const [oldKey, key] = [
      old === undefined ? null : keyOf(old, mergeKey),
      item === undefined ? null : keyOf(item, mergeKey),
    ];
    const order = old === undefined ? 1 : item === undefined ? -1 : compareBytes(sprint(oldKey), sprint(key));
    if (order === 0 && isMap(old) && isMap(item)) {
      const changes = diffMaps(old, item, meta, options);
      if (Object.keys(changes).length > 0) {
        changes[mergeKey] = key;
        patched.push(changes);
      }
    } else if (order > 0 && item !== undefined && options.ignores !== 'changes') patched.push(item);
    else if (order < 0 && options.ignores !== 'deletions') {
      const gone = keyed(mergeKey, oldKey);
      gone[DIRECTIVE] = 'delete';
      deleted.push(gone);
    }
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  return { patched, deleted };
}

/** diffListsOfScalars: it leaves `original` sorted, so that an unsorted list always gets its order in the patch. */
function diffScalarLists(original: Value[], modified: Value[], options: DiffOptions): ListDiff {
  const [before, after] = [sortedBy(original, (item) => item), sortedBy(modified, (item) => item)];
  original.splice(0, original.length, ...before);
  const isSame = deepEqual(original, modified);
  const added: Value[] = [];
  const deleted: Value[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, item] = [before[i], after[j]];
    const order = old === undefined ? 1 : item === undefined ? -1 : compareBytes(sprint(old), sprint(item));
    if (order > 0 && item !== undefined && options.ignores !== 'changes') added.push(item);
    if (order < 0 && old !== undefined && options.ignores !== 'deletions') deleted.push(old);
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  const setsOrder =
    (options.ignores !== 'deletions' && deleted.length > 0) || (options.ignores !== 'changes' && !isSame);
  return {
    changed: inOrder(added, modified, '', 'scalar'),
    deleted: [...new Set(deleted)],
    order: options.setsOrder && setsOrder ? modified : [],
  };
}
