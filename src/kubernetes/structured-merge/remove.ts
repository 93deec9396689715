/** A value without some of its fields. Source: structured-merge-diff v6 typed remove.go. */
import { emptyMap, isList, isMap, type Value, type ValueMap } from '../go/unstructured.ts';
import type { FieldSet } from './field-set.ts';
import { deduced, elementsOf } from './list-items.ts';
import { PathElement } from './path-element.ts';
import { fieldType, itemType, type Atom, type ListType, type MapType } from './schema.ts';

/** `value` without the fields and items of `gone`; a map or list of which nothing is left is null. */
export function removeItems(value: Value, gone: FieldSet, atom: Atom): Value {
  const { map, scalar, list } = deduced(atom, value);
  if (map !== undefined) return isMap(value) && !map.isAtomic ? removeFromMap(value, gone, map) : null;
  if (scalar !== undefined) return value;
  return list !== undefined && isList(value) && !list.isAtomic ? removeFromList(value, gone, list) : null;
}

function removeFromMap(value: ValueMap, gone: FieldSet, type: MapType): Value {
  const left: ValueMap = emptyMap();
  for (const [key, item] of Object.entries(value)) {
    const element = PathElement.field(key);
    if (gone.holds(element)) continue;
    const below = gone.below(element);
    const atom = fieldType(type, key);
    left[key] = below.isEmpty || atom === undefined ? item : removeItems(item, below, atom);
  }
  return Object.keys(left).length > 0 ? left : null;
}

function removeFromList(value: Value[], gone: FieldSet, type: ListType): Value {
  const left = elementsOf(type, value)
    .filter(({ element }) => !gone.holds(element))
    .map(({ element, item }) => {
      const below = gone.below(element);
      return below.isEmpty ? item : removeItems(item, below, itemType(type));
    });
  return left.length > 0 ? left : null;
}
