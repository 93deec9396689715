/** What has to be known of the two states to read what an apply makes of them. */
import { isApplied, isFromCluster } from '../facts/from-cluster.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { readManaged } from './applied.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import { managedFieldsFault } from '../kubernetes/apiserver/patch-request.ts';
import { valueOf } from '../kubernetes/yaml/unstructured.ts';
import type { ChangeInput } from './read-change.ts';
import { repeatedLine } from '../words/repeated-line.ts';
import { groupBy } from '../words/group-by.ts';

/** Lines for people. */
export function noticesOf({ old, next }: Pick<ChangeInput, 'old' | 'next'>): readonly string[] {
  const changed = next.manifests.filter(({ previous }) => previous !== undefined);
  return [
    ...repeatedLines(old.manifests.filter(isFromCluster)),
    ...storedLines(changed.filter(isStored)),
    ...changed.filter(isWithoutOwners).map(ownersLine),
    ...changed.flatMap(unreadableLines),
  ];
}

/** That a dump holds an object more than once. */
function repeatedLines(manifests: readonly Manifest[]): readonly string[] {
  const groups = groupBy(manifests, ({ source, namespace, name }) => JSON.stringify([source.path, namespace, name]));
  return [...groups.values()].flatMap(([first, ...more]) =>
    first === undefined || more.length === 0
      ? []
      : [repeatedLine(first.source.path, `${first.namespace}/${first.name}`)],
  );
}

/** Whether it looks like an object of a cluster, and nobody said that it is a file. */
const isStored = (manifest: Manifest): boolean => manifest.context.apply?.applier !== undefined && !isApplied(manifest);

function storedLines(manifests: readonly Manifest[]): readonly string[] {
  const [first, ...others] = manifests;
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return [
    `${first.source.path}: daemonset/${first.name}${more} has what only a cluster writes, so that it counts as what is stored in the end (a replace): give --apply client or --apply server if it is a file to apply`,
  ];
}

/** Whether a server-side apply is judged over an object of a cluster that does not show who owns its fields. */
function isWithoutOwners(manifest: Manifest): boolean {
  const { context, previous } = manifest;
  if (context.apply?.mode !== 'server' || previous === undefined || !isApplied(manifest)) return false;
  return isFromCluster(previous) && previous.node(['metadata', 'managedFields']) === undefined;
}

function ownersLine({ previous, name }: Manifest): string {
  const path = previous?.source.path ?? '';
  return `${path}: daemonset/${name} shows no managed fields, so that nobody seems to own any: get it with --show-managed-fields`;
}

/** That nobody can read who owns what. Source: apimachinery managedfields/internal fieldmanager.go decodeLiveOrNew, Apply. */
function unreadableLines(manifest: Manifest): readonly string[] {
  const { context, previous, name } = manifest;
  const managed = previous?.node(['metadata', 'managedFields']);
  if (context.apply?.applier === undefined || managed === undefined || !isApplied(manifest)) return [];
  const fault = managedFieldsFault(managed, context.minors[0] ?? NEWEST);
  if (fault !== undefined)
    return [
      `${previous?.source.path ?? ''}: the managed fields of daemonset/${name} ${fault}, so that nobody seems to own any field: get the object again with --show-managed-fields`,
    ];
  const read = readManaged(valueOf(managed));
  if (!('fault' in read)) return [];
  return [
    `${previous?.source.path ?? ''}: the managed fields of daemonset/${name} cannot be read (${read.fault}), so that nobody seems to own any field: a client-side apply is carried out without them, and one with --server-side is refused`,
  ];
}
