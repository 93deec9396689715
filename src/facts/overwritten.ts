/** Which DaemonSets are one object of a cluster, so that the one that is applied last is left. */
import { certainName } from '../manifest/certain-name.ts';
import type { Manifest, ZoneOf } from '../manifest/manifest.ts';
import { worldOf } from '../manifest/worlds.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import { groupBy } from '../words/group-by.ts';

/** The last one in the same file that has the name of this one; undefined where it is that itself. Source: kubectl apply, which applies a file in its order. */
export function overwriterOf(manifest: Manifest): Manifest | undefined {
  const key = keyOf(manifest);
  const last = key === undefined ? undefined : manifest.siblings.once(lastOfEach).get(key);
  return last === manifest || !isStored(manifest) ? undefined : last;
}

/** Why the change of an object means nothing that another one overwrites. */
export function overwrittenReason(manifest: Manifest): string | undefined {
  return (
    overwriterOf(manifest) && 'a later DaemonSet of the file has the same name and overwrites it: remove one of them'
  );
}

function lastOfEach(daemonSets: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  const named = [...groupBy(daemonSets, keyOf)].filter(([, some]) => some.length > 1);
  return new Map(
    named.flatMap(([key, some]) => {
      // Only of namesakes the server's answer is asked.
      const [first, ...others] = some.filter(isStored);
      return first === undefined ? [] : [[key, others.reduce((a, b) => (startOf(b) > startOf(a) ? b : a), first)]];
    }),
  );
}

const startOf = ({ root }: Manifest): number => root.span.start;

/** What no server stores overwrites nothing. */
const isStored = ({ answer }: Manifest): boolean => answer.stored !== undefined;

/** Another file with the same object. */
export interface Namesake {
  readonly manifest: Manifest;
  /** Whether something says that one cluster gets both; otherwise they lie in one folder, and may be alternatives. */
  readonly isDelivered: boolean;
}

/** The last one of that name in another file that is applied after this one; undefined where it is the last itself. */
export function laterNamesakeOf(manifest: Manifest): Namesake | undefined {
  const lasts = manifest.siblings.once(lastOfFiles);
  const later = keysAround(manifest, lasts.zoneOf).flatMap(({ key, isDelivered }) => {
    const last = lasts.byKey.get(key);
    return last === undefined || !isAfter(last, manifest) ? [] : [{ manifest: last, isDelivered }];
  });
  return isStored(manifest) ? (later.find(({ isDelivered }) => isDelivered) ?? later[0]) : undefined;
}

/** Why an object is not new, of which the cluster has an earlier state that another file continues. */
export function continuedElsewhere(manifest: Manifest): string | undefined {
  if (manifest.previous !== undefined) return undefined;
  const { byKey, zoneOf } = manifest.siblings.once(firstContinued);
  const other = keysAround(manifest, zoneOf).flatMap(({ key }) => byKey.get(key) ?? [])[0];
  return (
    other &&
    `another file of the new state has the same object, ${other.source.path}: which of the two the cluster gets is not known`
  );
}

/** Of the objects in several files, one that has an earlier state. */
function firstContinued(daemonSets: readonly Manifest[], zoneOf: ZoneOf): ByKey {
  const byKey = new Map<string, Manifest>();
  for (const manifest of daemonSets) {
    if (manifest.previous === undefined) continue;
    for (const { key } of keysAround(manifest, zoneOf)) if (!byKey.has(key)) byKey.set(key, manifest);
  }
  return { byKey, zoneOf };
}

/** Objects of the input by the name and by what applies them. */
interface ByKey {
  readonly byKey: ReadonlyMap<string, Manifest>;
  readonly zoneOf: ZoneOf;
}

/** Of the objects that are in several files which are applied together, the last. */
function lastOfFiles(daemonSets: readonly Manifest[], zoneOf: ZoneOf): ByKey {
  const named = new Map<string, Manifest[]>();
  for (const manifest of daemonSets) for (const { key } of keysAround(manifest, zoneOf)) addTo(named, key, manifest);
  const byKey = new Map<string, Manifest>();
  for (const [key, some] of named) {
    if (new Set(some.map(({ source }) => source.path)).size === 1) continue;
    const [first, ...others] = some.filter(isStored);
    if (first !== undefined)
      byKey.set(
        key,
        others.reduce((a, b) => (isAfter(b, a) ? b : a), first),
      );
  }
  return { byKey, zoneOf };
}

/** The object in each whole that its file is applied with. */
function keysAround(
  manifest: Manifest,
  zoneOf: ZoneOf,
): readonly { readonly key: string; readonly isDelivered: boolean }[] {
  const { namespace, name } = certainName(manifest);
  const { source } = manifest;
  if (namespace === '' || name === '' || source.madeFrom !== undefined) return [];
  const { home, appliers } = zoneOf(source);
  const isWritten = manifest.has(['metadata', 'namespace']);
  const key = (whole: string): string => JSON.stringify([whole, isWritten ? namespace : '', name]);
  // What examples and tests hold is applied one by one.
  const folder = worldOf(source.path) === '' ? [{ key: key(home), isDelivered: false }] : [];
  return [...(isWritten ? appliers.map((each) => ({ key: key(each), isDelivered: true })) : []), ...folder];
}

/** Whether an object of another file is applied later: kubectl and Argo CD walk a folder by its names. */
function isAfter({ source: a }: Manifest, { source: b }: Manifest): boolean {
  return inWalk(a.path) > inWalk(b.path);
}

const inWalk = (path: string): string => path.split('/').join('\0');

/** Without a written namespace the command line decides; charts are helm's. */
function keyOf(manifest: Manifest): string | undefined {
  const { namespace, name } = certainName(manifest);
  if (namespace === '' || name === '' || manifest.source.madeFrom !== undefined) return undefined;
  return JSON.stringify([manifest.source.path, manifest.has(['metadata', 'namespace']) ? namespace : '', name]);
}
