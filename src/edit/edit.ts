import { entryOf, type Entry, type MapNode, type Node, type Path } from '../kubernetes/node.ts';
import type { Change, Value } from '../rule.ts';
import type { Span } from '../source.ts';
import { renderBlock, renderInline, renderKey, renderScalar, type Style } from './render.ts';
import { columnOf, lineEnd, lineStart, newlineOf, startsLine, trimEnd } from './text.ts';

/** One replacement in a text. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** The object in its text; edits keep comments, order, quoting, indentation and line ends. */
export interface Target {
  readonly text: string;
  readonly root: MapNode;
}

/** `changes` as replacements in the text, or undefined where they cannot be made without touching more than they name. */
export function editsOf(target: Target, changes: readonly Change[]): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const change of changes) {
    const made = editsOfChange(target, change);
    if (made === undefined) return undefined;
    edits.push(...made);
  }
  return edits;
}

/** `text` with `edits` applied; undefined when two of them overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string | undefined {
  let result = '';
  let done = 0;
  for (const { span, newText } of inOrder(edits)) {
    if (span.start < done) return undefined;
    result += text.slice(done, span.start) + newText;
    done = span.end;
  }
  return result + text.slice(done);
}

/** Edits by position; those of one place stay in the order given. */
export function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function editsOfChange(target: Target, change: Change): TextEdit[] | undefined {
  switch (change.kind) {
    case 'set':
      return set(target, change.at, change.value);
    case 'remove':
      return remove(target, change.at);
    case 'rename':
      return rename(target, change.at, change.key);
    case 'move':
      return move(target, change.at, change.to);
  }
}

/** The nodes from the root to as far as `path` is written; undefined where it leads through an alias or a merge. */
function trail(target: Target, path: Path): Node[] | undefined {
  const nodes: Node[] = [target.root];
  let node: Node = target.root;
  for (const step of path) {
    const entry: Entry | undefined = node.kind === 'map' && typeof step === 'string' ? entryOf(node, step) : undefined;
    const next: Node | undefined = entry?.value ?? (node.kind === 'list' ? node.items[Number(step)] : undefined);
    if (next === undefined) return nodes;
    if (target.text[node.span.start] === '*' || (entry !== undefined && !inside(entry.keySpan, node.span)))
      return undefined;
    nodes.push(next);
    node = next;
  }
  return nodes;
}

function inside(inner: Span, outer: Span): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function styleOf(target: Target, map: Node): Style {
  if (target.text[target.root.span.start] === '{' && isJson(target)) return 'json';
  return target.text[map.span.start] === '{' ? 'flow' : 'block';
}

// A document in braces whose first key stands in double quotes is taken for JSON and kept so.
function isJson({ text, root }: Target): boolean {
  const first = root.entries[0];
  return first === undefined || text[first.keySpan.start] === '"';
}

