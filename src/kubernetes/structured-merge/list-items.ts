/** What distinguishes the items of a list. Source: structured-merge-diff v6 typed helpers.go. */
import { quote } from '../go/strings.ts';
import { isList, isMap, type Value } from '../go/unstructured.ts';
import { PathElement } from './path-element.ts';
import { itemType, type Atom, type ListType } from './schema.ts';

/** An item that has no place in its list: why. */
export interface BadItem {
  readonly fault: string;
}

/** The element of a path that leads to an item of a list with keys, or of a set. */
export function elementOf(list: ListType, item: Value): PathElement | BadItem {
  return list.keys.length > 0 ? keyedElement(list, item) : setElement(item);
}

function keyedElement(list: ListType, item: Value): PathElement | BadItem {
  if (item === null) return { fault: 'associative list with keys may not have a null element' };
  if (!isMap(item)) return { fault: 'associative list with keys may not have non-map elements' };
  const fields = itemType(list).map?.fields;
  const keys = list.keys.flatMap((name) => {
    const value = item[name] ?? (name in item ? null : fields?.get(name)?.keyDefault);
    return value === undefined ? [] : [[name, value] as const];
  });
  if (keys.length > 0) return PathElement.key(keys);
  const names = `[${list.keys.map(quote).join(' ')}]`;
  return {
    fault: `associative list with keys has an element that omits all key fields ${names} (and doesn't have default values for any key fields)`,
  };
}

function setElement(item: Value): PathElement | BadItem {
  if (isMap(item)) return { fault: "associative list without keys has an element that's a map type" };
  if (isList(item)) return { fault: 'not supported: associative list with lists as elements' };
  if (item === null) return { fault: "associative list without keys has an element that's an explicit null" };
  return PathElement.value(item);
}

/** The elements of all items; of a list that was validated none is bad. */
export function elementsOf(list: ListType, items: readonly Value[]): { element: PathElement; item: Value }[] {
  return items.flatMap((item) => {
    const element = elementOf(list, item);
    return element instanceof PathElement ? [{ element, item }] : [];
  });
}

/** The one of the types that fits the value; all of them where there is none to go by. */
export function deduced(atom: Atom, value: Value | undefined): Atom {
  if (value === undefined || value === null) return atom;
  if (isList(value)) return atom.list === undefined ? atom : { list: atom.list };
  if (isMap(value)) return atom.map === undefined ? atom : { map: atom.map };
  return atom.scalar === undefined ? atom : { scalar: atom.scalar };
}

/** Whether two values are equal to structured merge: numbers by their size. */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, i) => equalValues(item, b[i] ?? null));
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => key in b && equalValues(a[key] ?? null, b[key] ?? null));
}
