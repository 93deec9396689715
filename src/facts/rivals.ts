/** Which objects of a namespace select the pods of which. Linear: objects of one zone with the same labels are one class. */
import { selectsLabels } from './daemonset-facts.ts';
import type { SourceFile } from '../document/source.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import type { Labels } from '../kubernetes/apimachinery/label-selector.ts';
import type { Declared } from '../kubernetes/api/objects.ts';
import type { ZoneOf } from '../manifest/manifest.ts';
import type { LabelSelector } from 'kubernetes-types/meta/v1.js';

/** What is compared: whom it selects, and what pods of it carry. */
export interface Claim {
  readonly selector: Declared<LabelSelector> | undefined;
  readonly labels: Labels;
}

/** An object with its claim. */
export interface Claimant<T> extends Claim {
  readonly item: T & { readonly name: string; readonly source: SourceFile };
}

/** Those of one zone, and how many have each name. */
interface Group<T> {
  readonly source: SourceFile;
  readonly items: Claimant<T>['item'][];
  readonly byName: Map<string, number>;
}

/** Objects with the same selector and the same pod labels. */
interface RivalClass<T> extends Claim {
  readonly groups: Map<string, Group<T>>;
}

/** The first objects that are wanted, and how many there are. */
export interface Found<T> {
  readonly first: readonly T[];
  readonly count: number;
}

/** The classes of some objects of one namespace. */
export class Rivals<T> {
  readonly #all: RivalClass<T>[] = [];
  /** Those whose pods carry a label. */
  readonly #byLabel = new Map<string, RivalClass<T>[]>();
  /** Those whose selector asks for a label, by the first one; the others. */
  readonly #bySelected = new Map<string, RivalClass<T>[]>();
  readonly #others: RivalClass<T>[] = [];

  constructor(claimants: Iterable<Claimant<T>>, zoneOf: ZoneOf) {
    const known = new Map<string, RivalClass<T>>();
    for (const { item, selector, labels } of claimants) {
      const key = JSON.stringify([selector, labels]);
      let same = known.get(key);
      if (same === undefined) known.set(key, (same = this.#made({ selector, labels, groups: new Map() })));
      join(same, item, zoneOf(item.source).name);
    }
  }

  #made(made: RivalClass<T>): RivalClass<T> {
    this.#all.push(made);
    for (const pair of pairsOf(made.labels)) addTo(this.#byLabel, pair, made);
    const [first] = pairsOf(made.selector?.matchLabels);
    if (first !== undefined) addTo(this.#bySelected, first, made);
    else if (made.selector !== undefined) this.#others.push(made);
    return made;
  }

  /** Those that select pods of `claim`, or whose pods it selects, with the direction; `most` of them are given. */
  against(
    { selector, labels }: Claim,
    most: number,
    { isWanted, ownName }: { readonly isWanted: (source: SourceFile) => boolean; readonly ownName?: string },
  ): Found<{ readonly item: Claimant<T>['item']; readonly direction: Direction }> {
    const first: { item: Claimant<T>['item']; direction: Direction }[] = [];
    let count = 0;
    for (const near of this.#near({ selector, labels })) {
      const direction = directionOf({ selector, labels }, near);
      if (direction === undefined) continue;
      for (const { source, items, byName } of near.groups.values()) {
        if (!isWanted(source)) continue;
        count += items.length - (ownName === undefined ? 0 : (byName.get(ownName) ?? 0));
        for (const item of items) {
          if (first.length === most) break;
          if (item.name !== ownName) first.push({ item, direction });
        }
      }
    }
    return { first, count };
  }

  #near({ selector, labels }: Claim): Iterable<RivalClass<T>> {
    const lists = pairsOf(selector?.matchLabels).map((pair) => this.#byLabel.get(pair) ?? []);
    const [some = this.#all, ...more] = lists;
    const selected = more.reduce((best, list) => (list.length < best.length ? list : best), some);
    const selecting = pairsOf(labels).flatMap((pair) => this.#bySelected.get(pair) ?? []);
    return new Set([...(selector === undefined ? [] : selected), ...selecting, ...this.#others]);
  }
}

function join<T>({ groups }: RivalClass<T>, item: Claimant<T>['item'], zone: string): void {
  const { name, source } = item;
  let group = groups.get(zone);
  if (group === undefined) groups.set(zone, (group = { source, items: [], byName: new Map() }));
  group.items.push(item);
  group.byName.set(name, (group.byName.get(name) ?? 0) + 1);
}

/** Whose selector matches whose pods; undefined when neither does. `ours`: our selector matches their pods. */
export type Direction = 'both' | 'ours' | 'theirs';

function directionOf(own: Claim, theirs: Claim): Direction | undefined {
  const ours = own.selector !== undefined && selectsLabels(own.selector, theirs.labels);
  if (theirs.selector === undefined || !selectsLabels(theirs.selector, own.labels)) return ours ? 'ours' : undefined;
  return ours ? 'both' : 'theirs';
}

function pairsOf(labels: Readonly<Record<string, string | undefined>> | undefined): string[] {
  return Object.entries(labels ?? {}).map(([key, value = '']) => `${key}=${value}`);
}
