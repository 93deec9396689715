import type { Path } from '../kubernetes/yaml/node.ts';
import type { Change } from '../rule/rule.ts';

type Bag = Record<string, unknown>;

/** What changes make of a tree of JSON values, one after the other: the meaning that the edits of the text have to have. */
export function changed(tree: unknown, changes: readonly Change[]): unknown {
  const copy: unknown = structuredClone(tree);
  for (const change of changes) make(change, copy);
  return copy;
}

function make(change: Change, tree: unknown): void {
  switch (change.kind) {
    case 'set':
      set(tree, change.at, change.value);
      break;
    case 'remove':
      remove(tree, change.at);
      break;
    case 'rename':
      set(tree, [...change.at.slice(0, -1), change.key], remove(tree, change.at));
      break;
    case 'move':
      set(tree, change.to, remove(tree, change.at));
      break;
    case 'append':
      (change.at.reduce((place, step) => (place as Bag)[step], tree) as unknown[]).push(change.value);
  }
}

function set(tree: unknown, at: Path, value: unknown): void {
  let place = tree;
  for (const step of at.slice(0, -1)) {
    const below = (place as Bag)[step] ?? {};
    (place as Bag)[step] = below;
    place = below;
  }
  (place as Bag)[at[at.length - 1] ?? ''] = value;
}

/** Maps and lists that are left empty go too, as far up as that holds. */
function remove(tree: unknown, at: Path): unknown {
  const parent = at.slice(0, -1).reduce((place, step) => (place as Bag)[step], tree);
  const last = at[at.length - 1] ?? '';
  const value = (parent as Bag)[last];
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent as Bag, last);
  if (at.length > 1 && Object.keys(parent as Bag).length === 0) remove(tree, at.slice(0, -1));
  return value;
}
