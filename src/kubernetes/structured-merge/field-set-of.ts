/** Which fields an object has. Source: structured-merge-diff v6 typed tofieldset.go. */
import { isList, isMap, type Value, type ValueMap } from '../go/unstructured.ts';
import { FieldSet, type FieldPath } from './field-set.ts';
import { deduced, elementsOf } from './list-items.ts';
import { PathElement } from './path-element.ts';
import { fieldType, itemType, type Atom, type ListType, type MapType } from './schema.ts';

interface Found {
  readonly paths: FieldPath[];
  /** Whether to go into items that are there twice, which managed fields do not. */
  readonly intoTwins: boolean;
}

/** Every leaf and every item of a list that the value has. */
export function fieldSetOf(value: Value, atom: Atom, intoTwins = false): FieldSet {
  const found: Found = { paths: [], intoTwins };
  visit(value, atom, [], found);
  return FieldSet.of(found.paths);
}

function visit(value: Value, atom: Atom, path: FieldPath, found: Found): void {
  const { map, scalar, list } = deduced(atom, value);
  if (map !== undefined) {
    if (map.isAtomic) found.paths.push(path);
    else if (isMap(value)) visitMap(value, map, path, found);
  } else if (scalar !== undefined) found.paths.push(path);
  else if (list !== undefined) {
    if (list.isAtomic) found.paths.push(path);
    else if (isList(value)) visitList(value, list, path, found);
  }
}

function visitMap(value: ValueMap, type: MapType, path: FieldPath, found: Found): void {
  for (const [key, item] of Object.entries(value)) {
    const at = [...path, PathElement.field(key)];
    const atom = fieldType(type, key);
    if (atom !== undefined) visit(item, atom, at, found);
    const isEmpty = item === null || (isMap(item) && Object.keys(item).length === 0);
    if (isEmpty || type.fields?.has(key) !== true) found.paths.push(at);
  }
}

/** An item that is there twice counts by itself, without what is in it. */
function visitList(value: Value[], type: ListType, path: FieldPath, found: Found): void {
  const items = elementsOf(type, value);
  const counts = new Map<string, number>();
  for (const { element } of items) counts.set(element.text, (counts.get(element.text) ?? 0) + 1);
  for (const { element, item } of items) {
    const at = [...path, element];
    if (found.intoTwins || counts.get(element.text) === 1) visit(item, itemType(type), at, found);
    found.paths.push(at);
  }
}
