/** What cannot be compared, because something that changed is not or not wholly known: kustomizations, charts, templates. */
import { resolve } from 'node:path';
import type { Input } from '../input/read-input.ts';
import { unbuiltTexts, type Unbuilt } from '../input/unbuilt.ts';
import type { UnreadableDocument } from '../document/unreadable.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { ChangeInput } from './read-change.ts';

/** Why a DaemonSet of two states cannot be judged. */
export interface Doubts {
  /** Undefined where it can be. */
  readonly about: (manifest: Manifest) => string | undefined;
  /** DaemonSets of which nothing else is known; the name is empty where not even that is. */
  readonly unseen: readonly Unseen[];
  /** What changed of what is made of several files, and fails: its faults are not of before. */
  readonly failed: readonly Failed[];
  /** Files of the new state that changed and are not or not wholly known, whatever the reason. */
  readonly unknown: readonly string[];
}

export interface Failed {
  readonly path: string;
  readonly reason: string;
  readonly faults: readonly UnreadableDocument[];
}

export interface Unseen {
  /** The file of the kustomization or the chart, or that file. */
  readonly path: string;
  readonly namespace: string;
  readonly name: string;
  readonly reason: string;
}

type Side = 'old' | 'next';
type Known = Pick<Input, 'unbuilt' | 'templates' | 'unreadable' | 'manifests'>;
type Compared = Pick<ChangeInput, 'placeOf' | 'previous' | 'gone'> & Readonly<Record<Side, Known>>;

/** Something unknown that differs. */
interface Doubt extends Unbuilt {
  readonly side: Side;
  readonly place: string | undefined;
}

/** What is in doubt where something that is here differs, and something else that it needs is not here or not readable. */
export function doubtsBetween({ old, next, placeOf, previous, gone }: Compared): Doubts {
  const placed = (side: Side, path: string): string | undefined => placeOf[side]({ source: { path, madeFrom: true } });
  const changed = differing(
    unknownIn(old).map((each) => ({ ...each, side: 'old', place: placed('old', each.path) })),
    unknownIn(next).map((each) => ({ ...each, side: 'next', place: placed('next', each.path) })),
  );
  const concerns = (doubt: Doubt, { source, name }: Manifest, side: Side): boolean => {
    if (doubt.hides === 'patched') return doubt.patched.some((each) => each.name === name);
    const path = source.madeFrom?.chart ?? source.path;
    if (side === doubt.side) return path === doubt.path || doubt.files.has(path);
    return placed(side, path) === doubt.place;
  };
  const lost = new Set(gone);
  /** What may have it in the other state, or makes another one of it. */
  const doubtAbout = (manifest: Manifest, side: Side): Doubt | undefined => {
    const isAlone = side === 'old' ? lost.has(manifest) : !previous.has(manifest);
    return changed.find(
      (doubt) => (doubt.hides === 'changes' || (isAlone && side !== doubt.side)) && concerns(doubt, manifest, side),
    );
  };
  const sides = new Map<Manifest, Side>([
    ...old.manifests.map((manifest) => [manifest, 'old'] as const),
    ...next.manifests.map((manifest) => [manifest, 'next'] as const),
  ]);
  const found = new Map([...sides].map(([manifest, side]) => [manifest, doubtAbout(manifest, side)]));
  const unseen = changed.flatMap((doubt) =>
    unseenIn(
      doubt,
      [...sides].flatMap(([manifest, side]) => (concerns(doubt, manifest, side) ? [manifest] : [])),
      [...found.values()].includes(doubt),
    ),
  );
  return {
    about: (manifest) => found.get(manifest)?.reason,
    unseen,
    unknown: changed.flatMap(({ side, path, hides }) => (side === 'next' && hides !== 'nothing' ? [path] : [])),
    failed: changed.flatMap(({ side, path, reason, hides, faults = [] }) =>
      side === 'next' && hides !== 'nothing' && faults.length > 0 ? [{ path, reason, faults }] : [],
    ),
  };
}

/** What is in doubt where nothing is compared: what kustomizations do not make here, and templates that were named. */
export function doubtsAbout(
  { unbuilt, templates, manifests, paths }: Known & Pick<Input, 'paths'>,
  named: readonly string[],
  cwd: string,
): Doubts {
  const asked = new Set(named.map((path) => (path === '-' ? path : resolve(cwd, path))));
  const made = {
    unbuilt: unbuilt.filter(({ failing }) => failing === undefined),
    templates: templates.filter(({ source }) => asked.has(paths.get(source.path) ?? resolve(cwd, source.path))),
    unreadable: [],
  };
  const none = { unbuilt: [], templates: [], unreadable: [], manifests: [] };
  const placeOf = { old: () => undefined, next: () => undefined };
  return doubtsBetween({
    old: none,
    next: { ...made, manifests },
    placeOf,
    previous: new Map(),
    gone: [],
  });
}

function unknownIn({ unbuilt, templates, unreadable }: Known): readonly Unbuilt[] {
  return [...unbuilt, ...unbuiltTexts(templates, unreadable)];
}

/** What is not the same in both states; of both sides the new one speaks. */
function differing(before: readonly Doubt[], after: readonly Doubt[]): readonly Doubt[] {
  const same = ({ digest, place }: Doubt): string => `${digest} ${place ?? ''}`;
  const [past, now] = [before, after].map((all) => new Set(all.map(same)));
  const [fresh, over] = [
    after.filter((each) => past?.has(same(each)) !== true),
    before.filter((each) => now?.has(same(each)) !== true),
  ];
  // A patch does not speak for what else was at its place.
  const places = new Set(fresh.flatMap(({ place, hides }) => (hides === 'patched' ? [] : [place])));
  const left = over.filter(({ place }) => !places.has(place));
  return [...fresh.map((each) => unlike(each, before)), ...left.map((each) => unlike(each, []))].map(named);
}

/** Where other renderings of a chart fail than before, those that do not are not alike. */
function unlike(doubt: Doubt, before: readonly Doubt[]): Doubt {
  if (doubt.failing === undefined || doubt.failing.length === 0) return doubt;
  const [other] = before.filter(({ place, failing }) => place === doubt.place && failing !== undefined);
  const isAlike = JSON.stringify(other?.failing ?? []) === JSON.stringify(doubt.failing);
  if (isAlike) return doubt.hides === 'nothing' ? { ...doubt, place: ALIKE, files: new Set() } : doubt;
  return doubt.hides === 'nothing' ? doubt : { ...doubt, hides: 'changes' };
}

/** The place of what hides nothing that was there before. */
const ALIKE = '\0';

/** Of what was unknown before, that it was. */
function named(doubt: Doubt): Doubt {
  return doubt.side === 'next' ? doubt : { ...doubt, reason: `before the change, ${doubt.reason}` };
}

function unseenIn({ path, reason, hides, patched }: Doubt, seen: readonly Manifest[], isToldOfThem: boolean): Unseen[] {
  if (hides === 'nothing' || hides === 'patched') return [];
  const names = new Set(seen.map(({ name }) => name));
  const others = patched.filter(({ name }) => !names.has(name));
  // Patches are for what is there.
  if (others.length > 0) return others.map((each) => ({ path, reason, ...each }));
  return (hides === 'objects' && !isToldOfThem) || seen.length === 0 ? [{ path, reason, namespace: '', name: '' }] : [];
}
