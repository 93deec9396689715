import type { MapNode, Path } from '../kubernetes/yaml/node.ts';
import type { DuplicateKey, ParsedDocument } from '../kubernetes/yaml/parse.ts';
import { groupBy } from '../words/group-by.ts';

/** What was parsed, as if the item of the list were a document of its own. */
export function within(parsed: ParsedDocument, root: MapNode, prefix: Path): ParsedDocument {
  if (prefix.length === 0 || parsed.duplicates.length === 0) return { ...parsed, root };
  const below = byPlace(parsed.duplicates, prefix.length).get(JSON.stringify(prefix)) ?? [];
  const duplicates = below.map((duplicate) => ({ ...duplicate, path: duplicate.path.slice(prefix.length) }));
  return { ...parsed, root, duplicates };
}

type ByPlace = ReadonlyMap<string, readonly DuplicateKey[]>;

/** The duplicates of a document by what they are below of, for each depth: a list may have as many as objects. */
const indexed = new WeakMap<ParsedDocument['duplicates'], Map<number, ByPlace>>();

function byPlace(duplicates: ParsedDocument['duplicates'], depth: number): ByPlace {
  const depths = indexed.get(duplicates) ?? new Map<number, ByPlace>();
  indexed.set(duplicates, depths);
  let places = depths.get(depth);
  if (places === undefined) {
    places = groupBy(duplicates, ({ path }) => JSON.stringify(path.slice(0, depth)));
    depths.set(depth, places);
  }
  return places;
}
