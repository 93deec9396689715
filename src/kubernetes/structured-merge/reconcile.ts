/**
 * Managed fields of a time when a type was still made of parts, and is one value now.
 * Source: structured-merge-diff v6 typed reconcile_schema.go ReconcileFieldSetWithSchema.
 */
import { FieldSet, type FieldPath } from './field-set.ts';
import { fieldType, itemType, type Atom } from './schema.ts';

/** The set as it is today. */
export function reconciled(set: FieldSet, atom: Atom): FieldSet {
  const whole: FieldPath[] = [];
  visit(set, atom, [], true, whole);
  if (whole.length === 0) return set;
  const replaced = FieldSet.of(whole);
  return set.recursiveDifference(replaced).union(replaced);
}

function visit(set: FieldSet, atom: Atom, path: FieldPath, isRoot: boolean, whole: FieldPath[]): void {
  const isAtomic = atom.map?.isAtomic ?? (atom.scalar === undefined && atom.list?.isAtomic === true);
  if (set.elements.length === 0) return;
  if (isAtomic && !isRoot) {
    whole.push(path);
    return;
  }
  for (const element of set.elements) {
    const { parts } = element;
    const below =
      atom.map !== undefined
        ? parts.kind === 'field'
          ? fieldType(atom.map, parts.name)
          : undefined
        : atom.list && itemType(atom.list);
    if (below !== undefined) visit(set.below(element), below, [...path, element], false, whole);
  }
}
