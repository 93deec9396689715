/** What the file does not hold and an apply leaves in the cluster: each piece, who wrote it, and why it stays. */
import { readLive } from '../kubernetes/apiserver/patch-request.ts';
import { partsOf } from '../kubernetes/apiserver/managed-fields.ts';
import { copyOfMap, emptyMap, isMap, type Value, type ValueMap } from '../kubernetes/go/unstructured.ts';
import { FieldSet, type FieldPath } from '../kubernetes/structured-merge/field-set.ts';
import { fieldSetOf } from '../kubernetes/structured-merge/field-set-of.ts';
import { equalValues } from '../kubernetes/structured-merge/list-items.ts';
import { removeItems } from '../kubernetes/structured-merge/remove.ts';
import { nodeOf } from '../kubernetes/yaml/unstructured.ts';
import type { AppliedRemnant } from '../manifest/manifest.ts';
import { appliedBefore, BY_HAND, fields, managedIn, showsOwners, type ApplyFacts } from './applied.ts';
import { isIn, valuesIn } from './applied-paths.ts';

/** The commands that write a whole object, as managed fields name them. */
const WHOLE: ReadonlySet<string> = new Set(['kubectl-create', 'kubectl-replace']);
const SELECTOR = fields('spec', 'selector');

/** Defaults that depend on another field, so that one of an earlier value can be any of them. */
const DEPENDENT: ReadonlyMap<string, ReadonlySet<Value>> = new Map([
  ['f:imagePullPolicy', new Set(['Always', 'IfNotPresent'])],
]);

type Why = Pick<AppliedRemnant, 'kind' | 'writers' | 'hasRecord' | 'appliers'>;
type Remnant = Why & { readonly path: FieldPath };

interface Writer {
  readonly name: string;
  readonly set: FieldSet;
  readonly applied: boolean;
  readonly isWhole: boolean;
}

/** What stays at each of the paths, by origin; nothing of what is told elsewhere. */
export function remnantsIn(
  facts: ApplyFacts,
  stored: ValueMap,
  paths: readonly FieldPath[],
  isToldElsewhere: (path: FieldPath) => boolean,
): (path: FieldPath) => readonly Remnant[] {
  const { manager } = facts;
  const before = appliedBefore(facts);
  const writers = writersIn(facts);
  const whyOf = whyIn(facts, paths, before, writers);
  const whole = fieldSetOf(stored, facts.type);
  const originOf = (leaves: readonly FieldPath[]): string => {
    const names = ownersOf(writers, leaves).map(({ name }) => name);
    const isOurs = names.includes(manager) || leaves.some((leaf) => isIn(before, leaf));
    return JSON.stringify([isOurs, names.filter((name) => name !== manager)]);
  };
  const piecesAt = (path: FieldPath, below: FieldSet): readonly Piece[] => {
    if (isToldElsewhere(path)) return [{ path, leaves: [], origin: undefined }];
    if (below.isEmpty || path.at(-1)?.parts.kind !== 'field') {
      const leaves = leavesBelow(path, below);
      return [{ path, leaves, origin: originOf(leaves) }];
    }
    return joined(
      path,
      below.elements.flatMap((element) => piecesAt([...path, element], below.below(element))),
    );
  };
  return (path) => {
    const below = path.reduce((level, element) => level.below(element), whole);
    return piecesAt(path, below).flatMap(({ path: at, leaves, origin }) =>
      origin === undefined ? [] : [{ path: at, ...whyOf(at, leaves) }],
    );
  };
}

/** What has one origin, which is undefined for what is told elsewhere. */
interface Piece {
  readonly path: FieldPath;
  readonly leaves: readonly FieldPath[];
  readonly origin: string | undefined;
}

const NOBODY = JSON.stringify([false, []]);

/** One piece where all below the path come from one origin; what is nobody's (defaults) goes with it. */
function joined(path: FieldPath, pieces: readonly Piece[]): readonly Piece[] {
  const origins = new Set(pieces.map(({ origin }) => origin));
  if (origins.size > 1) origins.delete(NOBODY);
  const [origin, ...others] = origins;
  if (origin === undefined || others.length > 0) return pieces;
  return [{ path, leaves: pieces.flatMap(({ leaves }) => leaves), origin }];
}

/** The fields below a path, without those that name the items of a list: whoever sets another field has them, too. */
function leavesBelow(path: FieldPath, below: FieldSet): readonly FieldPath[] {
  const all = [...below.paths(path)].filter((each) => isLeaf(each.slice(path.length), below));
  const leaves = all.filter((each) => !isKey(each));
  return leaves.length > 0 ? leaves : all.length > 0 ? all : [path];
}

export const isLeaf = (path: FieldPath, set: FieldSet): boolean =>
  path.reduce((level, element) => level.below(element), set).isEmpty;

function isKey(path: FieldPath): boolean {
  const [item, field] = [path.at(-2)?.parts, path.at(-1)?.parts];
  return item?.kind === 'key' && field?.kind === 'field' && item.fields.some(([name]) => name === field.name);
}

function writersIn(facts: ApplyFacts): readonly Writer[] {
  return [...managedIn(facts).managers].map(([id, { set, applied }]) => {
    const name = partsOf(id).manager ?? '';
    return { name, set, applied, isWhole: WHOLE.has(name) || isIn(set, SELECTOR) };
  });
}

/** A list or map belongs to whoever has something in it: that somebody began it says nothing. */
const ownersOf = (writers: readonly Writer[], leaves: readonly FieldPath[]): readonly Writer[] =>
  writers.filter(({ set }) => leaves.some((leaf) => isIn(set, leaf)));

/** Why what the file does not hold is in the cluster, and stays. */
function whyIn(
  facts: ApplyFacts,
  paths: readonly FieldPath[],
  before: FieldSet,
  writers: readonly Writer[],
): (path: FieldPath, leaves: readonly FieldPath[]) => Why {
  const { last, serverSide, manager } = facts;
  const isShown = showsOwners(facts);
  const isDefault = defaultsIn(facts, paths);
  const hasRecord = serverSide ? !before.isEmpty : last !== undefined;
  return (path, leaves) => {
    const owners = ownersOf(writers, leaves);
    const others = owners.filter(({ name }) => name !== manager);
    // Who applies beside others owns what is his; who applied alone has written the object.
    const whole = (hasRecord ? others.filter(({ applied }) => !applied) : owners).filter(({ isWhole }) => isWhole);
    const kindOf = (): AppliedRemnant['kind'] => {
      if (leaves.some((leaf) => isIn(before, leaf))) return 'left';
      if (isDefault(path)) return 'default';
      if (whole.length > 0) return 'unrecorded';
      if (others.some(({ name }) => BY_HAND.has(name))) return 'unknown';
      if (others.length > 0) return serverSide && others.some(isApplier) ? 'shared' : 'foreign';
      if (isShown) return 'default';
      return hasRecord ? 'unknown' : 'unrecorded';
    };
    const named = whole.length > 0 ? whole : others;
    return { kind: kindOf(), writers: named.map(nameOf), hasRecord, appliers: named.filter(isApplier).map(nameOf) };
  };
}

const isApplier = ({ applied }: Writer): boolean => applied;
const nameOf = ({ name }: Writer): string => name;

/** Whether the server itself would write what the live object has at a path. */
export function defaultsIn(
  { live, type, minor }: Pick<ApplyFacts, 'live' | 'type' | 'minor'>,
  paths: readonly FieldPath[],
): (path: FieldPath) => boolean {
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
