/** Which workloads of a namespace select each other's pods. Linear: DaemonSets with the same labels are one class. */
import { labelsOf, selectorOf, selectsLabels } from './facts.ts';
import type { Labels } from '../kubernetes/apimachinery/label-selector.ts';
import type { Declared } from '../kubernetes/api/objects.ts';
import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import type { Manifest } from '../manifest/manifest.ts';

/** Those of one file, and how many have each name. */
export interface Group {
  readonly source: Manifest['source'];
  readonly manifests: Manifest[];
  readonly byName: Map<string, number>;
}

/** DaemonSets of one namespace with the same selector and the same pod labels. */
export interface RivalClass {
  readonly selector: Declared<LabelSelector> | undefined;
  readonly labels: Labels;
  readonly members: Group[];
}

interface Namespace {
  /** Every class, and those whose pods carry a label. */
  readonly all: RivalClass[];
  readonly byLabel: Map<string, RivalClass[]>;
  /** Classes whose selector asks for a label, by the first one; the others. */
  readonly bySelected: Map<string, RivalClass[]>;
  readonly others: RivalClass[];
}

const emptyNamespace = (): Namespace => ({ all: [], byLabel: new Map(), bySelected: new Map(), others: [] });

/** The classes of an input by namespace. */
export function rivalIndex(daemonSets: readonly Manifest[]): ReadonlyMap<string, Namespace> {
  const index = new Map<string, Namespace>();
  const known = new Map<string, RivalClass>();
  for (const manifest of daemonSets) {
    const [selector, labels] = [selectorOf(manifest), labelsOf(manifest)];
    const key = JSON.stringify([manifest.namespace, selector, labels]);
    const same = known.get(key);
    if (same !== undefined) {
      join(same, manifest);
      continue;
    }
    const made: RivalClass = { selector, labels, members: [] };
    join(made, manifest);
    known.set(key, made);
    const space = index.get(manifest.namespace) ?? emptyNamespace();
    index.set(manifest.namespace, space);
    space.all.push(made);
    for (const pair of pairsOf(labels)) add(space.byLabel, pair, made);
    const [first] = pairsOf(selector?.matchLabels);
    if (first === undefined) space.others.push(made);
    else add(space.bySelected, first, made);
  }
  return index;
}

// Those of one file come one after another.
function join({ members }: RivalClass, manifest: Manifest): void {
  const { name, source } = manifest;
  let group = members.at(-1);
  if (group?.source.path !== source.path) {
    group = { source, manifests: [], byName: new Map() };
    members.push(group);
  }
  group.manifests.push(manifest);
  group.byName.set(name, (group.byName.get(name) ?? 0) + 1);
}

/** The classes that may select the pods of `manifest`, or whose pods it may select. */
export function rivalsNear(index: ReadonlyMap<string, Namespace>, manifest: Manifest): Iterable<RivalClass> {
  const space = index.get(manifest.namespace);
  if (space === undefined) return [];
  const lists = pairsOf(selectorOf(manifest)?.matchLabels).map((pair) => space.byLabel.get(pair) ?? []);
  const [first = space.all, ...more] = lists;
  const selected = more.reduce((best, list) => (list.length < best.length ? list : best), first);
  const selecting = pairsOf(labelsOf(manifest)).flatMap((pair) => space.bySelected.get(pair) ?? []);
  return new Set([...selected, ...selecting, ...space.others]);
}

/** Whose selector matches whose pods; undefined when neither does. */
export type Direction = 'both' | 'ours' | 'theirs';

/** `ours`: our selector matches their pods. */
export function directionOf(
  manifest: Manifest,
  theirs: Pick<RivalClass, 'selector' | 'labels'>,
): Direction | undefined {
  const ours = selectsLabels(selectorOf(manifest), theirs.labels);
  if (!selectsLabels(theirs.selector, labelsOf(manifest))) return ours ? 'ours' : undefined;
  return ours ? 'both' : 'theirs';
}

function pairsOf(labels: Readonly<Record<string, string | undefined>> | undefined): string[] {
  return Object.entries(labels ?? {}).map(([key, value = '']) => `${key}=${value}`);
}

function add(map: Map<string, RivalClass[]>, key: string, value: RivalClass): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
