/** Lists whose items are known by keys. Source: kyaml yaml/fns.go (ElementSetter), yaml/walk/associative_sequence.go. */
import { expectKind, matchField } from './yaml/fns.ts';
import { field, isMissingOrNull, type YNode } from './yaml/node.ts';

type Found = YNode | undefined;

/**
 * Puts `item` in the place of the items whose `keys` have `values`, or behind the last one; without an item, takes them out.
 * Throws KindError.
 */
export function setElement(
  list: YNode,
  keys: readonly string[],
  values: readonly string[],
  item: YNode | undefined,
): void {
  expectKind(list, 'list');
  const wantsMap = (keys[0] ?? '') !== '' && (values[0] ?? '') !== '';
  const content: YNode[] = [];
  let found = false;
  for (const each of list.content) {
    if (isMissingOrNull(each) || (each.kind === 'map' && each.content.length === 0)) continue;
    if (wantsMap && each.kind !== 'map') content.push(each);
    else if (!matches(each, keys.length === 0 ? [''] : keys, values)) {
      if (values.length > 0) content.push(each);
    } else {
      found = true;
      if (item !== undefined) content.push(item);
    }
  }
  if (!found && item !== undefined && item.tag !== '!!null') content.push(item);
  list.content = content;
}

function matches(item: YNode, keys: readonly string[], values: readonly string[]): boolean {
  return keys.every((key, i) => {
    const value = values[i];
    // Keys without a value do not matter, when there is one before them.
    if (value === undefined) return i > 0;
    if (key === '') {
      expectKind(item, 'scalar');
      return item.value === value;
    }
    const found = matchField(item, key);
    return found !== undefined && (value === '' || found.value === value);
  });
}

/** Puts the items of `source` into `target`, in the place of those with the same keys or behind them. Source: appendListNode. */
export function appendItems(target: YNode, source: YNode, keys: readonly string[]): YNode {
  for (const item of source.content) {
    if ((keys[0] ?? '') === '') {
      setElement(target, [''], [item.value], item);
      continue;
    }
    const values: string[] = [];
    for (const key of keys) {
      const value = matchField(item, key);
      if (value === undefined) target.content = [...target.content, item];
      else values.push(value.value);
    }
    // Items that several keys name are appended even when they are there.
    if (keys.length > 1) setElement(target, keys, values, undefined);
    setElement(target, keys, values, item);
  }
  return target;
}

/** What a list item is known by; undefined where it has not the key, or an empty one. */
function keyOf(item: YNode, key: string): string | undefined {
  const found = key === '' ? item : field(item, key);
  return found?.kind === 'scalar' && found.tag !== '!!null' && found.value !== '' ? found.value : undefined;
}

/** Those of `keys` that all items have, where none has another one; undefined where items differ. */
export function sharedKeys(lists: readonly Found[], keys: readonly string[]): readonly string[] | undefined {
  const items = lists.flatMap((list) => list?.content ?? []);
  const [first] = items;
  const shared = first === undefined ? keys : keys.filter((key) => keyOf(first, key) !== undefined);
  const isAlike = (item: YNode): boolean =>
    keys.every(
      (key) => ((shared.includes(key) ? keyOf(item, key) : field(item, key)) !== undefined) === shared.includes(key),
    );
  return shared.length > 0 && lists.every((list) => list === undefined || list.kind === 'list') && items.every(isAlike)
    ? shared
    : undefined;
}

/** What an item has for some keys. */
export function valuesAt(item: Found, keys: readonly string[]): string[] {
  return keys.map((key) => (item && keyOf(item, key)) ?? '');
}

/** What tells items with the same keys apart. */
export function idOf(item: YNode, keys: readonly string[]): string {
  return JSON.stringify(valuesAt(item, keys));
}

/** The first item of each combination of keys. */
export function itemsByKeys(list: Found, keys: readonly string[]): ReadonlyMap<string, YNode> {
  const found = new Map<string, YNode>();
  for (const item of list?.content ?? []) {
    const id = idOf(item, keys);
    if (!found.has(id)) found.set(id, item);
  }
  return found;
}
