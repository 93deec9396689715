/** A document as it is written: the tree that the `yaml` package's parser finds, with places in the original text. */
import { Parser, type CST } from 'yaml';
import type { Edit } from './cursor.ts';
import type { Checked } from './grammar-states.ts';
import { MAX_READ_DEPTH } from './json.ts';
import { blockText, doubleQuotedText, plainText, singleQuotedText } from './text.ts';

interface Place {
  /** Offsets of the node itself, without its anchor and tag. */
  readonly start: number;
  readonly end: number;
  /** Where it begins with its anchor and tag. */
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

/** The tree of a document that `checked` found to be accepted by Go; undefined for an empty one. */
export function readWritten(text: string, checked: Checked): Written | undefined {
  const body = checked.end === text.length ? text : text.slice(0, checked.end);
  const edits = checked.edits.filter(({ offset }) => offset < checked.end);
  const source = withPlainBreaks(applyEdits(body, edits));
  for (const token of new Parser().parse(source)) {
    if (token.type === 'document') return new Reader(text, checked, edits).document(token);
  }
  return undefined;
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text;
  let result = '';
  let at = 0;
  for (const { offset, remove, insert } of edits) {
    result += text.slice(at, offset) + insert;
    at = offset + remove;
  }
  return result + text.slice(at);
}

const OTHER_BREAKS = /\r(?!\n)|[\x85\u2028\u2029\ufeff]/;
const OTHER_BREAKS_ALL = /\r(?!\n)|[\x85\u2028\u2029]/g;

/** Line breaks that only Go knows, and byte order marks that are text to Go, as characters of the same length. */
function withPlainBreaks(text: string): string {
  if (!OTHER_BREAKS.test(text)) return text;
  return text
    .replace(OTHER_BREAKS_ALL, '\n')
    .replace(/^\ufeff/, ' ')
    .replaceAll('\ufeff', '\u2060');
}

type Item = CST.CollectionItem;

class Reader {
  readonly #text: string;
  readonly #checked: Checked;
  #depth = 0;
  /** With the offset of each in the edited text. */
  readonly #edits: readonly (Edit & { readonly at: number })[];

