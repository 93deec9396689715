/**
 * Strategic merge patch as the API server applies it. Source: apimachinery pkg/util/strategicpatch/patch.go mergeMap,
 * mergeSlice, mergePatchIntoOriginal; merge keys from the OpenAPI extensions x-kubernetes-patch-*.
 */
import { isList, isMap, withoutNulls, type Json, type JsonMap } from '../go/json.ts';

/** A patch that the server refuses: a readable message, and the status code of the answer. */
export class PatchError extends Error {
  readonly code: number;

  constructor(message: string, code = 500) {
    super(message);
    this.code = code;
  }
}

interface ListStrategy {
  /** Absent for lists of plain values, which are merged as sets. */
  readonly key?: string;
}

/**
 * Lists that are merged; every other list is replaced as a whole. No two structs of a DaemonSet use one name
 * differently.
 */
export const MERGED_LISTS: Readonly<Record<string, ListStrategy>> = {
  conditions: { key: 'type' },
  containers: { key: 'name' },
  env: { key: 'name' },
  ephemeralContainers: { key: 'name' },
  finalizers: {},
  hostAliases: { key: 'ip' },
  imagePullSecrets: { key: 'name' },
  initContainers: { key: 'name' },
  ownerReferences: { key: 'uid' },
  ports: { key: 'containerPort' },
  resourceClaims: { key: 'name' },
  schedulingGates: { key: 'name' },
  topologySpreadConstraints: { key: 'topologyKey' },
  volumeDevices: { key: 'devicePath' },
  volumeMounts: { key: 'mountPath' },
  volumes: { key: 'name' },
};

const RETAIN = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETION = '$deleteFromPrimitiveList/';

/** `original` with `patch` applied. Throws PatchError if the server refuses the patch. */
export function strategicMerge(original: JsonMap, patch: JsonMap): JsonMap {
  const directive = patch['$patch'];
  if (directive !== undefined) return directed(directive, patch);
  const result = retained(original, patch);
  const done = new Set<string>([RETAIN]);
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(ORDER)) continue;
    const name = key.slice(ORDER.length);
    const list = orderedList(name, result[name], patch[name], order);
    if (list !== undefined) result[name] = list;
    done.add(key).add(name);
  }
  for (const [key, value] of Object.entries(patch)) if (!done.has(key)) mergeEntry(result, key, value);
  return result;
}

function directed(directive: Json, patch: JsonMap): JsonMap {
  if (directive === 'delete') return {};
  if (directive === 'replace') return without(patch, '$patch');
  throw new PatchError(`unknown $patch ${JSON.stringify(directive)}: it is replace or delete`);
}

function without(map: JsonMap, key: string): JsonMap {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
}

function mergeEntry(result: Record<string, Json>, key: string, value: Json): void {
  const isDeletion = key.startsWith(DELETION);
  const name = isDeletion ? key.slice(DELETION.length) : key;
  const before = result[name];
  if (value === null) Reflect.deleteProperty(result, name);
  else if (isList(before) && isList(value)) result[name] = mergeList(name, before, value, isDeletion);
  else if (isDeletion) return;
  else if (isMap(before) && isMap(value)) result[name] = strategicMerge(before, value);
  else {
    const fresh = withoutDirectives(withoutNulls(value));
    if (fresh === undefined) Reflect.deleteProperty(result, name);
    else result[name] = fresh;
  }
}

/** What `$retainKeys` keeps of the original; without it everything. */
function retained(original: JsonMap, patch: JsonMap): Record<string, Json> {
  const keys = patch[RETAIN];
  if (keys === undefined) return { ...original };
  const isNamed = (key: string): boolean => isList(keys) && keys.includes(key);
  const isDirective = (key: string): boolean => key === RETAIN || key.startsWith(ORDER) || key.startsWith(DELETION);
  const isBad = ([key, value]: readonly [string, Json]): boolean =>
    value !== null && !isDirective(key) && !isNamed(key);
  if (!isList(keys) || Object.entries(patch).some(isBad))
    throw new PatchError('$retainKeys is a list that names every key of the patch beside it', 400);
  return Object.fromEntries(Object.entries(original).filter(([key]) => isNamed(key)));
}

function mergeList(
  name: string,
  original: readonly Json[],
  patch: readonly Json[],
  isDeletion: boolean,
): readonly Json[] {
  const strategy = Object.hasOwn(MERGED_LISTS, name) ? MERGED_LISTS[name] : undefined;
  if (strategy === undefined && !isDeletion) return patch;
  if (original.length + patch.length === 0) return original;
  const identity = identityIn(name, strategy?.key);
  if (!holdsMaps(name, [...original, ...patch])) {
    if (isDeletion) return original.filter((item) => !patch.includes(item));
    return inOrder([...new Set([...original, ...patch])], patch, original, identity);
  }
  if (strategy?.key === undefined) throw new PatchError(`${name} is a list without a merge key`);
  const { kept, added, replaces } = special(original, patch, identity);
  if (replaces) return added;
  const merged = [...kept];
  for (const item of added) {
    const index = merged.findIndex((candidate) => identity(candidate) === identity(item));
    const before = merged[index];
    if (isMap(before) && isMap(item)) merged[index] = strategicMerge(before, item);
    else merged.push(item);
  }
  return inOrder(merged, added.map(identity), kept.map(identity), identity);
}

