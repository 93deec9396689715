/**
 * Dumps of whole clusters are lists of 50 MB and more, of which a handful of items matter. Items that kubectl printed
 * can be distinguished by their lines, and be read one by one.
 */
import type { MapNode, Path } from '../kubernetes/yaml/node.ts';
import { parseDocument, type ParsedDocument } from '../kubernetes/yaml/parse.ts';
import type { DocumentSlice } from '../kubernetes/yaml/split.ts';

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

/** An item, read as if it were a document of its own. */
export interface ReadItem {
  readonly prefix: Path;
  readonly root: MapNode;
  readonly parsed: ParsedDocument;
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
  if (slice.end - slice.start < LARGE || slice.format === 'json' || slice.badSeparator !== undefined) return undefined;
  const layout = layoutOf(text.slice(slice.start, slice.end));
  return layout?.starts.flatMap((begin, index) => {
    const start = slice.start + begin;
    const end = slice.start + (layout.starts[index + 1] ?? layout.end);
    return wants(summaryOf(text.slice(start, end), layout.indentation)) ? [{ index, start, end }] : [];
  });
}

/** The same, read. */
export function readLargeList(
  text: string,
  slice: DocumentSlice,
  wants: (item: ItemSummary) => boolean,
): readonly ReadItem[] | undefined {
  const slices = largeListItems(text, slice, wants);
  if (slices === undefined) return undefined;
  const items: ReadItem[] = [];
  for (const item of slices) {
    const read = readItem(text, slice.start, item);
    if (read === undefined) return undefined;
    items.push(read);
  }
  return items;
}

interface Layout {
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
  return { indentation, starts, end };
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
function readItem(text: string, from: number, { index, start, end }: ItemSlice): ReadItem | undefined {
  const parsed = parseDocument(text, { start, end, format: 'yaml' });
  const root = parsed.root?.kind === 'list' && parsed.root.items.length === 1 ? parsed.root.items[0] : undefined;
  if (parsed.fault !== undefined || root?.kind !== 'map') return undefined;
  const lines = parsed.duplicates.length === 0 ? 0 : text.slice(from, start).split('\n').length - 1;
  const duplicates = parsed.duplicates.map((duplicate) => ({
    ...duplicate,
    path: duplicate.path.slice(1),
    line: duplicate.line + lines,
  }));
  return { prefix: ['items', index], root, parsed: { ...parsed, root, duplicates } };
}
