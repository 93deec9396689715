/**
 * Strategic merge patch as the API server applies it. Source: apimachinery pkg/util/strategicpatch/patch.go
 * (mergeMap, mergeSlice, normalizeElementOrder); merge keys from the OpenAPI extensions x-kubernetes-patch-*.
 */

export type Json = null | boolean | number | string | readonly Json[] | JsonMap;
export interface JsonMap {
  readonly [key: string]: Json;
}

/** A patch that the server would refuse, in words for a person. */
export class PatchError extends Error {}

interface ListStrategy {
  /** Absent for lists of plain values, which are merged as sets. */
  readonly key?: string;
  /** `$retainKeys` may be given: the other keys of the element are dropped. */
  readonly retainKeys?: true;
}

/** Lists that are merged; every other list is replaced whole. No two structs of a DaemonSet use one name differently. */
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
  resourceClaims: { key: 'name', retainKeys: true },
  schedulingGates: { key: 'name' },
  topologySpreadConstraints: { key: 'topologyKey' },
  volumeDevices: { key: 'devicePath' },
  volumeMounts: { key: 'mountPath' },
  volumes: { key: 'name', retainKeys: true },
};

/** `spec.updateStrategy` and the like are maps whose strategy is `retainKeys` in Deployments only; none in a DaemonSet. */
const DIRECTIVE = /^\$(patch$|retainKeys$|setElementOrder\/|deleteFromPrimitiveList\/)/;

/** `original` with `patch` applied. Throws PatchError when the server would refuse the patch. */
export function strategicMerge(original: JsonMap, patch: JsonMap): JsonMap {
  const directive = patch['$patch'];
  if (directive === 'replace') return withoutDirectives(patch) as JsonMap;
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') {
    throw new PatchError(`unknown $patch ${JSON.stringify(directive)}: it is replace, merge or delete`);
  }
  const result: Record<string, Json> = retain(original, patch['$retainKeys']);
  for (const [key, value] of Object.entries(patch)) {
    const deletion = /^\$deleteFromPrimitiveList\/(.+)$/.exec(key)?.[1];
    if (deletion !== undefined) {
      const kept = listOf(result[deletion]).filter((item) => !listOf(value).includes(item));
      if (result[deletion] !== undefined) result[deletion] = kept;
    } else if (!DIRECTIVE.test(key)) {
      if (value === null) Reflect.deleteProperty(result, key);
      else result[key] = mergeValue(key, result[key], value, listOf(patch[`$setElementOrder/${key}`]));
    }
  }
  return result;
}

function mergeValue(key: string, original: Json | undefined, patch: Json, order: readonly Json[]): Json {
  if (original === undefined) return withoutDirectives(patch);
  if (isMap(original) && isMap(patch)) return strategicMerge(original, patch);
  const strategy = Object.hasOwn(MERGED_LISTS, key) ? MERGED_LISTS[key] : undefined;
  if (Array.isArray(original) && Array.isArray(patch) && strategy !== undefined) {
    return mergeList(original as readonly Json[], patch as readonly Json[], strategy, key, order);
  }
  return withoutDirectives(patch);
}

function mergeList(
  original: readonly Json[],
  patch: readonly Json[],
  { key }: ListStrategy,
  name: string,
  order: readonly Json[],
): readonly Json[] {
  const identity = (item: Json): Json => identityOf(item, key, name);
  if (patch.some((item) => isMap(item) && item['$patch'] === 'replace' && Object.keys(item).length === 1)) {
    return patch.filter((item) => !(isMap(item) && item['$patch'] === 'replace')).map(withoutDirectives);
  }
  const merged = [...original];
  const wanted: Json[] = [];
  for (const item of patch) {
    const id = identity(item);
    const index = merged.findIndex((candidate) => identity(candidate) === id);
    const before = merged[index];
    if (isMap(item) && item['$patch'] === 'delete') {
      if (index >= 0) merged.splice(index, 1);
      continue;
    }
    wanted.push(id);
    if (before === undefined) merged.push(withoutDirectives(item));
    else if (isMap(before) && isMap(item)) merged[index] = strategicMerge(before, item);
  }
  const sequence = order.length > 0 ? order.map((item) => (isMap(item) ? identity(item) : item)) : wanted;
  return inOrder(merged, sequence, original.map(identity), identity);
}

/** What tells the items of a merged list apart: the value of the merge key, or the item itself. */
function identityOf(item: Json, key: string | undefined, name: string): Json {
  if (key === undefined) return item;
  const id = isMap(item) ? item[key] : undefined;
  if (id === undefined) throw new PatchError(`an item of ${name} has no ${key}, by which the server would find it`);
  return id;
}

// Items of the patch in its order, the others between them where the live list has them (mergeSortedSlice).
function inOrder(
  merged: readonly Json[],
  wanted: readonly Json[],
  live: readonly Json[],
  identity: (item: Json) => Json,
): readonly Json[] {
  const rank = (sequence: readonly Json[], item: Json): number => sequence.indexOf(identity(item));
  const right = merged.filter((item) => rank(wanted, item) >= 0).sort((a, b) => rank(wanted, a) - rank(wanted, b));
  const left = merged.filter((item) => rank(wanted, item) < 0).sort((a, b) => rank(live, a) - rank(live, b));
  const result: Json[] = [];
  while (left.length > 0 || right.length > 0) {
    const [l, r] = [left[0], right[0]];
    const before = l !== undefined && r !== undefined && rank(live, r) >= 0 && rank(live, l) < rank(live, r);
    const next = l !== undefined && (r === undefined || before) ? left.shift() : right.shift();
    if (next !== undefined) result.push(next);
  }
  return result;
}

function retain(original: JsonMap, keys: Json | undefined): Record<string, Json> {
  if (keys === undefined) return { ...original };
  const kept = listOf(keys);
  return Object.fromEntries(Object.entries(original).filter(([key]) => kept.includes(key)));
}

// What is new is taken as it is, without the directives and the nulls in it.
function withoutDirectives(value: Json): Json {
  if (Array.isArray(value)) {
    return (value as readonly Json[])
      .filter((item) => !(isMap(item) && item['$patch'] === 'delete'))
      .map(withoutDirectives);
  }
  if (!isMap(value)) return value;
  const entries = Object.entries(value).filter(([key, item]) => item !== null && !DIRECTIVE.test(key));
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutDirectives(item)]));
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** Whether `value` is a JSON object. */
export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