/** Applies the items of a patch list that are directives, and separates them from the others. */
function special(
  original: readonly Json[],
  patch: readonly Json[],
  identity: (item: Json) => Json,
): { readonly kept: readonly Json[]; readonly added: readonly Json[]; readonly replaces: boolean } {
  const directives = patch.flatMap((item) => (isMap(item) && item['$patch'] !== undefined ? [item] : []));
  for (const item of directives)
    if (item['$patch'] !== 'delete' && item['$patch'] !== 'replace')
      throw new PatchError(`$patch of an item of a list is delete or replace, not ${JSON.stringify(item['$patch'])}`);
  const gone = directives.filter((item) => item['$patch'] === 'delete').map(identity);
  return {
    kept: original.filter((item) => !gone.includes(identity(item))),
    added: patch.filter((item) => !isMap(item) || item['$patch'] === undefined),
    replaces: directives.some((item) => item['$patch'] === 'replace'),
  };
}

/** A list whose order the patch sets; undefined if neither side has it. */
function orderedList(
  name: string,
  original: Json | undefined,
  patch: Json | undefined,
  order: Json,
): readonly Json[] | undefined {
  if (!isList(order) || !isListOrAbsent(original) || !isListOrAbsent(patch))
    throw new PatchError(`${ORDER}${name} and what it orders are lists`);
  const key = Object.hasOwn(MERGED_LISTS, name) ? MERGED_LISTS[name]?.key : undefined;
  const identity = identityIn(name, key);
  const wanted = order.map(identity);
  checkOrder(name, patch ?? [], wanted, identity);
  if (original === undefined && patch === undefined) return undefined;
  if (original === undefined)
    return inOrder(patch?.flatMap((item) => withoutDirectives(item) ?? []) ?? [], wanted, [], identity);
  const merged = patch === undefined ? original : mergeList(name, original, patch, false);
  holdsMaps(name, [...original, ...(patch ?? [])]);
  return inOrder(merged, wanted, original.map(identity), identity);
}

// The items of the patch are in the order that it sets.
function checkOrder(
  name: string,
  patch: readonly Json[],
  wanted: readonly Json[],
  identity: (item: Json) => Json,
): void {
  const directives = patch.map((item) => (isMap(item) ? item['$patch'] : undefined));
  const items = patch.flatMap((item, index) =>
    directives[index] === 'delete' ? [] : [{ item, directive: directives[index] }],
  );
  let at = 0;
  let next = 0;
  for (let each = items[0]; each !== undefined && next < wanted.length; each = items[at]) {
    if (each.directive !== undefined) at++;
    else if (identity(each.item) === wanted[next++]) at++;
  }
  if (at < items.length && wanted.length > 0)
    throw new PatchError(`the order of ${name} in the patch is not that of ${ORDER}${name}`);
}

/** The identity of an item in a list: the value of the merge key, or the item itself. */
function identityIn(name: string, key: string | undefined): (item: Json) => Json {
  return (item) => {
    if (key === undefined || !isMap(item)) return item;
    const id = item[key];
    if (id === undefined) throw new PatchError(`an item of ${name} has no ${key}, by which the server would find it`);
    return id;
  };
}

function holdsMaps(name: string, items: readonly Json[]): boolean {
  const maps = items.filter(isMap).length;
  if (items.length === 0 || (maps !== 0 && maps !== items.length) || items.some(isList))
    throw new PatchError(`the items of ${name} are not of one kind`);
  return maps > 0;
}

// Items of the patch in its order, the others between them at their place in the original (mergeSortedSlice).
function inOrder(
  merged: readonly Json[],
  wanted: readonly Json[],
  original: readonly Json[],
  identity: (item: Json) => Json,
): readonly Json[] {
  const rank = (sequence: readonly Json[], item: Json): number => sequence.indexOf(identity(item));
  const right = merged.filter((item) => rank(wanted, item) >= 0).sort((a, b) => rank(wanted, a) - rank(wanted, b));
  const left = merged.filter((item) => rank(wanted, item) < 0).sort((a, b) => rank(original, a) - rank(original, b));
  const result: Json[] = [];
  while (left.length > 0 || right.length > 0) {
    const [l, r] = [left[0], right[0]];
    const before =
      l !== undefined && r !== undefined && rank(original, r) >= 0 && rank(original, l) < rank(original, r);
    const next = l !== undefined && (r === undefined || before) ? left.shift() : right.shift();
    if (next !== undefined) result.push(next);
  }
  return result;
}

/** New values without maps that have a `$patch`; undefined if the value itself has one. */
function withoutDirectives(value: Json): Json | undefined {
  if (isList(value)) return value.flatMap((item) => withoutDirectives(item) ?? []);
  if (!isMap(value)) return value;
  if (value['$patch'] !== undefined) return undefined;
  const entries = Object.entries(value).map(([key, item]) => [key, withoutDirectives(item)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

function isListOrAbsent(value: Json | undefined): value is readonly Json[] | undefined {
  return value === undefined || isList(value);
}