function set(target: Target, at: Path, value: Value): TextEdit[] | undefined {
  const nodes = trail(target, at);
  if (nodes === undefined) return undefined;
  const node = nodes[at.length];
  if (node === undefined || (node.kind === 'null' && node.span.start === node.span.end)) {
    return insert(target, at, nodes, value);
  }
  if (node.kind === 'map' || node.kind === 'list' || (typeof value === 'object' && value !== null)) return undefined;
  const written = target.text.slice(node.span.start, node.span.end);
  const parent = nodes[at.length - 1] ?? target.root;
  const quote = /^["']/.exec(written)?.[0] ?? '';
  const newText = renderScalar(value, styleOf(target, parent), typeof value === 'string' ? quote : '');
  const end = /^[|>]/.test(written) ? trimEnd(target.text, node.span.start, node.span.end) : node.span.end;
  return [{ span: { start: node.span.start, end }, newText }];
}

/** What is inserted: a value to print, or the lines of an entry that stands elsewhere. */
type Payload = { readonly value: Value } | { readonly lines: readonly string[]; readonly inline: string };

function insert(target: Target, at: Path, nodes: readonly Node[], value: Value): TextEdit[] | undefined {
  return insertPayload(target, at, nodes, { value });
}

function insertPayload(target: Target, at: Path, nodes: readonly Node[], payload: Payload): TextEdit[] | undefined {
  const depth = nodes.findLastIndex((node) => node.kind === 'map');
  const map = nodes[depth];
  const steps = at.slice(depth);
  if (map?.kind !== 'map' || !steps.every((step) => typeof step === 'string')) return undefined;
  const [first = '', ...rest] = steps;
  const style = styleOf(target, map);
  const standing = entryOf(map, first);
  if (style !== 'block')
    return standing === undefined ? insertFlow(target, map, inline(steps, payload, style)) : undefined;
  const step = stepOf(target, nodes);
  const indent = columnOf(target.text, map.entries[0]?.keySpan.start ?? 0);
  if (standing === undefined) return insertBlock(target, map, indent, block(steps, payload, step), first);
  return rest.length === 0
    ? fill(target, standing, payload)
    : below(target, standing, indent, block(rest, payload, step), step);
}

function inline(steps: readonly string[], payload: Payload, style: Style): string {
  const [first = '', ...rest] = steps;
  if (rest.length > 0) return `${renderKey(first, style)}: { ${inline(rest, payload, style)} }`;
  if ('inline' in payload) return payload.inline;
  return `${renderKey(first, style)}: ${renderInline(payload.value, style)}`;
}

function block(steps: readonly string[], payload: Payload, step: number): string[] {
  const [first = '', ...rest] = steps;
  if (rest.length > 0) {
    return [`${renderKey(first, 'block')}:`, ...block(rest, payload, step).map((line) => indented(line, step))];
  }
  return 'lines' in payload ? [...payload.lines] : renderBlock(first, payload.value, step);
}

function indented(line: string, step: number): string {
  return line === '' ? '' : ' '.repeat(step) + line;
}

// Flow maps grow behind their last entry.
function insertFlow(target: Target, map: MapNode, text: string): TextEdit[] {
  const last = map.entries[map.entries.length - 1];
  if (last !== undefined) return [{ span: at(last.value.span.end), newText: `, ${text}` }];
  return [{ span: map.span, newText: `{ ${text} }` }];
}

// Before the template where there is one, because that is long; else behind the last entry.
function insertBlock(target: Target, map: MapNode, indent: number, lines: readonly string[], key: string): TextEdit[] {
  const { text } = target;
  const newline = newlineOf(text);
  const template = key === 'template' ? undefined : entryOf(map, 'template');
  if (template !== undefined && startsLine(text, template.keySpan.start)) {
    const start = aboveComments(text, lineStart(text, template.keySpan.start), indent);
    return [{ span: at(start), newText: lines.map((line) => indented(line, indent) + newline).join('') }];
  }
  const last = map.entries[map.entries.length - 1];
  const end = last === undefined ? map.span.end : endOf(text, last);
  return [{ span: at(lineEnd(text, end)), newText: lines.map((line) => newline + indented(line, indent)).join('') }];
}

// Comments that stand right above a key belong to it.
function aboveComments(text: string, start: number, indent: number): number {
  let place = start;
  for (;;) {
    const previous = lineStart(text, place - 1);
    const line = text.slice(previous, place);
    if (place === 0 || !line.startsWith(`${' '.repeat(indent)}#`)) return place;
    place = previous;
  }
}

// `key:` without a value, or with an explicit null, gets one.
function fill(target: Target, entry: Entry, payload: Payload): TextEdit[] | undefined {
  if (!('value' in payload) || entry.value.kind !== 'null') return undefined;
  if (typeof payload.value === 'object' && payload.value !== null) return undefined;
  const empty = entry.value.span.start === entry.value.span.end;
  const text = renderScalar(payload.value, 'block');
  if (!empty) return [{ span: entry.value.span, newText: text }];
  const colon = target.text.indexOf(':', entry.keySpan.end);
  return [{ span: at(colon + 1), newText: ` ${text}` }];
}

function below(
  target: Target,
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

/** The indentation of one level as the neighbourhood has it, else 2. */
function stepOf(target: Target, nodes: readonly Node[]): number {
  const columns = [...nodes, ...target.root.entries.map((entry) => entry.value)]
    .filter((node): node is MapNode => node.kind === 'map' && target.text[node.span.start] !== '{')
    .map((node) => columnOf(target.text, node.entries[0]?.keySpan.start ?? node.span.start));
  const root = columnOf(target.text, target.root.span.start);
  const steps = columns.map((column) => column - root).filter((step) => step > 0 && step <= 8);
  return steps.length === 0 ? 2 : Math.min(...steps);
}

function endOf(text: string, entry: Entry): number {
  return Math.max(entry.keySpan.end, trimEnd(text, entry.value.span.start, entry.value.span.end));
}

function at(offset: number): Span {
  return { start: offset, end: offset };
}

function remove(target: Target, path: Path): TextEdit[] | undefined {
  const nodes = trail(target, path);
  if (nodes?.length !== path.length + 1 || path.length === 0) return undefined;
  const parent = nodes[path.length - 1];
  const only =
    parent?.kind === 'map' ? parent.entries.length === 1 : parent?.kind === 'list' && parent.items.length === 1;
  // An empty map or list would be left: the whole entry goes, as far up as that holds.
  if (only && path.length > 1) return remove(target, path.slice(0, -1));
  if (parent?.kind === 'map') return removeEntry(target, parent, String(path[path.length - 1]));
  if (parent?.kind !== 'list') return undefined;
  return removeItem(target, parent.items, Number(path[path.length - 1]), target.text[parent.span.start] === '[');
}

function removeEntry(target: Target, map: MapNode, key: string): TextEdit[] | undefined {
  const index = map.entries.findIndex((entry) => entry.key === key);
  const entry = map.entries[index];
  if (entry === undefined) return undefined;
  const { text } = target;
  const end = endOf(text, entry);
  const next = map.entries[index + 1];
  if (styleOf(target, map) !== 'block')
    return [cutFlow(entry.keySpan.start, end, map.entries[index - 1]?.value.span.end, next?.keySpan.start)];
  if (startsLine(text, entry.keySpan.start)) return [cutLines(text, entry.keySpan.start, end)];
  // The first key behind `- `: the next one takes its place.
  return next === undefined
    ? undefined
    : [{ span: { start: entry.keySpan.start, end: next.keySpan.start }, newText: '' }];
}

function removeItem(target: Target, items: readonly Node[], index: number, flow: boolean): TextEdit[] | undefined {
  const item = items[index];
  if (item === undefined) return undefined;
  const { text } = target;
  const end = trimEnd(text, item.span.start, item.span.end);
  if (flow) return [cutFlow(item.span.start, end, items[index - 1]?.span.end, items[index + 1]?.span.start)];
  const dash = text.lastIndexOf('-', item.span.start - 1);
  if (dash < 0 || !startsLine(text, dash) || text.slice(dash + 1, item.span.start).trim() !== '') return undefined;
  return [cutLines(text, dash, end)];
}

function cutFlow(start: number, end: number, before: number | undefined, next: number | undefined): TextEdit {
  if (before !== undefined) return { span: { start: before, end }, newText: '' };
  return { span: { start, end: next ?? end }, newText: '' };
}

// Whole lines go together with the line end before them, so that a missing final one stays missing.
function cutLines(text: string, start: number, end: number): TextEdit {
  const first = lineStart(text, start);
  const last = lineEnd(text, end);
  if (first === 0) {
    const newline = text.startsWith('\r\n', last) ? 2 : text[last] === '\n' ? 1 : 0;
    return { span: { start: 0, end: last + newline }, newText: '' };
  }
  const before = text[first - 2] === '\r' ? first - 2 : first - 1;
  return { span: { start: before, end: last }, newText: '' };
}

function rename(target: Target, path: Path, key: string): TextEdit[] | undefined {
  const nodes = trail(target, path);
  const parent = nodes?.[path.length - 1];
  const entry = parent?.kind === 'map' ? entryOf(parent, String(path[path.length - 1])) : undefined;
  if (
    nodes === undefined ||
    parent === undefined ||
    entry === undefined ||
    entryOf(parent as MapNode, key) !== undefined
  )
    return undefined;
  const quote = /^["']/.exec(target.text.slice(entry.keySpan.start))?.[0] ?? '';
  return [{ span: entry.keySpan, newText: renderKey(key, styleOf(target, parent), quote) }];
}

function move(target: Target, from: Path, to: Path): TextEdit[] | undefined {
  const nodes = trail(target, from);
  const parent = nodes?.[from.length - 1];
  const entry = parent?.kind === 'map' ? entryOf(parent, String(from[from.length - 1])) : undefined;
  const goal = trail(target, to);
  if (nodes === undefined || parent?.kind !== 'map' || entry === undefined || goal === undefined) return undefined;
  const payload = payloadOf(target, parent, entry, String(to[to.length - 1]));
  if (payload === undefined) return undefined;
  const down = to.slice(from.length - 1);
  const goesDown = from.slice(0, -1).every((step, index) => step === to[index]) && goal.length === from.length;
  if (goesDown && styleOf(target, parent) === 'block' && startsLine(target.text, entry.keySpan.start)) {
    return [replaceInPlace(target, nodes, entry, block(down.map(String), payload, stepOf(target, nodes)))];
  }
  const inserted = insertPayload(target, to, goal, payload);
  const removed = remove(target, from);
  return inserted === undefined || removed === undefined ? undefined : [...removed, ...inserted];
}

// A field that only goes deeper in its own map stays where it is, with its new parents above it.
function replaceInPlace(target: Target, _nodes: readonly Node[], entry: Entry, lines: readonly string[]): TextEdit {
  const { text } = target;
  const indent = columnOf(text, entry.keySpan.start);
  const [first = '', ...rest] = lines;
  const newline = newlineOf(text);
  const newText = first + rest.map((line) => newline + indented(line, indent)).join('');
  return { span: { start: entry.keySpan.start, end: lineEnd(text, endOf(text, entry)) }, newText };
}

/** The entry as it is written, without its indentation, under the name it gets. */
function payloadOf(target: Target, parent: MapNode, entry: Entry, key: string): Payload | undefined {
  const { text } = target;
  const style = styleOf(target, parent);
  const end = endOf(text, entry);
  const name = renderKey(key, style);
  const rest = text.slice(entry.keySpan.end, style === 'block' ? lineEnd(text, end) : end);
  const inlineText = `${name}${rest.trimEnd()}`;
  const indent = columnOf(text, entry.keySpan.start);
  const [first = '', ...more] = rest.split(/\r?\n/);
  if (more.some((line) => line.trim() !== '' && line.slice(0, indent).trim() !== '')) return undefined;
  const multiline = more.length > 0 && style === 'block';
  return {
    lines: [name + first, ...more.map((line) => line.slice(indent))],
    inline: multiline ? '' : inlineText,
  };
}