  constructor(text: string, checked: Checked, edits: readonly Edit[]) {
    this.#text = text;
    this.#checked = checked;
    let shift = 0;
    this.#edits = edits.map((edit) => {
      const at = edit.offset + shift;
      shift += edit.insert.length - edit.remove;
      return { ...edit, at };
    });
  }

  document({ start, value, offset }: CST.Document): Written | undefined {
    const hasProperties = start.some(({ type }) => type === 'anchor' || type === 'tag');
    return value === undefined && !hasProperties ? undefined : this.#node(value, start, offset);
  }

  /** The offset in the original text. */
  #place(offset: number): number {
    if (this.#edits.length === 0) return offset;
    let low = 0;
    let high = this.#edits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#edits[middle]?.at ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    const edit = this.#edits[low - 1];
    if (edit === undefined) return offset;
    const behind = offset - edit.at - edit.insert.length;
    return behind < 0 ? edit.offset : edit.offset + edit.remove + behind;
  }

  /** A node and the properties among the tokens before it; `at` is where an absent one would stand. */
  #node(token: CST.Token | null | undefined, before: readonly CST.SourceToken[], at: number): Written {
    let anchor: string | undefined;
    let tag: string | undefined;
    let from: number | undefined;
    for (const { type, offset, source } of before) {
      if (type !== 'anchor' && type !== 'tag') continue;
      const place = this.#place(offset);
      from ??= place;
      if (type === 'anchor') anchor = source.slice(1);
      else tag = this.#checked.tags.get(place);
    }
    const node = this.#bare(token, this.#place(from === undefined ? at : endOfProperties(before, at)));
    return from === undefined ? node : { ...node, from, anchor, tag };
  }

  #bare(token: CST.Token | null | undefined, at: number): Written {
    switch (token?.type) {
      case 'alias':
      case 'scalar':
      case 'single-quoted-scalar':
      case 'double-quoted-scalar':
        return this.#flowScalar(token);
      case 'block-scalar': {
        const start = this.#place(token.offset);
        const { value, end } = blockText(this.#text, start, this.#checked.indents.get(start) ?? 0);
        return { kind: 'scalar', text: value, plain: false, start, from: start, end };
      }
      case 'block-map':
      case 'block-seq':
      case 'flow-collection':
        return this.#collection(token);
      default:
        return { kind: 'scalar', text: '', plain: true, start: at, from: at, end: at };
    }
  }

  #collection(token: CST.BlockMap | CST.BlockSequence | CST.FlowCollection): Written {
    const items = this.#depth < MAX_READ_DEPTH ? token.items : [];
    this.#depth++;
    const start = this.#place(token.offset);
    const read =
      token.type === 'block-map'
        ? this.#map(items, start)
        : token.type === 'block-seq'
          ? this.#list(items, start)
          : this.#flowCollection(token, items);
    this.#depth--;
    return read;
  }

  #flowScalar({ type, offset, source }: CST.FlowScalar): Written {
    const start = this.#place(offset);
    const end = this.#place(offset + source.length);
    const text = this.#text.slice(start, end);
    const place = { start, end, from: start };
    if (type === 'alias') return { kind: 'alias', name: text.slice(1), ...place };
    // Quotation marks may be there by an edit only.
    const plain = type === 'scalar' || (!text.startsWith("'") && !text.startsWith('"'));
    if (plain) return { kind: 'scalar', text: plainText(text), plain, ...place };
    const read = text.startsWith('"') ? doubleQuotedText : singleQuotedText;
    return { kind: 'scalar', text: read(text), plain, ...place };
  }

  #list(items: readonly Item[], start: number): WrittenList {
    const nodes: Written[] = [];
    for (const item of items) {
      const indicator = item.start.find(({ type }) => type === 'seq-item-ind');
      if (indicator !== undefined) nodes.push(this.#node(item.value, item.start, indicator.offset + 1));
    }
    return { kind: 'list', items: nodes, start, from: start, end: endOf(nodes, start + 1) };
  }

  #map(items: readonly Item[], start: number): WrittenMap {
    const pairs = items.filter(isPair).map((item) => this.#pair(item));
    const first = pairs[0]?.key.from ?? start;
    const last = pairs[pairs.length - 1];
    const end = last === undefined ? start : Math.max(last.key.end, last.value.end);
    return { kind: 'map', pairs, start: Math.min(start, first), from: Math.min(start, first), end };
  }

  #pair({ start, key, sep = [], value }: Item): { key: Written; value: Written } {
    const colon = sep.find(({ type }) => type === 'map-value-ind');
    const keyAt = start.find(({ type }) => type === 'explicit-key-ind');
    const keyNode = this.#node(key, start, keyAt === undefined ? (colon?.offset ?? 0) : keyAt.offset + 1);
    if (colon !== undefined) return { key: keyNode, value: this.#node(value, sep, colon.offset + 1) };
    // Go counts a value that is not there at the next token.
    const from = nextToken(this.#text, keyNode.end);
    return { key: keyNode, value: { ...this.#bare(undefined, keyNode.end), from } };
  }

  #flowCollection({ start, end }: CST.FlowCollection, items: readonly Item[]): Written {
    const from = this.#place(start.offset);
    const closing = end[0];
    const place = { start: from, from, end: closing === undefined ? from + 1 : this.#place(closing.offset) + 1 };
    if (start.type === 'flow-map-start') {
      return { kind: 'map', pairs: items.flatMap(flowItems).map((item) => this.#pair(item)), ...place };
    }
    const nodes: Written[] = [];
    for (const item of items.flatMap(flowItems)) {
      const { start: before, key, sep, value } = item;
      if (isExplicit(item) || sep?.some(({ type }) => type === 'map-value-ind')) nodes.push(this.#singlePair(item));
      else nodes.push(this.#node(value ?? key, before, from));
    }
    return { kind: 'list', items: nodes, ...place };
  }

  #singlePair(item: Item): WrittenMap {
    const pair = this.#pair(item);
    const { from } = pair.key;
    return { kind: 'map', pairs: [pair], start: from, from, end: Math.max(pair.key.end, pair.value.end) };
  }
}

function isExplicit({ start }: Item): boolean {
  return start.some(({ type }) => type === 'explicit-key-ind');
}

/** The items that a comma separates: `yaml` keeps an empty one with a tag or an anchor in front of the next. */
function flowItems(item: Item): readonly Item[] {
  const comma = item.start.findLastIndex(({ type }) => type === 'comma');
  if (comma <= 0) return isPair(item) ? [item] : [];
  const before = flowItems({ start: item.start.slice(0, comma) });
  return [...before, ...flowItems({ ...item, start: item.start.slice(comma + 1) })];
}

/** Whether an item is more than the white space and comments behind the last one. */
function isPair(item: Item): boolean {
  if (item.key != null || item.value !== undefined || (item.sep?.length ?? 0) > 0) return true;
  return item.start.some(({ type }) => type === 'explicit-key-ind' || type === 'anchor' || type === 'tag');
}

const BETWEEN_TOKENS = /(?:[ \t\n\r\x85\u2028\u2029]|#.*)*/y;

function nextToken(text: string, from: number): number {
  BETWEEN_TOKENS.lastIndex = from;
  return from + (BETWEEN_TOKENS.exec(text)?.[0].length ?? 0);
}

function endOf(nodes: readonly Written[], otherwise: number): number {
  return nodes[nodes.length - 1]?.end ?? otherwise;
}

/** Behind the last anchor or tag. */
function endOfProperties(tokens: readonly CST.SourceToken[], otherwise: number): number {
  let end = otherwise;
  for (const { type, offset, source } of tokens) if (type === 'anchor' || type === 'tag') end = offset + source.length;
  return end;
}
