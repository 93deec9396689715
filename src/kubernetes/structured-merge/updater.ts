/**
 * Who owns which fields after an update or an apply, and what an apply makes of the object.
 * Source: structured-merge-diff v6 merge update.go, conflict.go.
 */
import type { Value } from '../go/unstructured.ts';
import { compareValues, type Comparison } from './compare.ts';
import { FieldSet, type FieldPath } from './field-set.ts';
import { fieldSetOf } from './field-set-of.ts';
import { equalValues } from './list-items.ts';
import { mergeValues } from './merge.ts';
import { PathElement } from './path-element.ts';
import { reconciled } from './reconcile.ts';
import { removeItems } from './remove.ts';
import type { Atom } from './schema.ts';

/** What one manager owns. */
export interface VersionedSet {
  readonly set: FieldSet;
  readonly apiVersion: string;
  /** By apply, not by an update. */
  readonly applied: boolean;
}

/** What is owned, by the manager's identifier. */
export type Managers = ReadonlyMap<string, VersionedSet>;

/** A field that someone else owns. */
export interface Conflict {
  readonly manager: string;
  readonly path: FieldPath;
}

/** An apply that would take fields from others. */
export class ApplyConflict extends Error {
  readonly conflicts: readonly Conflict[];

  constructor(conflicts: readonly Conflict[]) {
    super('conflict');
    this.conflicts = conflicts;
  }
}

/** The only version of a DaemonSet that is served, and so the only one of which fields are kept. */
export const VERSION = 'apps/v1';

// What the strategy resets belongs to nobody who updates the spec.
const RESET = FieldSet.of([[PathElement.field('status')]]);

/** The owners after an update by `manager`. */
export function updateManagers(live: Value, next: Value, before: Managers, manager: string, type: Atom): Managers {
  const { managers, comparison } = settle(live, next, known(before, type), manager, true, type);
  const own = managers.get(manager)?.set ?? FieldSet.EMPTY;
  const set = own
    .difference(comparison.removed)
    .union(comparison.modified)
    .union(comparison.added)
    .recursiveDifference(RESET);
  return withSet(managers, manager, { set, apiVersion: VERSION, applied: false });
}

/** The object and the owners after an apply by `manager`; no object when it does not change. Throws ApplyConflict. */
export function apply(
  live: Value,
  config: Value,
  before: Managers,
  manager: string,
  force: boolean,
  type: Atom,
): { readonly object: Value | undefined; readonly managers: Managers } {
  const owners = known(before, type);
  const merged = mergeValues(live, config, type) ?? null;
  const last = owners.get(manager);
  const set = fieldSetOf(config, type).recursiveDifference(RESET);
  const claimed = new Map(owners).set(manager, { set, apiVersion: VERSION, applied: true });
  const object = prune(merged, claimed, last, type);
  const { managers } = settle(live, object, claimed, manager, force, type);
  return { object: equalValues(live, object) ? undefined : object, managers };
}

function known(managers: Managers, type: Atom): Managers {
  const kept = [...managers].filter(([, { apiVersion }]) => apiVersion === VERSION);
  return new Map(kept.map(([name, owned]) => [name, { ...owned, set: reconciled(owned.set, type) }]));
}

function withSet(managers: Managers, manager: string, owned: VersionedSet): Managers {
  const result = new Map(managers).set(manager, owned);
  if (owned.set.isEmpty) result.delete(manager);
  return result;
}

/** What a change takes from all others than the one who makes it (Updater.update). */
function settle(
  live: Value,
  next: Value,
  managers: Managers,
  manager: string,
  force: boolean,
  type: Atom,
): { readonly managers: Managers; readonly comparison: Comparison } {
  const found = compareValues(live, next, type);
  const removed = found.removed.recursiveDifference(RESET);
  const modified = found.modified.recursiveDifference(RESET);
  const added = found.added.recursiveDifference(RESET);
  const taken = modified.union(added);
  const conflicts = new Map<string, FieldSet>();
  for (const [name, { set }] of managers) {
    const lost = set.intersection(taken);
    if (name !== manager && !lost.isEmpty) conflicts.set(name, lost);
  }
  if (!force && conflicts.size > 0) throw new ApplyConflict(listed(conflicts));
  const left = new Map<string, VersionedSet>();
  for (const [name, owned] of managers) {
    const { set } = owned;
    const rest = name === manager ? set : set.difference(conflicts.get(name) ?? FieldSet.EMPTY).difference(removed);
    if (!rest.isEmpty) left.set(name, { ...owned, set: rest });
  }
  return { managers: left, comparison: { removed, modified, added } };
}

function listed(conflicts: ReadonlyMap<string, FieldSet>): readonly Conflict[] {
  return [...conflicts].flatMap(([manager, set]) => [...set.paths()].map((path) => ({ manager, path })));
}

/** Takes out what was applied last and is not applied now, unless someone else owns it. */
function prune(merged: Value, managers: Managers, last: VersionedSet | undefined, type: Atom): Value {
  if (last === undefined || last.set.isEmpty) return merged;
  const lastSet = last.set.withNamedFields(type);
  const pruned = removeItems(merged, lastSet, type);
  const all = fieldSetOf(merged, type).withNamedFields(type);
  const fieldsOf = (value: Value): FieldSet => fieldSetOf(value, type).withNamedFields(type);
  let owned = FieldSet.EMPTY;
  for (const { set } of managers.values()) owned = owned.union(set);
  // addBackOwnedItems, addBackDanglingItems
  const backed = removeItems(merged, all.difference(fieldsOf(pruned).union(owned.withNamedFields(type))), type);
  return removeItems(merged, all.difference(fieldsOf(backed)).intersection(lastSet), type);
}
