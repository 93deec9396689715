/** DaemonSets that left the input while a workload of another kind has their name now: both run. */
import { dirname } from 'node:path';
import type { Manifest, Sibling } from '../manifest/manifest.ts';
import type { ChangeInput } from './read-change.ts';
import type { States } from './states.ts';
import { stillHeld } from './still-held.ts';

/** A DaemonSet, and what has its name now. */
export interface Replaced {
  readonly previous: Manifest;
  readonly successor: Sibling;
}

/** The workloads that a DaemonSet is turned into. */
const KINDS = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob', 'Pod'] as const;

/** Those among `lost` that no other file holds still: what has their name now, and what nothing has. */
export async function replacedIn(
  lost: readonly Manifest[],
  change: ChangeInput,
  states: States,
  read: Parameters<typeof stillHeld>[3],
): Promise<{ readonly replaced: readonly Replaced[]; readonly removed: readonly Manifest[] }> {
  const held = await stillHeld(lost, change, states, read);
  const gone = lost.filter((manifest) => !held.has(manifest));
  const successors = new Map(gone.map((previous) => [previous, successorOf(previous, change)]));
  const renamed = new Set(change.previous.values());
  return {
    replaced: [...successors].flatMap(([previous, successor]) =>
      successor === undefined ? [] : [{ previous, successor }],
    ),
    removed: gone.filter((each) => each.name !== '' && successors.get(each) === undefined && !renamed.has(each)),
  };
}

/** What is at the same place, or else in the same folder, and was not there before. */
export function successorOf(
  lost: Manifest,
  { old, next, placeOf }: Pick<ChangeInput, 'old' | 'next' | 'placeOf'>,
): Sibling | undefined {
  const { namespace, name } = lost;
  if (name === '') return undefined;
  const [place, folder] = [placeOf.old(lost), folderOf(placeOf.old(lost))];
  const fresh = KINDS.flatMap((kind) => {
    const before = old.named(kind, namespace, name).map((each) => folderOf(placeOf.old(each)));
    return next.named(kind, namespace, name).filter((each) => !before.includes(folderOf(placeOf.next(each))));
  });
  return (
    fresh.find((each) => placeOf.next(each) === place) ?? fresh.find((each) => folderOf(placeOf.next(each)) === folder)
  );
}

const folderOf = (place: string | undefined): string | undefined => (place === undefined ? undefined : dirname(place));
