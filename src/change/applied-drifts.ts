/** What somebody has changed by hand since the last apply, and what the apply makes of it. */
import { partsOf } from '../kubernetes/apiserver/managed-fields.ts';
import { readLive } from '../kubernetes/apiserver/patch-request.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import { copyOfMap, emptyMap, type Value } from '../kubernetes/go/unstructured.ts';
import { compareValues } from '../kubernetes/structured-merge/compare.ts';
import { FieldSet, typeBelow, type FieldPath } from '../kubernetes/structured-merge/field-set.ts';
import { equalValues } from '../kubernetes/structured-merge/list-items.ts';
import { PathElement, pathText } from '../kubernetes/structured-merge/path-element.ts';
import type { Atom } from '../kubernetes/structured-merge/schema.ts';
import { nodeOf } from '../kubernetes/yaml/unstructured.ts';
import type { AppliedDrift } from '../manifest/manifest.ts';
import { appliedBefore, BY_HAND, fields, managedIn, RESTARTED, showsOwners, type ApplyFacts } from './applied.ts';
import { toldElsewhere } from './applied-differences.ts';
import { isIn, placesIn, topmost, valuesIn } from './applied-paths.ts';

const POD = fields('spec', 'template', 'spec');

export function appliedDrifts(facts: ApplyFacts): readonly AppliedDrift[] {
  const { stored } = facts;
  if (stored === undefined) return [];
  const owners = ownersIn(facts);
  const before = appliedBefore(facts);
  const told = imageAndRestartDrifts(facts, stored, owners, before);
  // The annotations that go as a whole go with that of the restart.
  const known = told.map(({ field }) => field);
  const isTold = (field: string): boolean => known.some((each) => each === field || each.startsWith(`${field}.`));
  return [...told, ...fieldDrifts(facts, stored, owners, before).filter(({ field }) => !isTold(field))];
}

type Owner = AppliedDrift['by'][number] & { readonly isByHand: boolean };

interface Owners {
  /** Those managers of a live field who are not the one who applies. */
  readonly of: (path: FieldPath) => readonly Owner[];
  /** What they have set by hand. */
  readonly byHand: FieldSet;
}

function ownersIn(facts: ApplyFacts): Owners {
  const { managers, times } = managedIn(facts);
  const others = [...managers].flatMap(([id, { set, applied }]) => {
    const name = partsOf(id).manager ?? '';
    if (name === facts.manager && applied === facts.serverSide) return [];
    // An update by "kubectl" is `kubectl rollout undo`.
    const isByHand = BY_HAND.has(name) || (name === 'kubectl' && !applied);
    return [{ owner: { name, time: times.get(id), isByHand }, set }];
  });
  return {
    of: (path) => others.flatMap(({ owner, set }) => (isIn(set, path) ? [owner] : [])),
    byHand: others.reduce((all, { owner, set }) => (owner.isByHand ? all.union(set) : all), FieldSet.EMPTY),
  };
}

/** Images, whoever has set them, and restarts. */
function imageAndRestartDrifts(
  facts: ApplyFacts,
  stored: DaemonSet,
  owners: Owners,
  before: FieldSet,
): readonly AppliedDrift[] {
  const { type } = facts;
  const [liveAt, storedAt] = [textsIn(facts.live, type), textsIn(stored, type)];
  const lastAt = valuesIn(facts.last ?? emptyMap(), type);
  const placesOf = placesIn(facts.root, type);
  const candidates = [...imagesIn(facts).map((path) => ['image', path] as const), ['restart', RESTARTED] as const];
  return candidates.flatMap(([what, path]): AppliedDrift[] => {
    const live = liveAt(path);
    const by = owners.of(path);
    if (live === undefined || !isByHand(live, path, facts, lastAt, before, by)) return [];
    const after = storedAt(path);
    const { at, isWritten } = placesOf(path)[0];
    // The file has caught up with it.
    if (what === 'image' && after === live && isWritten) return [];
    return [{ what, field: pathText(path).slice(1), at, by, live, stored: after }];
  });
}

function textsIn(object: DaemonSet, type: Atom): (path: FieldPath) => string | undefined {
  const valuesAt = valuesIn(copyOfMap(object), type);
  return (path) => {
    const [value] = valuesAt(path);
    return typeof value === 'string' ? value : undefined;
  };
}

