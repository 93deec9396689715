import { entryOf, type Entry, type MapNode, type Node, type Path } from '../kubernetes/yaml/node.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import type { Style } from './render-value.ts';
import { columnOf, trimEnd } from './line-offsets.ts';

/** One replacement in a text. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** The object in its text; edits keep comments, order, quotes, indentation and line ends. */
export interface EditedObject {
  readonly text: string;
  readonly root: MapNode;
  /** Paths of keys that are written twice: after a removal there the other one would take effect. */
  readonly duplicates: readonly { readonly path: Path }[];
}

/** The existing nodes from the root along `path`; undefined if an alias or a merge key shares them. */
export function trail(target: EditedObject, path: Path): Node[] | undefined {
  const nodes: Node[] = [target.root];
  let node: Node = target.root;
  for (const step of path) {
    const entry: Entry | undefined = node.kind === 'map' && typeof step === 'string' ? entryOf(node, step) : undefined;
    const next: Node | undefined = entry?.value ?? (node.kind === 'list' ? node.items[Number(step)] : undefined);
    const before: Node | undefined = node.kind === 'list' ? node.items[Number(step) - 1] : undefined;
    if (next === undefined) return nodes;
    if (target.text[node.span.start] === '*' || (entry !== undefined && !inside(entry.keySpan, node.span)))
      return undefined;
    const behind = entry?.keySpan.end ?? before?.span.end ?? node.span.start;
    if (isShared(target, behind, next.span.start)) return undefined;
    nodes.push(next);
    node = next;
  }
  return nodes;
}

/** Whether `[start, end)` contains an anchor to which an alias refers. */
export function isShared({ text }: EditedObject, start: number, end: number): boolean {
  const anchors = text.slice(start, end).match(/&[\w-]+/g);
  return anchors?.some((anchor) => aliasesIn(text).has(anchor.slice(1))) === true;
}

let lastAliases: { readonly text: string; readonly names: ReadonlySet<string> } | undefined;

/** What may be the name of an alias; kept for the text that was asked about last. */
function aliasesIn(text: string): ReadonlySet<string> {
  if (lastAliases?.text !== text)
    lastAliases = { text, names: new Set(text.match(/\*[\w-]+/g)?.map((alias) => alias.slice(1))) };
  return lastAliases.names;
}

const doubled = new WeakMap<EditedObject['duplicates'], ReadonlySet<string>>();

/** Whether the key at `path` is written twice. */
export function isDoubled({ duplicates }: EditedObject, path: Path): boolean {
  let paths = doubled.get(duplicates);
  if (paths === undefined)
    doubled.set(duplicates, (paths = new Set(duplicates.map((each) => JSON.stringify(each.path)))));
  return paths.has(JSON.stringify(path));
}

export function inside(inner: Span, outer: Span): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

export function styleOf(target: EditedObject, map: Node): Style {
  if (target.text[target.root.span.start] === '{' && isJson(target)) return 'json';
  return target.text[map.span.start] === '{' ? 'flow' : 'block';
}

// A document in braces whose first key is in double quotes is treated as JSON and kept as JSON.
function isJson({ text, root }: EditedObject): boolean {
  const first = root.entries[0];
  return first === undefined || text[first.keySpan.start] === '"';
}

/** The indentation of one level as used nearby, otherwise 2. */
export function stepOf(target: EditedObject, nodes: readonly Node[]): number {
  const columns = [...nodes, ...target.root.entries.map((entry) => entry.value)]
    .filter((node): node is MapNode => node.kind === 'map' && target.text[node.span.start] !== '{')
    .map((node) => columnOf(target.text, node.entries[0]?.keySpan.start ?? node.span.start));
  const root = columnOf(target.text, target.root.span.start);
  const steps = columns.map((column) => column - root).filter((step) => step > 0 && step <= 8);
  return steps.length === 0 ? 2 : Math.min(...steps);
}

export function endOf(text: string, entry: Entry): number {
  return Math.max(entry.keySpan.end, trimEnd(text, entry.value.span.start, entry.value.span.end));
}

export function at(offset: number): Span {
  return { start: offset, end: offset };
}
