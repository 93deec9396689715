import { entryOf, type Entry, type MapNode, type Node, type Path } from '../kubernetes/yaml/node.ts';
import type { Value } from '../rule/rule.ts';
import { renderBlock, renderInline, renderKey, renderScalar, type Style } from './render-value.ts';
import { at, endOf, inside, stepOf, styleOf, type EditedObject, type TextEdit } from './text-edit.ts';
import { columnOf, lineEnd, lineStart, newlineOf, startsLine } from './line-offsets.ts';

/** What is inserted: a value to print, or the lines of an entry that is written elsewhere. */
export type Payload =
  { readonly value: Value } | { readonly lines: readonly string[]; readonly inline: string | undefined };

/** Writes a payload at `at`; `nodes` are the existing nodes of its path. */
export function insertPayload(
  target: EditedObject,
  at: Path,
  nodes: readonly Node[],
  payload: Payload,
): TextEdit[] | undefined {
  const depth = nodes.findLastIndex((node) => node.kind === 'map');
  const map = nodes[depth];
  const steps = at.slice(depth);
  if (map?.kind !== 'map' || !steps.every((step) => typeof step === 'string')) return undefined;
  // In a map with merge keys the last written entry is unknown.
  if (!map.entries.every((entry) => inside(entry.keySpan, map.span))) return undefined;
  const [first = '', ...rest] = steps;
  const style = styleOf(target, map);
  const standing = entryOf(map, first);
  if (style !== 'block') {
    const text = inline(steps, payload, style);
    return standing === undefined && text !== undefined ? insertFlow(target, map, text) : undefined;
  }
  const step = stepOf(target, nodes);
  const indent = columnOf(target.text, map.entries[0]?.keySpan.start ?? 0);
  if (standing === undefined) return insertBlock(target, map, indent, block(steps, payload, step), first);
  return rest.length === 0
    ? fill(target, standing, payload)
    : below(target, standing, indent, block(rest, payload, step), step);
}

export function inline(steps: readonly string[], payload: Payload, style: Style): string | undefined {
  const [first = '', ...rest] = steps;
  if (rest.length > 0) {
    const below = inline(rest, payload, style);
    return below === undefined ? undefined : `${renderKey(first, style)}: { ${below} }`;
  }
  if ('inline' in payload) return payload.inline;
  return `${renderKey(first, style)}: ${renderInline(payload.value, style)}`;
}

export function block(steps: readonly string[], payload: Payload, step: number): string[] {
  const [first = '', ...rest] = steps;
  if (rest.length > 0) {
    return [`${renderKey(first, 'block')}:`, ...block(rest, payload, step).map((line) => indented(line, step))];
  }
  return 'lines' in payload ? [...payload.lines] : renderBlock(first, payload.value, step);
}

export function indented(line: string, step: number): string {
  return line === '' ? '' : ' '.repeat(step) + line;
}

// A flow map grows after its last entry, on a new line if that entry is on a line of its own.
function insertFlow({ text }: EditedObject, map: MapNode, added: string): TextEdit[] {
  const last = map.entries[map.entries.length - 1];
  if (last === undefined) return [{ span: map.span, newText: `{ ${added} }` }];
  const { start } = last.keySpan;
  const { end } = last.value.span;
  const alone = startsLine(text, start) && /^\s*(?:,\s*)?$/.test(text.slice(end, lineEnd(text, end)));
  const gap = alone ? newlineOf(text) + text.slice(lineStart(text, start), start) : ' ';
  return [{ span: at(end), newText: `,${gap}${added}` }];
}

// After the last entry, except for the API version and for entries beside a template.
function insertBlock(
  target: EditedObject,
  map: MapNode,
  indent: number,
  lines: readonly string[],
  key: string,
): TextEdit[] | undefined {
  const { text } = target;
  const newline = newlineOf(text);
  const place = placeBefore(text, map, indent, key);
  if (place !== undefined)
    return [{ span: at(place), newText: lines.map((line) => indented(line, indent) + newline).join('') }];
  const last = map.entries[map.entries.length - 1];
  const end = last === undefined ? map.span.end : endOf(text, last);
  // Blank lines below `|+` are part of the text: an insertion after them would cut them off.
  if (last !== undefined && /: [|>]\d?\+/.test(text.slice(last.keySpan.start, end))) return undefined;
  return [{ span: at(lineEnd(text, end)), newText: lines.map((line) => newline + indented(line, indent)).join('') }];
}

// apiVersion comes first, and the template comes last because it is long.
function placeBefore(text: string, map: MapNode, indent: number, key: string): number | undefined {
  const next = key === 'template' ? undefined : entryOf(map, key === 'apiVersion' ? 'kind' : 'template');
  if (next === undefined || !startsLine(text, next.keySpan.start)) return undefined;
  const start = lineStart(text, next.keySpan.start);
  return key === 'apiVersion' ? start : aboveComments(text, start, indent);
}

// Comments directly above a key belong to it.
function aboveComments(text: string, start: number, indent: number): number {
  let place = start;
  for (;;) {
    const previous = lineStart(text, place - 1);
    const line = text.slice(previous, place);
    if (place === 0 || !line.startsWith(`${' '.repeat(indent)}#`)) return place;
    place = previous;
  }
}

// `key:` without a value, or with an explicit null, gets a value.
function fill(target: EditedObject, entry: Entry, payload: Payload): TextEdit[] | undefined {
  if (!('value' in payload) || entry.value.kind !== 'null') return undefined;
  if (typeof payload.value === 'object' && payload.value !== null) return undefined;
  const empty = entry.value.span.start === entry.value.span.end;
  const text = renderScalar(payload.value, 'block');
  if (!empty) return [{ span: entry.value.span, newText: text }];
  const colon = target.text.indexOf(':', entry.keySpan.end);
  return [{ span: at(colon + 1), newText: ` ${text}` }];
}

function below(
  target: EditedObject,
  entry: Entry,
  indent: number,
  lines: readonly string[],
  step: number,
): TextEdit[] | undefined {
  if (entry.value.kind !== 'null') return undefined;
  const newline = newlineOf(target.text);
  const newText = lines.map((line) => newline + indented(line, indent + step)).join('');
  if (entry.value.span.start < entry.value.span.end) {
    const before = target.text.slice(0, entry.value.span.start).trimEnd().length;
    return [{ span: { start: before, end: entry.value.span.end }, newText }];
  }
  return [{ span: at(lineEnd(target.text, entry.keySpan.end)), newText }];
}
