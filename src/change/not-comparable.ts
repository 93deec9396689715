/** What cannot be compared, because a kustomization that changed asks for something that is not here. */
import type { Input } from '../input/read-input.ts';
import type { Unbuilt } from '../input/kustomizations.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { PlaceOf } from './pairing.ts';
import type { ChangeInput } from './read-change.ts';

/** Why a DaemonSet of two states cannot be judged. */
export interface Doubts {
  /** Undefined where it can be. */
  readonly about: (manifest: Manifest) => string | undefined;
  /** DaemonSets of which nothing else is known; the name is empty where not even that is. */
  readonly unseen: readonly Unseen[];
}

export interface Unseen {
  /** The kustomization file. */
  readonly path: string;
  readonly namespace: string;
  readonly name: string;
  readonly reason: string;
}

/** What is in doubt where something of a kustomization that is here differs, and something else of it is not here. */
export function doubtsBetween(
  old: Pick<Input, 'unbuilt' | 'manifests'>,
  next: Pick<Input, 'unbuilt' | 'manifests'>,
  placeOf: ChangeInput['placeOf'],
): Doubts {
  const placed = (placeIn: PlaceOf, { path }: Unbuilt): string => placeIn({ source: { path } }) ?? path;
  const [before, after] = [old, next].map(({ unbuilt }) => new Set(unbuilt.map(({ digest }) => digest)));
  const places = new Set(next.unbuilt.map((each) => placed(placeOf.next, each)));
  const changed = [
    ...next.unbuilt.filter(({ digest }) => before?.has(digest) !== true),
    ...old.unbuilt.filter((each) => after?.has(each.digest) !== true && !places.has(placed(placeOf.old, each))),
  ];
  const about = (manifest: Manifest): string | undefined =>
    changed.find((each) => each.hides === 'changes' && concerns(each, manifest))?.reason;
  const manifests = [...old.manifests, ...next.manifests];
  const unseen = changed.flatMap((each) =>
    unseenIn(
      each,
      manifests.filter((manifest) => concerns(each, manifest)),
    ),
  );
  return { about, unseen };
}

function concerns({ path, files }: Unbuilt, { source }: Manifest): boolean {
  return source.path === path || files.has(source.path);
}

function unseenIn({ path, reason, hides, patched }: Unbuilt, seen: readonly Manifest[]): Unseen[] {
  const names = new Set(seen.map(({ name }) => name));
  const others = patched.filter(({ name }) => !names.has(name));
  // Patches are for what is there.
  if (others.length > 0) return others.map((each) => ({ path, reason, ...each }));
  return hides === 'objects' || seen.length === 0 ? [{ path, reason, namespace: '', name: '' }] : [];
}
