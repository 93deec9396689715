import { overwriterOf } from '../facts/overwritten.ts';
import { groupBy } from '../words/group-by.ts';
import { goText } from '../kubernetes/apiserver/serialize.ts';
import type { SourceFile } from '../document/source.ts';
import type { Manifest } from '../manifest/manifest.ts';

/** The place of a manifest, so that both states can be compared; undefined if only names count. */
export type PlaceOf = (found: {
  readonly source: Pick<SourceFile, 'path'> & { readonly madeFrom?: unknown };
}) => string | undefined;
type KeyOf = (manifest: Manifest) => string | undefined;

/** The manifests of two states, each with its counterpart. */
export interface Pairing {
  /** By new manifest: the old one, which has another name if it was renamed. */
  readonly previous: ReadonlyMap<Manifest, Manifest>;
  /** Old manifests without a successor of their name. */
  readonly gone: readonly Manifest[];
}

/**
 * Pairs two states: first by place, namespace and name, then moved manifests by namespace and name. A DaemonSet that is
 * left over on both sides was renamed if it has the same place or the same selector.
 */
export function pair(
  old: readonly Manifest[],
  next: readonly Manifest[],
  placeOf: { readonly old: PlaceOf; readonly next: PlaceOf },
): Pairing {
  const previous = new Map<Manifest, Manifest>();
  const free = { old: new Set(old), next: new Set(next) };
  const match = (keyOfOld: KeyOf, keyOfNext: KeyOf, order: 'first' | 'last' = 'first'): void => {
    const byKey = groupBy(free.old, keyOfOld);
    for (const manifest of order === 'first' ? [...free.next] : [...free.next].reverse()) {
      const key = keyOfNext(manifest);
      const some = key === undefined ? undefined : byKey.get(key);
      const found = order === 'first' ? some?.shift() : some?.pop();
      if (found === undefined) continue;
      previous.set(manifest, found);
      free.old.delete(found);
      free.next.delete(manifest);
    }
  };
  // Of several objects of one name in a file the last one is left in the cluster.
  match(atPlace(placeOf.old), atPlace(placeOf.next), 'last');
  match(nameOf, nameOf, 'last');
  for (const manifest of free.old) if (overwriterOf(manifest) !== undefined) free.old.delete(manifest);
  const gone = [...free.old];
  // What moved and left a link is at both paths.
  const kept = new Map(old.map((manifest) => [atPath(manifest), manifest]));
  for (const manifest of free.next) {
    const found = overwriterOf(manifest) === undefined ? kept.get(atPath(manifest)) : undefined;
    if (found === undefined) continue;
    previous.set(manifest, found);
    free.next.delete(manifest);
  }
  match(placeOf.old, placeOf.next);
  match(selectorOf, selectorOf);
  return { previous, gone };
}

const nameOf = ({ namespace, name }: Manifest): string => `${namespace}/${name}`;

const atPath = (manifest: Manifest): string => `${manifest.source.path}\0${nameOf(manifest)}`;

function atPlace(placeOf: PlaceOf): KeyOf {
  return (manifest) => {
    const place = placeOf(manifest);
    return place === undefined ? undefined : `${place}\0${nameOf(manifest)}`;
  };
}

function selectorOf({ spec }: Manifest): string | undefined {
  return spec.selector === undefined ? undefined : goText(spec.selector);
}
