import { entryOf, nodeAt, type Entry, type MapNode, type Node, type Path } from '../kubernetes/yaml/node.ts';
import { goalOf, type Change, type Value } from '../rule/rule.ts';
import { append } from './append.ts';
import { block, indented, inline, insertPayload, type Payload } from './insert.ts';
import { remove } from './remove.ts';
import { renderKey, renderScalar } from './render-value.ts';
import { endOf, inside, isDoubled, stepOf, styleOf, trail, type EditedObject, type TextEdit } from './text-edit.ts';
import { BREAK, columnOf, lineEnd, lineStart, newlineOf, trimEnd } from './line-offsets.ts';
import { addAll } from '../kubernetes/go/lists.ts';

export type { EditedObject, TextEdit } from './text-edit.ts';

/** `changes` as replacements in the text, or undefined if they cannot be made without changing more than they name. */
export function editsOf(target: EditedObject, changes: readonly Change[]): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const change of changes) {
    const made = editsOfChange(target, change);
    if (made === undefined) return undefined;
    addAll(edits, made);
  }
  return applyEdits(target.text, edits) === undefined ? undefined : edits;
}

/** The places at which `changes` add a key to an existing map. */
export function addedKeys({ root }: EditedObject, changes: readonly Change[]): Path[] {
  return changes.flatMap((change) => {
    const goal = goalOf(change) ?? [];
    const depth = goal.findIndex((_, index) => nodeAt(root, goal.slice(0, index + 1)) === undefined);
    return depth < 0 ? [] : [goal.slice(0, depth + 1)];
  });
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

/** Edits by position; edits at the same place keep the given order. */
export function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function editsOfChange(target: EditedObject, change: Change): TextEdit[] | undefined {
  switch (change.kind) {
    case 'set':
      return set(target, change.at, change.value);
    case 'remove':
      return remove(target, change.at);
    case 'rename':
      return rename(target, change.at, change.key);
    case 'move':
      return move(target, change.at, change.to);
    case 'append':
      return append(target, change.at, change.value);
  }
}

function set(target: EditedObject, at: Path, value: Value): TextEdit[] | undefined {
  const nodes = trail(target, at);
  if (nodes === undefined) return undefined;
  const node = nodes[at.length];
  if (node === undefined || (node.kind === 'null' && node.span.start === node.span.end)) {
    return insertPayload(target, at, nodes, { value });
  }
  if (node.kind === 'map' || node.kind === 'list' || (typeof value === 'object' && value !== null)) return undefined;
  const written = target.text.slice(node.span.start, node.span.end);
  const parent = nodes[at.length - 1] ?? target.root;
  const quote = /^["']/.exec(written)?.[0] ?? '';
  const newText = renderScalar(value, styleOf(target, parent), typeof value === 'string' ? quote : '');
  const end = /^[|>]/.test(written) ? trimEnd(target.text, node.span.start, node.span.end) : node.span.end;
  return [{ span: { start: node.span.start, end }, newText }];
}

function rename(target: EditedObject, path: Path, key: string): TextEdit[] | undefined {
  const parent = trail(target, path.slice(0, -1))?.[path.length - 1];
  if (parent?.kind !== 'map' || entryOf(parent, key) !== undefined || isDoubled(target, path)) return undefined;
  const entry = entryOf(parent, String(path[path.length - 1]));
  if (entry === undefined || !inside(entry.keySpan, parent.span)) return undefined;
  const quote = /^["']/.exec(target.text.slice(entry.keySpan.start))?.[0] ?? '';
  return [{ span: entry.keySpan, newText: renderKey(key, styleOf(target, parent), quote) }];
}

function move(target: EditedObject, from: Path, to: Path): TextEdit[] | undefined {
  const nodes = trail(target, from);
  const parent = nodes?.[from.length - 1];
  const entry = parent?.kind === 'map' ? entryOf(parent, String(from[from.length - 1])) : undefined;
  const goal = trail(target, to);
  if (nodes === undefined || parent?.kind !== 'map' || entry === undefined || goal === undefined) return undefined;
  if (isDoubled(target, from)) return undefined;
  const payload = payloadOf(target, parent, entry, String(to[to.length - 1]));
  if (payload === undefined) return undefined;
  const down = to.slice(from.length - 1);
  const goesDown = from.slice(0, -1).every((step, index) => step === to[index]) && goal.length === from.length;
  if (goesDown) return deepen(target, nodes, entry, down.map(String), payload);
  const inserted = insertPayload(target, to, goal, payload);
  const removed = remove(target, from);
  return inserted === undefined || removed === undefined ? undefined : [...removed, ...inserted];
}

// A field that only moves deeper in its own map stays in place; its new parents are written around it.
function deepen(
  target: EditedObject,
  nodes: readonly Node[],
  entry: Entry,
  steps: readonly string[],
  payload: Payload,
): TextEdit[] | undefined {
  const { text } = target;
  const { start } = entry.keySpan;
  const end = endOf(text, entry);
  const style = styleOf(target, nodes[nodes.length - 2] ?? target.root);
  if (style !== 'block') {
    const newText = inline(steps, payload, style);
    return newText === undefined ? undefined : [{ span: { start, end }, newText }];
  }
  if (!/^[\s-]*$/.test(text.slice(lineStart(text, start), start))) return undefined;
  const [first = '', ...rest] = block(steps, payload, stepOf(target, nodes));
  const below = rest.map((line) => newlineOf(text) + indented(line, columnOf(text, start)));
  return [{ span: { start, end: lineEnd(text, end) }, newText: first + below.join('') }];
}

/** The entry as it is written, without its indentation, under its new name. */
function payloadOf(target: EditedObject, parent: MapNode, entry: Entry, key: string): Payload | undefined {
  const { text } = target;
  const style = styleOf(target, parent);
  const end = endOf(text, entry);
  const name = renderKey(key, style);
  const rest = text.slice(entry.keySpan.end, style === 'block' ? lineEnd(text, end) : end);
  const indent = columnOf(text, entry.keySpan.start);
  const [first = '', ...more] = rest.split(BREAK);
  if (more.some((line) => line.trim() !== '' && line.slice(0, indent).trim() !== '')) return undefined;
  // Several lines or a comment cannot be put in braces.
  const fits = style !== 'block' || (more.length === 0 && !text.slice(end, lineEnd(text, end)).includes('#'));
  return {
    lines: [name + first, ...more.map((line) => line.slice(indent))],
    inline: fits ? `${name}${rest.trimEnd()}` : undefined,
  };
}