function imagesIn({ live }: ApplyFacts): readonly FieldPath[] {
  const pod = live.spec?.template.spec;
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    (pod?.[list] ?? []).map(({ name }) => [
      ...POD,
      PathElement.field(list),
      PathElement.key([['name', name]]),
      PathElement.field('image'),
    ]),
  );
}

/** A field is set by hand when it is not what was applied last, or when it belongs to somebody else. */
function isByHand(
  live: string,
  path: FieldPath,
  { serverSide, last }: ApplyFacts,
  lastAt: (path: FieldPath) => readonly Value[],
  before: FieldSet,
  by: readonly Owner[],
): boolean {
  if (serverSide) return by.some((owner) => owner.isByHand) && !before.has(path);
  if (last === undefined) return false;
  // A container of somebody else's is not a drift of ours.
  const isForeign = path !== RESTARTED && lastAt(path.slice(0, -1)).length === 0;
  return !isForeign && lastAt(path)[0] !== live;
}

/** Other fields that somebody has changed, where the apply undoes it; `apply-keeps` speaks of what it keeps. */
function fieldDrifts(facts: ApplyFacts, stored: DaemonSet, owners: Owners, before: FieldSet): readonly AppliedDrift[] {
  const { type, live, serverSide } = facts;
  const [liveMap, storedMap] = [copyOfMap(live), copyOfMap(stored)];
  const { removed, modified, added } = compareValues(liveMap, storedMap, type);
  const [liveAt, storedAt] = [valuesIn(liveMap, type), valuesIn(storedMap, type)];
  const isToldElsewhere = toldElsewhere(facts);
  const placesOf = placesIn(facts.root, type);
  const driftsAt = serverSide ? ownedByHand(owners, before) : changedSinceApply(facts, owners);
  const paths = topmost(removed.union(modified).union(added)).filter((path) => !isToldElsewhere(path));
  return paths
    .flatMap((path) => driftsAt(path, liveAt(path)[0]))
    .flatMap((path): AppliedDrift[] => {
      const [[now], [then]] = [liveAt(path), storedAt(path)];
      const [field, { at }] = [pathText(path).slice(1), placesOf(path)[0]];
      const drift = { field, at, by: owners.of(path), stored: then };
      const isLost = !serverSide && now === undefined && mayBeMerged(path, type);
      return [isLost ? { what: 'lost', ...drift, live: now } : { what: 'field', ...drift, live: now }];
    });
}

/** The fields at or below a changed one of which somebody has changed the value `now`. */
type DriftsAt = (path: FieldPath, now: Value | undefined) => readonly FieldPath[];

function ownedByHand({ byHand }: Owners, before: FieldSet): DriftsAt {
  const foreign = byHand.difference(before);
  return (path, now) => {
    if (now === undefined || !isIn(foreign, path)) return [];
    if (!before.has(path)) return [path];
    // An item of ours, in which somebody else has changed something.
    const inside = path.reduce((level, element) => level.below(element), foreign);
    return topmost(inside).map((rest) => [...path, ...rest]);
  };
}

function changedSinceApply(facts: ApplyFacts, owners: Owners): DriftsAt {
  const lastAt = lastIn(facts);
  const isShown = showsOwners(facts);
  const isDrift: (...change: Parameters<DriftsAt>) => boolean = (path, now) => {
    const was = lastAt(path);
    if (facts.last === undefined) return false;
    if (now === undefined) return was !== undefined;
    if (was !== undefined && equalValues(was, now)) return false;
    return isShown ? owners.of(path).some((owner) => owner.isByHand) : was !== undefined;
  };
  return (path, now) => (isDrift(path, now) ? [path] : []);
}

/** Client-side apply knows items by one key: of two that differ in another one, it may have lost both itself. */
function mayBeMerged(path: FieldPath, type: Atom): boolean {
  const list = path.at(-1)?.parts.kind === 'key' ? path.slice(0, -1) : path;
  return (list.reduce<Atom | undefined>(typeBelow, type)?.list?.keys.length ?? 0) > 1;
}

/** What the server has stored of what client-side apply sent last: nothing where several items have one key. */
function lastIn({ last, type, minor }: ApplyFacts): (path: FieldPath) => Value | undefined {
  if (last === undefined) return () => undefined;
  const sentAt = valuesIn(last, type);
  const storedAt = valuesIn(copyOfMap(readLive(nodeOf(last), minor).object), type);
  return (path) => {
    const [sent, stored] = [sentAt(path), storedAt(path)];
    return sent.length === 1 && stored.length === 1 ? stored[0] : undefined;
  };
}
