/** What an apply stores otherwise than a replace would, and why. */
import { copyOfMap } from '../kubernetes/go/unstructured.ts';
import { compareValues } from '../kubernetes/structured-merge/compare.ts';
import type { FieldPath, FieldSet } from '../kubernetes/structured-merge/field-set.ts';
import { pathText } from '../kubernetes/structured-merge/path-element.ts';
import type { AppliedDifference } from '../manifest/manifest.ts';
import { RESTARTED, type ApplyFacts } from './applied.ts';
import { cureIn, lossesOf, unstored } from './applied-losses.ts';
import { placesIn, topmost, valuesIn } from './applied-paths.ts';
import { remnantsIn } from './applied-remnants.ts';
import { LAST_APPLIED } from '../kubernetes/api/annotations.ts';

/** What kubectl and the server write themselves, and a restart, of which `drift-reverted` speaks. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  '.metadata.generation',
  '.metadata.resourceVersion',
  '.metadata.uid',
  '.metadata.creationTimestamp',
  '.metadata.annotations.deprecated.daemonset.template.generation',
  `.metadata.annotations.${LAST_APPLIED}`,
  pathText(RESTARTED),
]);
/** What a deletion has written, of which `being-deleted` speaks. */
const DELETION = /^\.metadata\.(?:deletionTimestamp|deletionGracePeriodSeconds|finalizers)(?:$|\[)/;

export function toldElsewhere({ live }: ApplyFacts): (path: FieldPath) => boolean {
  const isDeleting = live.metadata?.deletionTimestamp !== undefined;
  return (path) => TOLD_ELSEWHERE.has(pathText(path)) || (isDeleting && DELETION.test(pathText(path)));
}

/** What an accepted apply stores otherwise than a replace would; `told` and what is below is left out. */
export function appliedDifferences(facts: ApplyFacts, told: FieldSet): readonly AppliedDifference[] {
  const { root, type, stored, wanted } = facts;
  if (stored === undefined) return [];
  const isTold = toldElsewhere(facts);
  const isToldElsewhere = (path: FieldPath): boolean =>
    isTold(path) || path.some((_, depth) => told.has(path.slice(0, depth + 1)));
  if (wanted === undefined) return unstored(facts, copyOfMap(stored), isToldElsewhere);
  const [after, alone] = [copyOfMap(stored), copyOfMap(wanted)];
  const { removed, modified, added } = compareValues(alone, after, type);
  const paths = topmost(removed.union(modified).union(added)).filter((path) => !isToldElsewhere(path));
  const [storedAt, wantedAt, placesOf] = [valuesIn(after, type), valuesIn(alone, type), placesIn(root, type)];
  const cureOf = cureIn(facts, wantedAt);
  const remnantsOf = remnantsIn(facts, after, paths, isToldElsewhere);
  return paths.flatMap((path): AppliedDifference[] => {
    const places = placesOf(path);
    const [{ at, isWritten }] = places;
    const [wants, has] = [wantedAt(path), storedAt(path)];
    if (isWritten && wants.length > 0) {
      const cure = places.length > 1 ? 'one' : cureOf(path);
      return lossesOf(path, places, wants, has).map((loss) => ({ kind: 'loss', cure, ...loss }));
    }
    return remnantsOf(path).flatMap(({ path: kept, ...remnant }): AppliedDifference[] => {
      const [[wanted], [left]] = [wantedAt(kept), storedAt(kept)];
      if (left === undefined) return [];
      const difference = { field: pathText(kept).slice(1), at, wanted, stored: left };
      // What the file empties is more than what it leaves out.
      return [isWritten ? { kind: 'loss', ...difference, cure: cureOf(kept) } : { ...difference, ...remnant }];
    });
  });
}
