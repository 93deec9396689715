import { addAll } from '../kubernetes/go/lists.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { Change } from '../rule/rule.ts';

type Bag = Record<string | number, unknown>;

/** What changes make of a tree of JSON values: the meaning that the edits of the text have to have. */
export function changed(tree: unknown, changes: readonly Change[]): unknown {
  const copy = new ChangedTree(structuredClone(tree));
  for (const change of changes) copy.make(change);
  return copy.finished();
}

/** In the place of a removed item: the indexes of changes are those of the tree before all of them. */
const GONE = Symbol('removed');

class ChangedTree {
  readonly #tree: unknown;
  /** How many entries or items are left in the maps and lists of which one was removed. */
  readonly #left = new Map<unknown, number>();

  constructor(tree: unknown) {
    this.#tree = tree;
  }

  make(change: Change): void {
    switch (change.kind) {
      case 'set':
        this.#set(change.at, change.value);
        break;
      case 'remove':
        this.#remove(change.at);
        break;
      case 'rename':
        this.#set([...change.at.slice(0, -1), change.key], this.#remove(change.at));
        break;
      case 'move':
        this.#set(change.to, this.#remove(change.at));
        break;
      case 'append':
        this.#append(change.at, change.value);
    }
  }

  finished(): unknown {
    for (const place of this.#left.keys()) {
      if (!Array.isArray(place)) continue;
      const kept: unknown[] = place.filter((item) => item !== GONE);
      place.length = 0;
      addAll(place, kept);
    }
    return this.#tree;
  }

  #set(at: Path, value: unknown): void {
    let place = this.#tree;
    for (const step of at.slice(0, -1)) {
      const known = (place as Bag)[step];
      const below = known ?? {};
      if (known === undefined || known === null) this.#put(place, step, below);
      place = below;
    }
    this.#put(place, at[at.length - 1] ?? '', value);
  }

  #put(place: unknown, step: string | number, value: unknown): void {
    const left = this.#left.get(place);
    if (left !== undefined && !Object.hasOwn(place as Bag, step)) this.#left.set(place, left + 1);
    (place as Bag)[step] = value;
  }

  #append(at: Path, value: unknown): void {
    const list = this.#at(at) as unknown[];
    this.#put(list, list.length, value);
  }

  #at(path: Path): unknown {
    return path.reduce((place, step) => (place as Bag)[step], this.#tree);
  }

  /** Maps and lists that are left empty go too, as far up as that holds. */
  #remove(at: Path): unknown {
    const parent = this.#at(at.slice(0, -1));
    const last = at[at.length - 1] ?? '';
    const value = (parent as Bag)[last];
    const left = (this.#left.get(parent) ?? Object.keys(parent as Bag).length) - 1;
    this.#left.set(parent, left);
    if (Array.isArray(parent)) parent[Number(last)] = GONE;
    else Reflect.deleteProperty(parent as Bag, last);
    if (at.length > 1 && left === 0) this.#remove(at.slice(0, -1));
    return value;
  }
}
