/** Where transformers write: the default and what `configurations` and `crds` add. Source: kustomize api/internal/plugins/builtinconfig, api/types/fieldspec.go. */
import { goSorted } from '../kubernetes/go/sort.ts';
import type { FieldSpec, NameReference } from './field-spec.ts';
import * as defaults from './field-specs.ts';
import { gvkLess, isSelected, sameGvk } from './gvk.ts';

const LISTS = [
  ...(['namePrefix', 'nameSuffix', 'namespace', 'commonAnnotations', 'commonLabels', 'labels'] as const),
  ...(['templateLabels', 'varReference', 'images', 'replicas'] as const),
] as const;

export type FieldSpecs = Readonly<Record<(typeof LISTS)[number], readonly FieldSpec[]>>;

export interface TransformerConfig extends FieldSpecs {
  readonly nameReference: readonly NameReference[];
}

export const EMPTY_CONFIG: TransformerConfig = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  labels: [],
  templateLabels: [],
  commonAnnotations: [],
  nameReference: [],
  varReference: [],
  images: [],
  replicas: [],
};

/** The configuration with each list sorted as Go sorts it. */
export function sortConfig(config: TransformerConfig): TransformerConfig {
  const sorted = Object.fromEntries(LISTS.map((list) => [list, goSorted(config[list], gvkLess)]));
  return { ...EMPTY_CONFIG, ...sorted, nameReference: goSorted(config.nameReference, gvkLess) };
}

/** What is in force without any configuration. */
export const DEFAULT_CONFIG: TransformerConfig = sortConfig({ ...defaults, labels: [] });

/** Adds `incoming` to `known`. Throws Error where they contradict each other. Source: FsSlice.MergeOne. */
export function mergeSpec(known: readonly FieldSpec[], incoming: FieldSpec): readonly FieldSpec[] {
  const same = known.find((spec) => spec.path === incoming.path && isSelected(spec, incoming));
  if (same === undefined) return [...known, incoming];
  if (same.create !== incoming.create) throw new Error('conflicting fieldspecs');
  return known;
}

/** Throws Error. Source: FsSlice.MergeAll. */
export function mergeSpecs(known: readonly FieldSpec[], incoming: readonly FieldSpec[]): readonly FieldSpec[] {
  return incoming.reduce(mergeSpec, known);
}

/** Throws Error. Source: nbrSlice.mergeOne. */
export function mergeReference(known: readonly NameReference[], other: NameReference): readonly NameReference[] {
  if (!known.some((reference) => sameGvk(reference, other))) return [...known, other];
  return known.map((reference) =>
    sameGvk(reference, other)
      ? { ...reference, referrers: mergeSpecs(reference.referrers, other.referrers) }
      : reference,
  );
}

const merged = new WeakMap<TransformerConfig, WeakMap<TransformerConfig, TransformerConfig>>();

/** Both configurations in one. Throws Error where they contradict each other. Source: TransformerConfig.Merge. */
export function mergeConfig(known: TransformerConfig, input: TransformerConfig): TransformerConfig {
  const before = merged.get(known)?.get(input);
  if (before !== undefined) return before;
  const lists = Object.fromEntries(LISTS.map((list) => [list, mergeSpecs(known[list], input[list])]));
  const nameReference = input.nameReference.reduce(mergeReference, known.nameReference);
  const result = sortConfig({ ...EMPTY_CONFIG, ...lists, nameReference });
  // The same few are merged at every level of every build.
  const of = merged.get(known) ?? new WeakMap<TransformerConfig, TransformerConfig>();
  merged.set(known, of.set(input, result));
  return result;
}
