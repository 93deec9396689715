/** What `kubectl apply` leaves of a file in the cluster: the facts on which the rules about applies rest. */
import {
  decodeManagedFields,
  ManagedFieldsFault,
  partsOf,
  UNMANAGED,
  type Managed,
} from '../kubernetes/apiserver/managed-fields.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import { copyOfMap, isList, isMap, type Value, type ValueMap } from '../kubernetes/go/unstructured.ts';
import { compareValues } from '../kubernetes/structured-merge/compare.ts';
import { FieldSet, type FieldPath } from '../kubernetes/structured-merge/field-set.ts';
import { fieldSetOf } from '../kubernetes/structured-merge/field-set-of.ts';
import { elementOf } from '../kubernetes/structured-merge/list-items.ts';
import { PathElement, pathText } from '../kubernetes/structured-merge/path-element.ts';
import { fieldType, itemType, type Atom } from '../kubernetes/structured-merge/schema.ts';
import { entryOf, type Node, type Path } from '../kubernetes/yaml/node.ts';
import { valueOf } from '../kubernetes/yaml/unstructured.ts';
import type { AppliedConflict, AppliedDifference, AppliedDrift } from '../manifest/manifest.ts';

/** An apply, and what is known around it. */
export interface ApplyFacts {
  /** The document that is applied. */
  readonly root: Node;
  readonly type: Atom;
  /** Who applies. */
  readonly manager: string;
  readonly serverSide: boolean;
  readonly live: DaemonSet;
  readonly managedFields: Value | undefined;
  /** What client-side apply has sent last. */
  readonly last: ValueMap | undefined;
  /** After the apply, and after a replace; undefined when it is refused. */
  readonly stored: DaemonSet | undefined;
  readonly wanted: DaemonSet | undefined;
}

const SERVERS: ReadonlySet<string> = new Set([
  '.metadata.generation',
  '.metadata.resourceVersion',
  '.metadata.uid',
  '.metadata.creationTimestamp',
  '.metadata.annotations.deprecated.daemonset.template.generation',
  '.metadata.annotations.kubectl.kubernetes.io/last-applied-configuration',
]);

/** What an accepted apply stores otherwise than a replace would. */
export function appliedDifferences(facts: ApplyFacts): readonly AppliedDifference[] {
  const { root, type, stored, wanted } = facts;
  if (stored === undefined || wanted === undefined) return [];
  const [after, alone] = [copyOfMap(stored), copyOfMap(wanted)];
  const { removed, modified, added } = compareValues(alone, after, type);
  const owners = ownersIn(facts);
  const before = appliedBefore(facts);
  return topmost(removed.union(modified).union(added))
    .filter((path) => !SERVERS.has(pathText(path)))
    .map((path) => ({
      ...placeOf(root, path, type),
      field: pathText(path).slice(1),
      wanted: valueAt(alone, path, type),
      stored: valueAt(after, path, type),
      wasApplied: isIn(before, path),
      others: owners(path),
    }));
}

/** The paths without those below others. */
function topmost(set: FieldSet): readonly FieldPath[] {
  const kept: FieldPath[] = [];
  for (const path of set.paths()) {
    const isBelow = kept.some(
      (other) => other.length < path.length && other.every((step, i) => step.text === path[i]?.text),
    );
    if (!isBelow) kept.push(path);
  }
  return kept;
}

/** Where a document writes a field, or the nearest place around it. */
function placeOf(root: Node, path: FieldPath, type: Atom): { readonly at: Path; readonly isWritten: boolean } {
  const at: (string | number)[] = [];
  let [node, atom]: [Node, Atom | undefined] = [root, type];
  for (const element of path) {
    const next = stepInto(node, element, atom);
    if (next === undefined || next.node.kind === 'null') return { at, isWritten: false };
    at.push(next.step);
    [node, atom] = [next.node, next.atom];
  }
  return { at, isWritten: true };
}

interface Step {
  readonly step: string | number;
  readonly node: Node;
  readonly atom: Atom | undefined;
}

function stepInto(node: Node, element: PathElement, atom: Atom | undefined): Step | undefined {
  const { parts } = element;
  if (parts.kind === 'field' && node.kind === 'map') {
    const entry = entryOf(node, parts.name);
    return entry && { step: parts.name, node: entry.value, atom: atom?.map && fieldType(atom.map, parts.name) };
  }
  const list = atom?.list;
  if (node.kind !== 'list' || list === undefined) return undefined;
  const index = node.items.findIndex((item) => {
    const found = elementOf(list, valueOf(item));
    return found instanceof PathElement && found.text === element.text;
  });
  const item = node.items[index];
  return item && { step: index, node: item, atom: itemType(list) };
}

function valueAt(root: Value, path: FieldPath, type: Atom): Value | undefined {
  let [value, atom]: [Value | undefined, Atom | undefined] = [root, type];
  for (const element of path) {
    const { parts } = element;
    if (parts.kind === 'field') {
      value = isMap(value) ? value[parts.name] : undefined;
      atom = atom?.map && fieldType(atom.map, parts.name);
    } else {
      const list: Atom['list'] = atom?.list;
      const items: readonly Value[] = Array.isArray(value) ? value : [];
      value = list && items.find((item) => isAt(elementOf(list, item), element));
      atom = list && itemType(list);
    }
  }
  return value;
}

