/** Two values merged: what the second says counts. Source: structured-merge-diff v6 typed merge.go. */
import { emptyMap, isList, isMap, type Value, type ValueMap } from '../go/unstructured.ts';
import { deduced, elementsOf } from './list-items.ts';
import type { PathElement } from './path-element.ts';
import { fieldType, itemType, type Atom, type ListType, type MapType } from './schema.ts';

/** `left` with everything that `right` says; undefined when nothing is left of either. */
export function mergeValues(left: Value | undefined, right: Value | undefined, atom: Atom): Value | undefined {
  const { map, scalar, list } = deduced(atom, right ?? left);
  if (map !== undefined) return mergeMaps(left, right, map);
  if (scalar === undefined && list !== undefined) return mergeLists(left, right, list);
  return leaf(left, right);
}

const leaf = (left: Value | undefined, right: Value | undefined): Value | undefined =>
  right === undefined ? left : right;

const isEmptyMap = (value: Value | undefined): boolean => !isMap(value) || Object.keys(value).length === 0;
const isEmptyList = (value: Value | undefined): boolean => !isList(value) || value.length === 0;

function mergeMaps(left: Value | undefined, right: Value | undefined, type: MapType): Value | undefined {
  // An empty map is a leaf, so that it is not lost.
  if (type.isAtomic || (isEmptyMap(left) && isEmptyMap(right))) return leaf(left, right);
  const [l, r] = [isMap(left) ? left : emptyMap(), isMap(right) ? right : emptyMap()];
  const merged: ValueMap = emptyMap();
  for (const key of new Set([...Object.keys(l), ...Object.keys(r)])) {
    const atom = fieldType(type, key);
    const value = atom === undefined ? leaf(l[key], r[key]) : mergeValues(l[key], r[key], atom);
    if (value !== undefined) merged[key] = value;
  }
  return Object.keys(merged).length > 0 ? merged : undefined;
}

interface Side {
  readonly items: readonly { readonly element: PathElement; readonly item: Value }[];
  /** By element; an item that is there twice is not merged with anything, and counts as null. */
  readonly byElement: ReadonlyMap<string, Value>;
}

function sideOf(value: Value | undefined, type: ListType): Side {
  const items = elementsOf(type, isList(value) ? value : []);
  const byElement = new Map<string, Value>();
  for (const { element, item } of items) byElement.set(element.text, byElement.has(element.text) ? null : item);
  return { items, byElement };
}

function mergeLists(left: Value | undefined, right: Value | undefined, type: ListType): Value | undefined {
  if (type.isAtomic || (isEmptyList(left) && isEmptyList(right))) return leaf(left, right);
  const merged = visitItems(sideOf(left, type), sideOf(right, type), itemType(type));
  return merged.length > 0 ? merged : undefined;
}

/** The items of the right side in its order, those of the left alone between them (visitListItems). */
function visitItems(left: Side, right: Side, atom: Atom): Value[] {
  const merged: Value[] = [];
  const put = (l: Value | undefined, r: Value | undefined): void => {
    const value = mergeValues(l, r, atom);
    if (value !== undefined) merged.push(value);
  };
  const shared = right.items.map(({ element }) => element.text).filter((text) => left.byElement.has(text));
  let nextShared = shared.shift();
  const done = new Set<string>();
  let [l, r] = [0, 0];
  while (l < left.items.length || r < right.items.length) {
    const [mine, theirs] = [left.items[l], right.items[r]];
    const text = mine?.element.text ?? '';
    if (mine !== undefined && theirs !== undefined) {
      if (text === theirs.element.text) {
        done.add(text);
        put(left.byElement.get(text), right.byElement.get(text));
        l++;
        r++;
        nextShared = shared.shift();
        continue;
      }
      // Both have it, but it is not its turn.
      if (right.byElement.has(text) && nextShared !== undefined && nextShared !== text) {
        l++;
        continue;
      }
    }
    if (mine !== undefined) {
      if (!right.byElement.has(text)) {
        put(mine.item, undefined);
        l++;
        continue;
      }
      if (done.has(text)) l++;
    }
    if (theirs === undefined) continue;
    const next = theirs.element.text;
    done.add(next);
    put(left.byElement.get(next), right.byElement.get(next));
    r++;
    if (nextShared === next) nextShared = shared.shift();
  }
  return merged;
}
