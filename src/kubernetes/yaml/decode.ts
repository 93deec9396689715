/**
 * The result of Go's decoding of a document. Source: go.yaml.in/yaml/v2 decode.go, sigs.k8s.io/yaml
 * (convertToJSONableObject).
 */
import type { Span } from './span.ts';
import type { Entry, ListNode, MapNode, Node } from './node.ts';
import { TreeFault, type DuplicateKey } from './document-result.ts';
import { Entries, firstUnfit, type Assignment } from './map-entries.ts';
import { goSyntax, keyOf, type Key, type KeyValue } from './map-key.ts';
import { lineCounter } from './line.ts';
import { floatLiteral, resolvePlain, resolveTagged, ScalarFault, type Resolved } from './scalar.ts';
import type { Written, WrittenAlias, WrittenList, WrittenMap, WrittenScalar } from './syntax-tree.ts';

type WrittenNode = WrittenScalar | WrittenList | WrittenMap;

export interface Tree {
  readonly root: Node;
  readonly duplicates: readonly DuplicateKey[];
}

/** The content of an alias: decoded once, counted as often as Go decodes it. */
interface Anchored {
  readonly node: Node;
  readonly resolved?: Resolved | undefined;
  readonly cost: number;
  readonly duplicates: readonly DuplicateKey[];
  readonly depth: number;
  readonly assignments: readonly Assignment[];
}

/** Decodes the content of `body`, which begins at `shift` in the whole text. Throws TreeFault. */
export function decodeWritten(written: Written, body: string, shift: number): Tree {
  const decoder = new Decoder(body, shift);
  const root = decoder.node(written);
  const fault = decoder.unfit.size > 0 ? firstUnfit(root, decoder.unfit) : undefined;
  if (fault !== undefined) throw fault;
  return { root, duplicates: decoder.duplicates };
}

class Decoder {
  readonly duplicates: DuplicateKey[] = [];
  readonly unfit = new Map<Entry | Node, TreeFault>();
  readonly #body: string;
  readonly #shift: number;
  readonly #lineOf: (offset: number) => number;
  readonly #anchors = new Map<string, Anchored | undefined>();
  readonly #path: (string | number)[] = [];
  readonly #keys = new Map<Entry, KeyValue>();
  // The document is a node of Go's too.
  #decoded = 1;
  #aliased = 0;

  constructor(body: string, shift: number) {
    this.#body = body;
    this.#shift = shift;
    this.#lineOf = lineCounter(body);
  }

