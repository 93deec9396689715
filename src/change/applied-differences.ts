/** What an apply stores otherwise than a replace would, and why. */
import { copyOfMap, emptyMap, isMap, type Value, type ValueMap } from '../kubernetes/go/unstructured.ts';
import { readLive } from '../kubernetes/apiserver/patch-request.ts';
import { partsOf } from '../kubernetes/apiserver/managed-fields.ts';
import { compareValues } from '../kubernetes/structured-merge/compare.ts';
import { FieldSet, type FieldPath } from '../kubernetes/structured-merge/field-set.ts';
import { fieldSetOf } from '../kubernetes/structured-merge/field-set-of.ts';
import { equalValues } from '../kubernetes/structured-merge/list-items.ts';
import { pathText } from '../kubernetes/structured-merge/path-element.ts';
import { removeItems } from '../kubernetes/structured-merge/remove.ts';
import { nodeAt, type Node, type Path } from '../kubernetes/yaml/node.ts';
import { nodeOf, valueOf } from '../kubernetes/yaml/unstructured.ts';
import type { AppliedDifference, AppliedLoss, AppliedRemnant } from '../manifest/manifest.ts';
import { appliedBefore, BY_HAND, fields, managedIn, RESTARTED, type ApplyFacts } from './applied.ts';
import { isIn, placesIn, topmost, valuesIn, type Place } from './applied-paths.ts';

/** What kubectl and the server write themselves, and a restart, of which `drift-reverted` speaks. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  '.metadata.generation',
  '.metadata.resourceVersion',
  '.metadata.uid',
  '.metadata.creationTimestamp',
  '.metadata.annotations.deprecated.daemonset.template.generation',
  '.metadata.annotations.kubectl.kubernetes.io/last-applied-configuration',
  pathText(RESTARTED),
]);

/** What an accepted apply stores otherwise than a replace would. */
export function appliedDifferences(facts: ApplyFacts): readonly AppliedDifference[] {
  const { root, type, stored, wanted } = facts;
  if (stored === undefined) return [];
  if (wanted === undefined) return misfits(facts, copyOfMap(stored));
  const [after, alone] = [copyOfMap(stored), copyOfMap(wanted)];
  const { removed, modified, added } = compareValues(alone, after, type);
  const paths = topmost(removed.union(modified).union(added)).filter((path) => !TOLD_ELSEWHERE.has(pathText(path)));
  const [storedAt, wantedAt, placesOf] = [valuesIn(after, type), valuesIn(alone, type), placesIn(root, type)];
  const cureOf = cureIn(facts, wantedAt);
  const remnantOf = remnantIn(facts, paths);
  return paths.flatMap((path): AppliedDifference[] => {
    const field = pathText(path).slice(1);
    const places = placesOf(path);
    const [wants, has] = [wantedAt(path), storedAt(path)];
    if (!places[0].isWritten) {
      const [{ at }] = places;
      return has[0] === undefined ? [] : [{ field, at, wanted: wants[0], stored: has[0], ...remnantOf(path) }];
    }
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
  places: readonly [Place, ...Place[]],
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

/** The commands that write a whole object, as managed fields name them. */
const WHOLE: ReadonlySet<string> = new Set(['kubectl-create', 'kubectl-replace']);
const SELECTOR = fields('spec', 'selector');

/** Defaults that depend on another field, so that one of an earlier value can be any of them. */
const DEPENDENT: ReadonlyMap<string, ReadonlySet<Value>> = new Map([
  ['f:imagePullPolicy', new Set(['Always', 'IfNotPresent'])],
]);

/** Why what the file does not hold is in the cluster, and stays. */
function remnantIn(
  facts: ApplyFacts,
  paths: readonly FieldPath[],
): (path: FieldPath) => Pick<AppliedRemnant, 'kind' | 'writers' | 'hasRecord'> {
  const { last, serverSide, manager, managedFields } = facts;
  const before = appliedBefore(facts);
  const isDefault = defaultsIn(facts, paths);
  const managers = [...managedIn(facts).managers].map(([id, { set, applied }]) => {
    const name = partsOf(id).manager ?? '';
    return { name, set, isWhole: !applied && (WHOLE.has(name) || isIn(set, SELECTOR)) };
  });
  const hasRecord = serverSide ? !before.isEmpty : last !== undefined;
  return (path) => {
    const owners = managers.filter(({ set }) => isIn(set, path));
    const others = owners.filter(({ name }) => name !== manager);
    const whole = (hasRecord ? others : owners).filter(({ isWhole }) => isWhole);
    const writers = (whole.length > 0 ? whole : others).map(({ name }) => name);
    const kindOf = (): AppliedRemnant['kind'] => {
      if (isIn(before, path)) return 'left';
      if (isDefault(path)) return 'default';
      if (whole.length > 0) return 'unrecorded';
      if (others.length > 0) return others.some(({ name }) => BY_HAND.has(name)) ? 'unknown' : 'foreign';
      if (managedFields !== undefined) return 'default';
      return hasRecord ? 'unknown' : 'unrecorded';
    };
    return { kind: kindOf(), writers, hasRecord };
  };
}

/** Whether the server itself would write what the live object has at a path. */
function defaultsIn({ live, type, minor }: ApplyFacts, paths: readonly FieldPath[]): (path: FieldPath) => boolean {
  const whole = copyOfMap(live);
  const without = removeItems(whole, FieldSet.of(paths), type);
  const again = copyOfMap(readLive(nodeOf(isMap(without) ? without : emptyMap()), minor).object);
  const [liveAt, defaultAt] = [valuesIn(whole, type), valuesIn(again, type)];
  return (path) => {
    const [[value], [written]] = [liveAt(path), defaultAt(path)];
    if (value === undefined) return true;
    if (DEPENDENT.get(path.at(-1)?.text ?? '')?.has(value) === true) return true;
    return written !== undefined && equalValues(value, written);
  };
}
