import { indexOf, type MapNode, type Node, type Path } from '../kubernetes/yaml/node.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import { endOf, isDoubled, isShared, styleOf, trail, type EditedObject, type TextEdit } from './text-edit.ts';
import { breakLength, breakLengthBefore, lineEnd, lineStart, startsLine, trimEnd } from './line-offsets.ts';

/** Removes an entry or an item with its lines, and parents that become empty. */
export function remove(target: EditedObject, path: Path): TextEdit[] | undefined {
  const nodes = trail(target, path);
  if (nodes?.length !== path.length + 1 || path.length === 0 || isDoubled(target, path)) return undefined;
  const [parent, own] = nodes.slice(-2);
  if (own === undefined || isShared(target, own.span.start, own.span.end)) return undefined;
  const only =
    parent?.kind === 'map' ? parent.entries.length === 1 : parent?.kind === 'list' && parent.items.length === 1;
  // An empty map or list would remain: the whole entry is removed, as far up as necessary.
  if (only && path.length > 1) return remove(target, path.slice(0, -1));
  if (parent?.kind === 'map') return removeEntry(target, parent, String(path[path.length - 1]));
  if (parent?.kind !== 'list') return undefined;
  return removeItem(target, parent.items, Number(path[path.length - 1]), target.text[parent.span.start] === '[');
}

function removeEntry(target: EditedObject, map: MapNode, key: string): TextEdit[] | undefined {
  const index = indexOf(map, key);
  const entry = map.entries[index];
  if (entry === undefined) return undefined;
  const { text } = target;
  const end = endOf(text, entry);
  const next = map.entries[index + 1];
  if (styleOf(target, map) !== 'block')
    return cutFlow(
      text,
      { start: entry.keySpan.start, end },
      map.entries[index - 1]?.value.span.end,
      next?.keySpan.start,
    );
  if (startsLine(text, entry.keySpan.start)) return [cutLines(text, entry.keySpan.start, end)];
  if (next === undefined) return undefined;
  // The first key after `- `: the next one moves to its place, or the comment above that one.
  const rest = lineEnd(text, end);
  const comment = text.slice(rest, next.keySpan.start).indexOf('#');
  const from = comment < 0 ? next.keySpan.start : rest + comment;
  return [{ span: { start: entry.keySpan.start, end: from }, newText: '' }];
}

function removeItem(
  target: EditedObject,
  items: readonly Node[],
  index: number,
  flow: boolean,
): TextEdit[] | undefined {
  const item = items[index];
  if (item === undefined) return undefined;
  const { text } = target;
  const end = trimEnd(text, item.span.start, item.span.end);
  if (flow)
    return cutFlow(text, { start: item.span.start, end }, items[index - 1]?.span.end, items[index + 1]?.span.start);
  const dash = text.lastIndexOf('-', item.span.start - 1);
  if (dash < 0 || !startsLine(text, dash) || text.slice(dash + 1, item.span.start).trim() !== '') return undefined;
  return [cutLines(text, dash, end)];
}

// With the comma, but without a comment that belongs to a neighbor.
function cutFlow(text: string, { start, end }: Span, before?: number, next?: number): TextEdit[] | undefined {
  const span = before === undefined ? { start, end: next ?? end } : { start: before, end };
  if (/\s#/.test(text.slice(span.start, start) + text.slice(end, span.end))) return undefined;
  return [{ span, newText: '' }];
}

// Whole lines are removed together with the line end before them, so that a missing final line end stays missing.
function cutLines(text: string, start: number, end: number): TextEdit {
  const first = lineStart(text, start);
  const last = lineEnd(text, end);
  if (first === 0) return { span: { start: 0, end: last + breakLength(text, last) }, newText: '' };
  return { span: { start: first - breakLengthBefore(text, first), end: last }, newText: '' };
}