  node(written: Written): Node {
    if (written.kind === 'alias') return { ...this.#alias(written).node, span: this.#span(written) };
    const assignments: Assignment[] = [];
    return this.#anchored(written, assignments, () => {
      if (written.kind === 'scalar') return this.#scalar(written);
      if (written.kind === 'list') return this.#list(written);
      return this.#map(written, assignments);
    });
  }

  /** Decodes a node by `decode`, and stores it if it has an anchor. */
  #anchored(written: WrittenNode, assignments: readonly Assignment[], decode: () => Node): Node {
    const { anchor } = written;
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const { length } = this.duplicates;
    const before = this.#decoded;
    this.#count(written, 1);
    const node = decode();
    if (anchor === undefined) return node;
    this.#anchors.set(anchor, {
      node,
      resolved: written.kind === 'scalar' ? this.#resolve(written) : undefined,
      cost: this.#decoded - before,
      duplicates: this.duplicates.slice(length),
      depth: this.#path.length,
      assignments,
    });
    return node;
  }

  #scalar(written: WrittenScalar): Node {
    const span = this.#span(written);
    const found = this.#resolve(written);
    if (found.kind === 'int') return { kind: 'number', literal: found.literal, span };
    if (found.kind !== 'float') return { ...found, span };
    const node = { kind: 'number', literal: floatLiteral(found.value), span } as const;
    if (!Number.isFinite(found.value)) this.unfit.set(node, this.#unfitNumber(written, found.value));
    return node;
  }

  #unfitNumber(written: Written, value: number): TreeFault {
    const shown = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
    const text = this.#body.slice(written.start, written.end);
    const explanation = `${text} is a number that JSON cannot hold: put it in quotes`;
    return new TreeFault(written, `json: unsupported value: ${shown}`, explanation);
  }

  #resolve(written: WrittenScalar): Resolved {
    const { text, tag } = written;
    if (tag === undefined) return written.plain ? resolvePlain(text) : { kind: 'string', value: text };
    try {
      return resolveTagged(text, tag);
    } catch (error) {
      if (!(error instanceof ScalarFault)) throw error;
      const explanation = `the value does not fit its tag: ${error.message.replace('yaml: ', '')}`;
      throw new TreeFault(written, error.message, explanation);
    }
  }

  #list(written: WrittenList): ListNode {
    const items: Node[] = [];
    for (const item of written.items) {
      this.#path.push(items.length);
      items.push(this.node(item));
      this.#path.pop();
    }
    return { kind: 'list', items, span: this.#span(written) };
  }

  #map(written: WrittenMap, assignments: Assignment[]): MapNode {
    const entries = new Entries();
    this.#assign(written, (assignment) => {
      assignments.push(assignment);
      const first = entries.set(assignment);
      if (first !== undefined) this.#duplicate(assignment, first);
    });
    return { kind: 'map', entries: entries.list(), span: this.#span(written) };
  }

  /** Passes the pairs of a map to `assign`, those of its merges at their place. */
  #assign(written: WrittenMap, assign: (assignment: Assignment) => void): void {
    for (const { key, value } of written.pairs) {
      if (isMerge(key)) this.#merge(value, assign);
      else assign(this.#assignment(key, value));
    }
  }

  #assignment(key: Written, value: Written): Assignment {
    const read = this.#key(key);
    this.#path.push(read.name);
    const entry = { key: read.name, keySpan: this.#span(key), value: this.node(value) };
    this.#path.pop();
    if (typeof read.value !== 'string') this.#noteKey(entry, read, key);
    return { key: read, entry, from: value.from, merged: false };
  }

  #noteKey(entry: Entry, key: Key, written: Written): void {
    this.#keys.set(entry, key.value);
    if (key.unfit === undefined) return;
    const value = entry.value.kind === 'null' ? '<nil>' : goSyntax(entry.value, this.#keys);
    const message = `unsupported map key of type: ${key.unfit}, value: ${value}`;
    const explanation =
      key.value === null
        ? 'null cannot be a key: write a name, in quotes if it is "null" or "~"'
        : 'this number is too large to be a key: put it in quotes';
    this.unfit.set(entry, new TreeFault(written, message, explanation));
  }

  #key(written: Written): Key {
    if (written.kind === 'scalar' && written.anchor === undefined) {
      this.#count(written, 1);
      return keyOf(this.#resolve(written));
    }
    if (written.kind === 'scalar') {
      this.node(written);
      return keyOf(this.#resolve(written));
    }
    const { node, resolved } = written.kind === 'alias' ? this.#alias(written) : { node: this.node(written) };
    if (resolved === undefined) throw this.#collectionKey(written, node);
    return keyOf(resolved);
  }

  #collectionKey(written: Written, node: Node): TreeFault {
    const explanation = this.#body.startsWith('{', written.start)
      ? 'a map is where a key or a value is expected (a template that was not rendered?): put {{ … }} in quotes, or render it first'
      : 'a map or a list cannot be a key';
    return new TreeFault(written, `yaml: invalid map key: ${goSyntax(node, this.#keys)}`, explanation);
  }

  /** The content of an alias; its duplicates count again, in a merge those of its own keys when they are assigned. */
  #alias(written: WrittenAlias, merged = false): Anchored {
    const { name } = written;
    const anchored = this.#anchors.get(name);
    if (anchored === undefined) {
      const explanation = `*${name} is inside the value of &${name}, which would never end`;
      throw new TreeFault(written, `yaml: anchor '${name}' value contains itself`, explanation);
    }
    this.#aliased += anchored.cost;
    this.#count(written, 1 + anchored.cost);
    const depth = anchored.depth + (merged ? 1 : 0);
    for (const duplicate of anchored.duplicates) {
      if (duplicate.path.length <= depth) continue;
      this.duplicates.push({ ...duplicate, path: [...this.#path, ...duplicate.path.slice(anchored.depth)] });
    }
    return anchored;
  }

  // Go fails if most of a large document comes from aliases.
  #count(written: Written, steps: number): void {
    this.#decoded += steps;
    if (this.#aliased <= 100 || this.#decoded <= 1000) return;
    if (this.#aliased / this.#decoded <= allowedAliasRatio(this.#decoded)) return;
    const explanation = 'aliases make this document grow beyond what Kubernetes accepts: write the values out';
    throw new TreeFault(written, 'yaml: document contains excessive aliasing', explanation);
  }

  /** Passes on what a merge assigns, in Go's order: in a list the earlier maps win, so they come last. */
  #merge(value: Written, assign: (assignment: Assignment) => void): void {
    const sources = value.kind === 'list' ? [...value.items].reverse() : [value];
    for (const source of sources) {
      this.#mergeMap(source, (assignment) => {
        assign({ ...assignment, merged: true });
      });
    }
  }

  #mergeMap(written: Written, assign: (assignment: Assignment) => void): void {
    if (written.kind === 'alias') {
      if ((this.#anchors.get(written.name)?.node.kind ?? 'map') !== 'map') throw notMergeable(written);
      this.#alias(written, true).assignments.forEach(assign);
      return;
    }
    if (written.kind !== 'map') throw notMergeable(written);
    const assignments: Assignment[] = [];
    this.#anchored(written, assignments, () => {
      const entries = new Entries();
      this.#assign(written, (assignment) => {
        assignments.push(assignment);
        entries.set(assignment);
      });
      return { kind: 'map', entries: entries.list(), span: this.#span(written) };
    });
    assignments.forEach(assign);
  }

  #duplicate({ key, entry, from, merged }: Assignment, first: Assignment): void {
    this.duplicates.push({
      key: key.name,
      shown: key.shown,
      line: this.#lineOf(from),
      path: [...this.#path, key.name],
      keySpan: entry.keySpan,
      firstSpan: first.entry.keySpan,
      merged: merged || first.merged,
    });
  }

  #span({ start, end }: Span): Span {
    return { start: start + this.#shift, end: end + this.#shift };
  }
}

function isMerge(key: Written): boolean {
  if (key.kind !== 'scalar' || key.text !== '<<') return false;
  return (key.tag === undefined && key.plain) || key.tag === '!' || key.tag === 'tag:yaml.org,2002:merge';
}

function notMergeable(written: Written): TreeFault {
  const explanation = '<< merges maps: give it an alias of a map, or a list of such aliases';
  return new TreeFault(written, 'yaml: map merge requires map or sequence of maps as the value', explanation);
}

// Source: decode.go allowedAliasRatio
function allowedAliasRatio(decoded: number): number {
  if (decoded <= 400_000) return 0.99;
  if (decoded >= 4_000_000) return 0.1;
  return 0.99 - 0.89 * ((decoded - 400_000) / 3_600_000);
}