function isAt(found: ReturnType<typeof elementOf>, element: PathElement): boolean {
  return found instanceof PathElement && found.text === element.text;
}

/** Whether the set has the field, or something below it. */
function isIn(set: FieldSet, path: FieldPath): boolean {
  const below = path.reduce((level, element) => level.below(element), set);
  return set.has(path) || !below.isEmpty;
}

function managedIn({ managedFields }: ApplyFacts): Managed {
  try {
    return decodeManagedFields(managedFields);
  } catch (error) {
    if (error instanceof ManagedFieldsFault) return UNMANAGED;
    throw error;
  }
}

/** Those managers of a live field who are not the one who applies. */
function ownersIn(facts: ApplyFacts): (path: FieldPath) => readonly string[] {
  const managers = [...managedIn(facts).managers].map(([id, { set }]) => [partsOf(id).manager ?? '', set] as const);
  return (path) => managers.flatMap(([name, set]) => (name !== facts.manager && isIn(set, path) ? [name] : []));
}

/** The fields that were applied last. */
function appliedBefore(facts: ApplyFacts): FieldSet {
  const { serverSide, last, manager, type } = facts;
  if (!serverSide) return last === undefined ? FieldSet.EMPTY : fieldSetOf(last, type);
  const own = [...managedIn(facts).managers].find(([id, { applied }]) => applied && partsOf(id).manager === manager);
  return own?.[1].set ?? FieldSet.EMPTY;
}

const fields = (...names: readonly string[]): PathElement[] => names.map((name) => PathElement.field(name));
const POD = fields('spec', 'template', 'spec');
const RESTARTED: FieldPath = fields('spec', 'template', 'metadata', 'annotations', 'kubectl.kubernetes.io/restartedAt');

/** Images and restarts that somebody has set by hand since the last apply. */
export function appliedDrifts(facts: ApplyFacts): readonly AppliedDrift[] {
  if (facts.stored === undefined) return [];
  const owners = ownersIn(facts);
  const before = appliedBefore(facts);
  const live = copyOfMap(facts.live);
  const candidates = [
    ...imagesIn(live, facts).map((path) => ['image', path] as const),
    ['restart', RESTARTED] as const,
  ];
  return candidates.flatMap(([what, path]): AppliedDrift[] => {
    const value = valueAt(live, path, facts.type);
    const by = owners(path);
    if (typeof value !== 'string' || !isByHand(value, path, facts, before, by)) return [];
    const after = facts.stored && valueAt(copyOfMap(facts.stored), path, facts.type);
    const stored = typeof after === 'string' ? after : undefined;
    const { at, isWritten } = placeOf(facts.root, path, facts.type);
    // The file has caught up with it.
    if (what === 'image' && stored === value && isWritten) return [];
    return [{ what, field: pathText(path).slice(1), at, by, live: value, stored }];
  });
}

function imagesIn(live: ValueMap, { type }: ApplyFacts): readonly FieldPath[] {
  return ['initContainers', 'containers'].flatMap((list) => {
    const containers = valueAt(live, [...POD, PathElement.field(list)], type);
    return (isList(containers) ? containers : []).flatMap((container) => {
      const name = isMap(container) ? container['name'] : undefined;
      return name === undefined
        ? []
        : [[...POD, PathElement.field(list), PathElement.key([['name', name]]), PathElement.field('image')]];
    });
  });
}

/** The managers of kubectl's commands that change single fields. */
const BY_HAND: ReadonlySet<string> = new Set(
  ['set', 'edit', 'patch', 'rollout', 'annotate', 'label'].map((command) => `kubectl-${command}`),
);

/** A field is set by hand when it is not what was applied last, or when it belongs to somebody else. */
function isByHand(
  live: string,
  path: FieldPath,
  { serverSide, last, type }: ApplyFacts,
  before: FieldSet,
  by: readonly string[],
): boolean {
  if (serverSide) return by.some((name) => BY_HAND.has(name)) && !before.has(path);
  if (last === undefined) return false;
  const applied = valueAt(last, path, type);
  // A container of somebody else's is not a drift of ours.
  const isForeign = path !== RESTARTED && valueAt(last, path.slice(0, -1), type) === undefined;
  return !isForeign && applied !== live;
}

const ONE = /^Apply failed with 1 conflict: conflict with (.*?): (\..*)$/s;
const GROUP = /conflicts with (.*):$/;

/** The fields of a 409, as the server names them, with their places in the file. */
export function appliedConflicts({ root, type }: ApplyFacts, message: string): readonly AppliedConflict[] {
  const named = conflictsIn(message);
  if (named.length === 0) return [];
  const paths = new Map([...fieldSetOf(valueOf(root), type).paths()].map((path) => [pathText(path), path]));
  return named.map(({ field, manager }) => {
    const path = paths.get(field);
    return { field: field.slice(1), manager, at: path === undefined ? [] : placeOf(root, path, type).at };
  });
}

function conflictsIn(message: string): readonly { readonly manager: string; readonly field: string }[] {
  const [, owner, only] = ONE.exec(message) ?? [];
  if (owner !== undefined && only !== undefined) return [{ manager: owner, field: only }];
  let manager = '';
  return message.split('\n').flatMap((line) => {
    manager = GROUP.exec(line)?.[1] ?? manager;
    return line.startsWith('- .') ? [{ manager, field: line.slice(2) }] : [];
  });
}
