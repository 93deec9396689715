/** A document as it is written: what Go's parser gives as events, as a tree with places. */
import { MAX_READ_DEPTH } from './json.ts';
import { blockText, doubleQuotedText, plainText, singleQuotedText } from './scalar-text.ts';
import type { ScannedToken } from './token.ts';

/** Where a node is written. */
interface Place {
  /** Offsets of the node itself, without its anchor and tag. */
  readonly start: number;
  readonly end: number;
  /** Its start, including its anchor and tag. */
  readonly from: number;
  readonly anchor?: string | undefined;
  readonly tag?: string | undefined;
}

export interface WrittenScalar extends Place {
  readonly kind: 'scalar';
  readonly text: string;
  readonly plain: boolean;
}

export interface WrittenAlias extends Place {
  readonly kind: 'alias';
  readonly name: string;
}

export interface WrittenList extends Place {
  readonly kind: 'list';
  readonly items: readonly Written[];
}

export interface WrittenMap extends Place {
  readonly kind: 'map';
  readonly pairs: readonly { readonly key: Written; readonly value: Written }[];
}

export type Written = WrittenScalar | WrittenAlias | WrittenList | WrittenMap;

/** The anchor and the tag in front of a node. */
export interface Properties {
  readonly from: number;
  /** Behind the last of them. */
  readonly end: number;
  readonly anchor?: string | undefined;
  readonly tag?: string | undefined;
}

/** What is open while its entries are read; of a map, `nodes` are keys and values in turn. */
interface OpenNode {
  readonly kind: 'list' | 'map';
  readonly style: 'block' | 'flow' | 'pair';
  readonly start: number;
  readonly properties: Properties | undefined;
  readonly nodes: Written[];
}

/** Builds the tree of one document from the events of its grammar; collections may be nested to any depth. */
export class TreeBuilder {
  root: Written | undefined;
  readonly #text: string;
  readonly #open: OpenNode[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** The offset behind the last node that is complete in the innermost collection. */
  get lastEnd(): number {
    const nodes = this.#open[this.#open.length - 1]?.nodes;
    return nodes?.[nodes.length - 1]?.end ?? 0;
  }

  alias({ offset, end, name = '' }: ScannedToken): void {
    this.#add({ kind: 'alias', name, start: offset, from: offset, end });
  }

  scalar(token: ScannedToken, properties: Properties | undefined): void {
    this.#add(this.#withProperties(this.#read(token), properties));
  }

  /** A node that is not written: it is at `at`, and Go counts it at `from`. */
  empty(at: number, from = at, properties?: Properties): void {
    this.#add(this.#withProperties({ kind: 'scalar', text: '', plain: true, start: at, from, end: at }, properties));
  }

  open(kind: OpenNode['kind'], style: OpenNode['style'], start: number, properties?: Properties): void {
    this.#open.push({ kind, style, start, properties, nodes: [] });
  }

  /** Completes the innermost collection, which in flow style ends at `end`. */
  close(end: number): void {
    const open = this.#open.pop();
    if (open === undefined) throw new Error('no collection is open');
    const { kind, style, nodes, properties } = open;
    const first = nodes[0]?.from ?? open.start;
    const start =
      kind === 'map' && style !== 'flow' ? Math.min(first, style === 'pair' ? first : open.start) : open.start;
    const place = { start, from: start, end: style === 'flow' ? end : endOf(open, start) };
    const node: Written =
      kind === 'list' ? { kind, items: nodes, ...place } : { kind, pairs: pairsOf(nodes), ...place };
    this.#add(this.#withProperties(node, properties));
  }

  #add(node: Written): void {
    const open = this.#open[this.#open.length - 1];
    if (open === undefined) this.root = node;
    // What is nested deeper than any object is left out: who decodes the tree goes down by recursion.
    else if (this.#open.length <= MAX_READ_DEPTH) open.nodes.push(node);
  }

  #withProperties(node: Written, properties: Properties | undefined): Written {
    if (properties === undefined) return node;
    const { from, anchor, tag } = properties;
    return { ...node, from, anchor, tag };
  }

  #read({ offset, end, indent }: ScannedToken): WrittenScalar {
    const place = { start: offset, from: offset, end };
    if (indent !== undefined) {
      const block = blockText(this.#text, offset, indent);
      return { kind: 'scalar', text: block.value, plain: false, ...place, end: block.end };
    }
    const source = this.#text.slice(offset, end);
    const quoted = source.startsWith('"') ? doubleQuotedText : source.startsWith("'") ? singleQuotedText : undefined;
    const text = (quoted ?? plainText)(source);
    return { kind: 'scalar', text, plain: quoted === undefined, ...place };
  }
}

function endOf({ kind, nodes }: OpenNode, start: number): number {
  const last = nodes[nodes.length - 1];
  if (kind === 'list') return last?.end ?? start + 1;
  return last === undefined ? start : Math.max(last.end, nodes[nodes.length - 2]?.end ?? start);
}

function pairsOf(nodes: readonly Written[]): WrittenMap['pairs'] {
  const pairs: { key: Written; value: Written }[] = [];
  for (let at = 0; at + 1 < nodes.length; at += 2) {
    const [key, value] = [nodes[at], nodes[at + 1]];
    if (key !== undefined && value !== undefined) pairs.push({ key, value });
  }
  return pairs;
}
