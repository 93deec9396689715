/** What an apply stores otherwise than a replace would, and why. */
import { copyOfMap, isMap, type Value, type ValueMap } from '../kubernetes/go/unstructured.ts';
import { compareValues } from '../kubernetes/structured-merge/compare.ts';
import type { FieldPath } from '../kubernetes/structured-merge/field-set.ts';
import { fieldSetOf } from '../kubernetes/structured-merge/field-set-of.ts';
import { equalValues } from '../kubernetes/structured-merge/list-items.ts';
import { pathText } from '../kubernetes/structured-merge/path-element.ts';
import { nodeAt, type Node, type Path } from '../kubernetes/yaml/node.ts';
import { valueOf } from '../kubernetes/yaml/unstructured.ts';
import type { AppliedDifference, AppliedLoss } from '../manifest/manifest.ts';
import { RESTARTED, type ApplyFacts } from './applied.ts';
import { placesIn, topmost, valuesIn, type FieldPlace } from './applied-paths.ts';
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

/** What an accepted apply stores otherwise than a replace would. */
export function appliedDifferences(facts: ApplyFacts): readonly AppliedDifference[] {
  const { root, type, stored, wanted } = facts;
  if (stored === undefined) return [];
  if (wanted === undefined) return [...misfits(facts, copyOfMap(stored)), ...unstoredItems(facts, copyOfMap(stored))];
  const [after, alone] = [copyOfMap(stored), copyOfMap(wanted)];
  const isToldElsewhere = toldElsewhere(facts);
  const { removed, modified, added } = compareValues(alone, after, type);
  const paths = topmost(removed.union(modified).union(added)).filter((path) => !isToldElsewhere(path));
  const [storedAt, wantedAt, placesOf] = [valuesIn(after, type), valuesIn(alone, type), placesIn(root, type)];
  const cureOf = cureIn(facts, wantedAt);
  const remnantsOf = remnantsIn(facts, after, paths, isToldElsewhere);
  return paths.flatMap((path): AppliedDifference[] => {
    const field = pathText(path).slice(1);
    const places = placesOf(path);
    const [{ at, isWritten }] = places;
    if (!isWritten)
      return remnantsOf(path).flatMap(({ path: kept, ...remnant }): AppliedDifference[] => {
        const [[wanted], [left]] = [wantedAt(kept), storedAt(kept)];
        return left === undefined ? [] : [{ field: pathText(kept).slice(1), at, wanted, stored: left, ...remnant }];
      });
    const [wants, has] = [wantedAt(path), storedAt(path)];
    const cure = places.length > 1 ? 'one' : cureOf(path);
    return lossesOf(path, places, wants, has).map((loss) => ({ kind: 'loss', field, ...loss, cure }));
  });
}

/** The numbers of which an apply stores the lowest bits. */
function misfits({ root, type, misfits: places }: ApplyFacts, stored: ValueMap): readonly AppliedLoss[] {
  if (places.length === 0) return [];
  const asked = new Set(places.map(placeText));
  const storedAt = valuesIn(stored, type);
  const placesOf = placesIn(root, type);
  const whole = valueOf(root);
  return [...fieldSetOf(whole, type).paths()].flatMap((path) =>
    placesOf(path).flatMap(({ at }): AppliedLoss[] => {
      if (!asked.delete(placeText(at))) return [];
      const [field, wanted] = [pathText(path).slice(1), writtenNumber(root, at)];
      return [{ kind: 'loss', field, at, wanted, stored: storedAt(path)[0], cure: 'number' }];
    }),
  );
}

/** Items of one key that a replace refuses, and of which an apply stores only some. */
function unstoredItems({ root, type }: ApplyFacts, stored: ValueMap): readonly AppliedLoss[] {
  const whole = valueOf(root);
  const [writtenAt, storedAt, placesOf] = [valuesIn(whole, type), valuesIn(stored, type), placesIn(root, type)];
  return [...fieldSetOf(whole, type).paths()].flatMap((path) => {
    const places = placesOf(path);
    if (places.length < 2) return [];
    const left = [...storedAt(path)];
    const missing = writtenAt(path).flatMap((item, index) => {
      const found = left.findIndex((other) => isHeld(item, other));
      if (found >= 0) left.splice(found, 1);
      return found >= 0 ? [] : [{ item, index }];
    });
    const count = Math.min(missing.length, places.length - storedAt(path).length);
    return missing.slice(missing.length - count).map(({ item, index }): AppliedLoss => {
      const { at } = places[index] ?? places[0];
      const field = pathText(path).slice(1);
      return { kind: 'loss', field, at, wanted: item, stored: storedAt(path)[0], cure: 'one' };
    });
  });
}

/** Whether all that is written is stored, beside defaults. */
function isHeld(written: Value, stored: Value | undefined): boolean {
  if (!isMap(written)) return equalValues(written, stored ?? null);
  return Object.entries(written).every(([key, value]) => isHeld(value, isMap(stored) ? stored[key] : undefined));
}

/** With all its digits, which Go's numbers do not have. */
function writtenNumber(root: Node, at: Path): Value | undefined {
  const node = nodeAt(root, at);
  if (node?.kind === 'number' && /^-?\d{1,40}$/.test(node.literal)) return BigInt(node.literal);
  return node && valueOf(node);
}

const placeText = (at: Path): string => JSON.stringify(at);

/** The items of one key that are not stored; usually there is only one. */
function lossesOf(
  path: FieldPath,
  places: readonly [FieldPlace, ...FieldPlace[]],
  wanted: readonly Value[],
  stored: readonly Value[],
): readonly Pick<AppliedLoss, 'at' | 'wanted' | 'stored'>[] {
  // The kubelet takes the last of several variables of one name.
  const isVariable = path.at(-2)?.text === 'f:env';
  const loss = (index: number, left: Value | undefined): Pick<AppliedLoss, 'at' | 'wanted' | 'stored'> => {
    const { at } = places[index] ?? places[0];
    return { at, wanted: wanted[index], stored: left };
  };
  if (wanted.length <= 1 && stored.length <= 1) return [loss(0, stored[0])];
  if (isVariable) {
    const [last, kept] = [wanted.at(-1) ?? null, stored.at(-1)];
    return kept !== undefined && equalValues(last, kept) ? [] : [loss(Math.max(wanted.length - 1, 0), kept)];
  }
  const left = [...stored];
  return wanted.flatMap((item, index) => {
    const found = left.findIndex((other) => equalValues(other, item));
    if (found >= 0) left.splice(found, 1);
    return found >= 0 ? [] : [loss(index, stored[0])];
  });
}

/** Which other way to the cluster stores a field as the file has it. */
function cureIn(
  facts: ApplyFacts,
  wantedAt: (path: FieldPath) => readonly Value[],
): (path: FieldPath) => AppliedLoss['cure'] {
  let serverAt: ((path: FieldPath) => readonly Value[]) | undefined;
  return (path) => {
    serverAt ??= valuesIn(copyOfMap(facts.storedByServer() ?? {}), facts.type);
    return equalValues([...serverAt(path)], [...wantedAt(path)]) ? 'server' : 'replace';
  };
}
