/** What differs between two values. Source: structured-merge-diff v6 typed compare.go. */
import { emptyMap, isList, isMap, type Value } from '../go/unstructured.ts';
import { FieldSet, type FieldPath } from './field-set.ts';
import { deduced, elementsOf, equalValues } from './list-items.ts';
import { PathElement } from './path-element.ts';
import { fieldType, itemType, type Atom, type ListType, type MapType } from './schema.ts';

/** No field is in more than one of the sets. */
export interface Comparison {
  readonly removed: FieldSet;
  readonly modified: FieldSet;
  readonly added: FieldSet;
}

interface Found {
  readonly removed: FieldPath[];
  readonly modified: FieldPath[];
  readonly added: FieldPath[];
}

/** What becomes of `left` to make it `right`. */
export function compareValues(left: Value, right: Value, atom: Atom): Comparison {
  const found: Found = { removed: [], modified: [], added: [] };
  visit(left, right, atom, [], found);
  return {
    removed: FieldSet.of(found.removed),
    modified: FieldSet.of(found.modified),
    added: FieldSet.of(found.added),
  };
}

type Maybe = Value | undefined;

function visit(left: Maybe, right: Maybe, atom: Atom, path: FieldPath, found: Found): void {
  const { map, scalar, list } = deduced(atom, right ?? left);
  const isLeaf =
    map !== undefined
      ? !visitMaps(left, right, map, path, found)
      : scalar !== undefined || list === undefined || !visitLists(left, right, list, path, found);
  if (left === undefined) found.added.push(path);
  else if (right === undefined) found.removed.push(path);
  else if (isLeaf && !equalValues(left, right)) found.modified.push(path);
}

const isEmptyMap = (value: Maybe): boolean => !isMap(value) || Object.keys(value).length === 0;
const isEmptyList = (value: Maybe): boolean => !isList(value) || value.length === 0;

/** Whether there was something to go into: an empty map is a leaf. */
function visitMaps(left: Maybe, right: Maybe, type: MapType, path: FieldPath, found: Found): boolean {
  if (type.isAtomic || (isEmptyMap(left) && isEmptyMap(right))) return false;
  const [l, r] = [isMap(left) ? left : emptyMap(), isMap(right) ? right : emptyMap()];
  for (const key of new Set([...Object.keys(l), ...Object.keys(r)])) {
    const atom = fieldType(type, key);
    if (atom !== undefined) visit(l[key], r[key], atom, [...path, PathElement.field(key)], found);
  }
  return true;
}

function visitLists(left: Maybe, right: Maybe, type: ListType, path: FieldPath, found: Found): boolean {
  if (type.isAtomic || (isEmptyList(left) && isEmptyList(right))) return false;
  const [l, r] = [groupsOf(left, type), groupsOf(right, type)];
  const elements = new Map([...l, ...r].map(([text, { element }]) => [text, element]));
  for (const [text, element] of elements)
    compareItems(l.get(text)?.items ?? [], r.get(text)?.items ?? [], itemType(type), [...path, element], found);
  return true;
}

interface Group {
  readonly element: PathElement;
  readonly items: Value[];
}

function groupsOf(value: Maybe, type: ListType): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const { element, item } of elementsOf(type, isList(value) ? value : [])) {
    const group = groups.get(element.text);
    if (group === undefined) groups.set(element.text, { element, items: [item] });
    else group.items.push(item);
  }
  return groups;
}

/** Items of one key: usually one on each side; several on a side count as one value. */
function compareItems(left: Value[], right: Value[], atom: Atom, path: FieldPath, found: Found): void {
  const [l, r] = [left[0], right[0]];
  if (left.length <= 1 && right.length <= 1) visit(l, r, atom, path, found);
  else if (left.length >= 2 && right.length >= 2) {
    if (!equalValues(left, right)) found.modified.push(path);
  } else if (left.length >= 2) {
    if (r !== undefined) visit(undefined, r, atom, path, found);
    found.removed.push(path);
  } else {
    if (l !== undefined) visit(l, undefined, atom, path, found);
    found.added.push(path);
  }
}
