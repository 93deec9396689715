/**
 * Dumps of whole clusters are lists of 50 MB and more, of which a handful of items matter. Items that kubectl printed
 * can be distinguished by their lines, and be read one by one.
 */
import type { Entry, MapNode, Node, Path } from '../kubernetes/yaml/node.ts';
import { parseDocument, type ParsedDocument } from '../kubernetes/yaml/parse.ts';
import type { DocumentSlice } from '../kubernetes/yaml/split.ts';
import type { DuplicateKey } from '../kubernetes/yaml/document-result.ts';
import { addAll } from '../kubernetes/go/lists.ts';

/** Smaller documents are parsed as a whole. */
const LARGE = 1 << 20;
const LIST = /^kind: List\r?$/m;
/** What begins at the margin and is neither a key that kubectl prints beside the items nor a separator or comment. */
const OTHER_KEY = /^(?!(?:apiVersion|kind|metadata):|---|\.\.\.|#)\S/m;
const ITEMS = /^items:[ \t]*\r?\n( *)- /m;

/** What an item's lines say of it; undefined where they do not say it plainly. */
export interface ItemSummary {
  readonly kind: string | undefined;
  readonly namespace: string | undefined;
}

/** An item's text, with the dash before it. */
export interface ItemSlice {
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/** The items that `wants`, of a large list in kubectl's layout; undefined when the document has to be read as a whole. */
export function largeListItems(
  text: string,
  slice: DocumentSlice,
  wants: (item: ItemSummary) => boolean,
): readonly ItemSlice[] | undefined {
  if (!isLarge(slice)) return undefined;
  const layout = layoutOf(text.slice(slice.start, slice.end));
  if (layout === undefined) return undefined;
  return slicesOf(layout, slice.start).filter(({ start, end }) =>
    wants(summaryOf(text.slice(start, end), layout.indentation)),
  );
}

/** Such a document, in which the other items are nothing. */
export function parseLargeList(
  text: string,
  slice: DocumentSlice,
  wants: (item: ItemSummary, text: string) => boolean,
): ParsedDocument | undefined {
  if (!isLarge(slice)) return undefined;
  const layout = layoutOf(text.slice(slice.start, slice.end));
  if (layout === undefined) return undefined;
  const [key, end] = [slice.start + layout.key, slice.start + layout.end];
  const around = [
    parseDocument(text, { start: slice.start, end: key, format: 'yaml' }),
    parseDocument(text, { start: end, end: slice.end, format: 'yaml' }),
  ];
  const beside = around.flatMap(({ root }): readonly Entry[] => (root?.kind === 'map' ? root.entries : []));
  const isOdd = around.some(({ fault, duplicates }) => fault !== undefined || duplicates.length > 0);
  if (isOdd || new Set(beside.map((entry) => entry.key)).size < beside.length) return undefined;
  const items: Node[] = [];
  const duplicates: DuplicateKey[] = [];
  for (const item of slicesOf(layout, slice.start)) {
    const written = text.slice(item.start, item.end);
    if (!wants(summaryOf(written, layout.indentation), written)) {
      items.push({ kind: 'null', span: { start: item.start, end: item.end } });
      continue;
    }
    const read = readItem(text, slice.start, item);
    if (read === undefined) return undefined;
    items.push(read.root);
    addAll(duplicates, read.duplicates);
  }
  const list = { kind: 'list', items, span: { start: key, end } } as const;
  const keySpan = { start: key, end: key + 'items'.length };
  const entries = [...beside, { key: 'items', keySpan, value: list }];
  return { root: { kind: 'map', entries, span: { start: slice.start, end: slice.end } }, duplicates, format: 'yaml' };
}

function isLarge({ start, end, format, badSeparator }: DocumentSlice): boolean {
  return end - start >= LARGE && format !== 'json' && badSeparator === undefined;
}

function slicesOf({ starts, end }: Layout, from: number): ItemSlice[] {
  return starts.map((start, index) => ({ index, start: from + start, end: from + (starts[index + 1] ?? end) }));
}

interface Layout {
  /** Where the key of the items is. */
  readonly key: number;
  readonly indentation: string;
  readonly starts: readonly number[];
  readonly end: number;
}

function layoutOf(text: string): Layout | undefined {
  const begin = ITEMS.exec(text);
  if (begin === null || !LIST.test(text)) return undefined;
  const [head, indentation = ''] = begin;
  const first = begin.index + head.length - indentation.length - '- '.length;
  // The list ends before the first line that is indented less than what is in it, and begins no item.
  const outside = new RegExp(`^ {0,${indentation.length}}[^\\s-]`, 'gm');
  outside.lastIndex = first;
  const end = outside.exec(text)?.index ?? text.length;
  // A second key beside the items, or one that is misspelt, is found only in the whole.
  if (OTHER_KEY.test(text.slice(0, begin.index)) || OTHER_KEY.test(text.slice(end))) return undefined;
  const item = new RegExp(`^${indentation}-( [A-Za-z]+:)?`, 'gm');
  item.lastIndex = first;
  const starts: number[] = [];
  for (let match = item.exec(text); match !== null && match.index < end; match = item.exec(text)) {
    if (match[1] === undefined) return undefined;
    starts.push(match.index);
  }
  return { key: begin.index, indentation, starts, end };
}

function summaryOf(item: string, indentation: string): ItemSummary {
  const only = (line: string): string | undefined => {
    const found = [...item.matchAll(new RegExp(`^${indentation}${line}: *(.*?)\\r?$`, 'gm'))];
    const word = found[0]?.[1] ?? '';
    return found.length === 1 && /^[A-Za-z][\w.-]*$/.test(word) ? word : undefined;
  };
  return { kind: only('(?:- |  )kind'), namespace: only('    namespace') };
}

// A list of one item, whose places are those of the whole text; what the server counts are lines of the document.
function readItem(
  text: string,
  from: number,
  { index, start, end }: ItemSlice,
): { readonly root: MapNode; readonly duplicates: readonly DuplicateKey[] } | undefined {
  const parsed = parseDocument(text, { start, end, format: 'yaml' });
  const root = parsed.root?.kind === 'list' && parsed.root.items.length === 1 ? parsed.root.items[0] : undefined;
  if (parsed.fault !== undefined || root?.kind !== 'map') return undefined;
  const lines = parsed.duplicates.length === 0 ? 0 : text.slice(from, start).split('\n').length - 1;
  const duplicates = parsed.duplicates.map((duplicate): DuplicateKey => {
    const path: Path = ['items', index, ...duplicate.path.slice(1)];
    return { ...duplicate, path, line: duplicate.line + lines };
  });
  return { root, duplicates };
}
