/** Whether two patches of one object contradict each other. Source: strategicpatch patch.go MergingMapsHaveConflicts. */
import { compareBytes } from '../go/strings.ts';
import type { Value, ValueMap } from '../go/unstructured.ts';
import { deepEqual, isList, isMap, sprint } from '../go/unstructured.ts';
import { isEqual } from './go-equal.ts';
import { elementKind } from './lists.ts';
import { DIRECTIVE, RETAIN_KEYS } from './directives.ts';
import { PatchFault } from './patch-fault.ts';
import type { PatchField, PatchMeta } from './patch-meta.ts';

/** Whether the two change one field in different ways. Throws PatchFault for fields that are not known. */
export function haveConflicts(left: ValueMap, right: ValueMap, meta: PatchMeta): boolean {
  return Object.entries(left).some(([key, value]) => {
    const other = right[key];
    if (key === DIRECTIVE || key === RETAIN_KEYS || other === undefined) return false;
    return conflict(value, other, isMap(value) || isList(value) ? meta.field(key) : undefined);
  });
}

function conflict(left: Value, right: Value, field: PatchField | undefined): boolean {
  if (isList(left)) return !isList(right) || listsConflict(left, right, field);
  if (!isMap(left)) return !deepEqual(left, right);
  if (!isMap(right) || DIRECTIVE in left !== DIRECTIVE in right) return true;
  if (!isEqual(left[DIRECTIVE], right[DIRECTIVE])) return true;
  if (field?.strategy === 'replace') return false;
  return field === undefined
    ? Object.keys(left).some((key) => key in right && !deepEqual(left[key], right[key]))
    : haveConflicts(left, right, field.meta);
}

function listsConflict(left: Value[], right: Value[], field: PatchField | undefined): boolean {
  const kind = elementKind(left, right);
  if (field?.strategy === 'merge') {
    if (kind !== 'map') return false;
    const others = byKey(right, field.mergeKey);
    return [...byKey(left, field.mergeKey)].some(([key, item]) => {
      const other = others.get(key);
      return other !== undefined && conflict(item, other, { ...field, strategy: '' });
    });
  }
  if (left.length !== right.length) return true;
  const [a, b] = kind === 'map' ? [left, right] : [sortedSet(left), sortedSet(right)];
  return a.some((item, i) => {
    const other = b[i];
    return other !== undefined && conflict(item, other, field && { ...field, strategy: '', mergeKey: '' });
  });
}

function byKey(list: readonly Value[], mergeKey: string): Map<string, Value> {
  return new Map(
    list.map((item) => {
      const key = isMap(item) ? item[mergeKey] : undefined;
      if (key === undefined)
        throw new PatchFault(`cannot find merge key \`${mergeKey}\` in merging list element:${sprint(item)}`);
      return [sprint(key), item] as const;
    }),
  );
}

function sortedSet(list: readonly Value[]): Value[] {
  return [...new Set(list)].sort((a, b) => compareBytes(sprint(a), sprint(b)));
}
