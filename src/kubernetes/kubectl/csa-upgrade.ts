/**
 * The way from client-side to server-side apply: what the one owned becomes the other's.
 * Source: client-go util/csaupgrade upgrade.go.
 */
import { copyOfMap, isList, isMap, marshalValue, textAt, type Value, type ValueMap } from '../go/unstructured.ts';
import { FieldSet } from '../structured-merge/field-set.ts';
import { PathElement } from '../structured-merge/path-element.ts';
import { FieldsFault, readFieldsV1 } from '../structured-merge/read-fields.ts';
import { LAST_APPLIED } from '../api/annotations.ts';

const LAST_APPLIED_FIELD = FieldSet.of([
  ['metadata', 'annotations', LAST_APPLIED].map((name) => PathElement.field(name)),
]);

/** The entries of managers who own the last-applied annotation by that operation (FindFieldsOwners). */
export function ownersOfLastApplied(
  managedFields: Value | undefined,
  operation: 'Apply' | 'Update',
): readonly ValueMap[] {
  return entriesIn(managedFields).filter((entry) => {
    const set = textAt(entry, 'operation') === operation ? setIn(entry) : undefined;
    return set !== undefined && LAST_APPLIED_FIELD.difference(set).isEmpty;
  });
}

function entriesIn(managedFields: Value | undefined): readonly ValueMap[] {
  return isList(managedFields) ? managedFields.filter(isMap) : [];
}

function setIn(entry: ValueMap): FieldSet | undefined {
  try {
    return readFieldsV1(entry['fieldsV1'] ?? null);
  } catch (error) {
    if (error instanceof FieldsFault) return undefined;
    throw error;
  }
}

/** The managed fields with those of client-side managers given to the applier; undefined when nothing changes. */
export function upgradedFields(
  managedFields: Value | undefined,
  clientSide: readonly string[],
  applier: string,
): readonly ValueMap[] | undefined {
  const before = entriesIn(managedFields);
  let entries: readonly ValueMap[] = before.map(copyOfMap);
  for (const manager of new Set(clientSide)) entries = upgraded(entries, manager, applier);
  return marshalValue([...entries]) === marshalValue([...before]) ? undefined : entries;
}

function is(entry: ValueMap, manager: string, operation: string): boolean {
  return (
    textAt(entry, 'manager') === manager &&
    textAt(entry, 'operation') === operation &&
    textAt(entry, 'subresource') === ''
  );
}

function upgraded(entries: readonly ValueMap[], manager: string, applier: string): readonly ValueMap[] {
  const existing = entries.findIndex((entry) => is(entry, applier, 'Apply'));
  const index = existing >= 0 ? existing : entries.findIndex((entry) => is(entry, manager, 'Update'));
  const target = entries[index];
  if (target === undefined) return entries;
  const owned = entries.find(
    (entry) =>
      entry !== target && is(entry, manager, 'Update') && textAt(entry, 'apiVersion') === textAt(target, 'apiVersion'),
  );
  const next = copyOfMap(target);
  next['operation'] = 'Apply';
  next['manager'] = applier;
  const set = setIn(target) ?? FieldSet.EMPTY;
  const more = owned === undefined ? undefined : setIn(owned);
  next['fieldsV1'] = (more === undefined ? set : set.union(more)).toFieldsV1();
  return entries.map((entry, i) => (i === index ? next : entry)).filter((entry) => !is(entry, manager, 'Update'));
}
