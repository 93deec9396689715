/** What a file lost and another one still holds. */
import type { SourceFile } from '../document/source.ts';
import type { FoundFile } from '../input/find-files.ts';
import { layoutOf, type Input } from '../input/read-input.ts';
import type { Io } from '../io/io.ts';
import { Clusters } from '../manifest/clusters.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { groupBy } from '../words/group-by.ts';
import type { PlaceOf } from './pairing.ts';
import type { ChangeInput } from './read-change.ts';
import type { States } from './states.ts';

/** The objects of `lost` that the new state still holds for the same cluster, each with the one that holds it. */
export async function stillHeld(
  lost: readonly Manifest[],
  { old, next, placeOf }: ChangeInput,
  { next: { io }, rest }: States,
  read: (files: readonly FoundFile[], io: Io) => Promise<Input>,
): Promise<ReadonlyMap<Manifest, Manifest>> {
  if (lost.length === 0) return new Map();
  const others = await read(rest?.() ?? [], { ...io, stderr: () => undefined });
  // What a kustomization took in before, nobody applied by itself.
  const isPart = ({ source: { path } }: Manifest): boolean => {
    const file = others.paths.get(path) ?? path;
    return old.inside.has(io.realPath(file) ?? file);
  };
  const alone = others.manifests.filter((manifest) => !isPart(manifest));
  const holders = groupBy([...next.manifests, ...alone], ({ namespace, name }) => `${namespace}/${name}`);
  const sources = [...next.sources.values(), ...others.sources.values()];
  const named = new Set([...lost, ...next.manifests].flatMap(({ context }) => context.clusters ?? []));
  const layout = layoutOf(io);
  const placeIn = (path: string): string => {
    const found = { source: { path } };
    return placeOf.next(found) ?? placeOf.old(found) ?? layout.placeOf(path);
  };
  const clusters = new Clusters(sources, { ...layout, placeOf: placeIn }, [...named]);
  const held = new Map<Manifest, Manifest>();
  for (const manifest of lost) {
    const same = holders.get(`${manifest.namespace}/${manifest.name}`) ?? [];
    const holder = same.find(
      ({ source }) => isSettled(source, manifest.source) && !clusters.areApart(manifest.source.path, source.path),
    );
    if (holder !== undefined) held.set(manifest, holder);
  }
  return held;
}

/** Whether a holder has that name in the cluster: the release of a chart, which gives it its namespace, is not known. */
function isSettled(holder: SourceFile, lost: SourceFile): boolean {
  return holder.madeFrom?.chart === undefined || lost.madeFrom?.chart !== undefined;
}

/** Whether what a state has at a place is unknown, because it could not be read: it was neither added nor removed. */
export function unreadAt({ faults }: Pick<Input, 'faults'>, placeOf: PlaceOf): (place: string | undefined) => boolean {
  const places = new Set(faults.map(({ path }) => placeOf({ source: { path } })));
  return (place) => places.has(place);
}

/** That for people, in one line. */
export function heldLine({ source, namespace, name }: Manifest, holder: Manifest): string {
  return `${source.path}: daemonset/${name} in namespace ${namespace} is gone from here and still in ${holder.source.path}: for a cluster that gets both files it is not removed`;
}
