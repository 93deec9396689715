/**
 * The entries of decoded maps, and which of them JSON cannot represent. Source: go.yaml.in/yaml/v2 decode.go
 * (setMapIndex).
 */
import type { Entry, Node } from './node.ts';
import type { TreeFault } from './document-result.ts';
import type { Key, KeyValue } from './map-key.ts';

/** A key that is put into a map, in Go's order. */
export interface Assignment {
  readonly key: Key;
  readonly entry: Entry;
  /** The start of the value, including its anchor and tag. */
  readonly from: number;
  readonly merged: boolean;
}

/** The entries of a map under construction: the last assignment wins, as in Go's maps. */
export class Entries {
  readonly #byKey = new Map<KeyValue, Assignment>();
  #typed = false;

  /** Assigns, and returns the earlier assignment to the same key. */
  set(assignment: Assignment): Assignment | undefined {
    const { value } = assignment.key;
    if (typeof value !== 'string') this.#typed = true;
    const first = this.#byKey.get(value);
    if (first !== undefined) this.#byKey.delete(value);
    this.#byKey.set(value, assignment);
    return first;
  }

  /** Keys of different types with the same JSON text become one key; Go picks either, here the last one wins. */
  list(): readonly Entry[] {
    const entries = Array.from(this.#byKey.values(), ({ entry }) => entry);
    return this.#typed ? [...new Map(entries.map((entry) => [entry.key, entry])).values()] : entries;
  }
}

/** What JSON cannot represent: keys before values, because the conversion comes before the encoding. */
export function firstUnfit(root: Node, unfit: ReadonlyMap<Entry | Node, TreeFault>): TreeFault | undefined {
  const seen = new Set<Node>();
  let value: TreeFault | undefined;
  const visit = (node: Node): TreeFault | undefined => {
    if (seen.has(node)) return undefined;
    seen.add(node);
    value ??= unfit.get(node);
    const children = node.kind === 'map' ? node.entries : node.kind === 'list' ? node.items : [];
    for (const child of children) {
      const found = 'key' in child ? (unfit.get(child) ?? visit(child.value)) : visit(child);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return visit(root) ?? value;
}
