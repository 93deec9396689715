/** All nodes that a path with patterns leads to. Source: kyaml yaml/match.go (PathMatcher). */
import { spendText } from '../limits/budget.ts';
import { addAll } from '../kubernetes/go/lists.ts';
import { compile } from '../kubernetes/go/regexp.ts';
import { atoi, expectKind, isListIndex, kindBefore, matchField, setField, splitIndex } from './yaml/fns.ts';
import { emitNode } from './yaml/emit.ts';
import { YNode, field, scalar, type Kind, type Place } from './yaml/node.ts';
import { parseNode } from './yaml/parse.ts';

/** What to make where the path leads nowhere. */
export interface Making {
  readonly kind: Kind;
  readonly place: Place | undefined;
}

/** The nodes at `path`; undefined where a field is missing. Throws Error and KindError. */
export function matchPath(node: YNode, path: readonly string[], making?: Making): YNode[] | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return [node];
  const index = atoi(step);
  if (index !== undefined && index >= 0) return matchIndex(node, index, rest, making);
  if (isListIndex(step)) return matchItems(node, step, rest, making);
  if (step === '*') return collect(itemsOf(node), (item) => matchPath(item, rest, making));
  return matchStep(node, step, rest, making);
}

function itemsOf(node: YNode): readonly YNode[] {
  expectKind(node, 'list');
  return node.content;
}

function collect(items: readonly YNode[], find: (item: YNode) => readonly YNode[] | undefined): YNode[] | undefined {
  let found: YNode[] | undefined;
  for (const item of items) {
    const more = find(item);
    if (more !== undefined) addAll((found ??= []), more);
  }
  return found;
}

function matchStep(
  node: YNode,
  step: string,
  rest: readonly string[],
  making: Making | undefined,
): YNode[] | undefined {
  let found = matchField(node, step);
  if (found === undefined) {
    if (making === undefined) return undefined;
    found = new YNode(kindBefore(rest[0], making.kind), { place: making.place });
    setField(node, step, found);
  }
  if (found.kind !== 'scalar' || rest.length === 0) return matchPath(found, rest, making);
  // What is inside a text is found, but the text does not change.
  spendText(found.value.length);
  const parsed = parseNode(found.value)?.content[0] ?? new YNode('none');
  return matchPath(parsed, rest, making);
}

function matchIndex(
  node: YNode,
  index: number,
  rest: readonly string[],
  making: Making | undefined,
): YNode[] | undefined {
  let items = itemsOf(node);
  if (items.length === index && making !== undefined) {
    node.content = items = [...items, new YNode(kindBefore(rest[0], making.kind), { place: making.place })];
  }
  const item = items[index];
  if (item === undefined)
    throw new Error(`index ${String(index)} specified but only ${String(items.length)} elements found`);
  return matchPath(item, rest, making);
}

function matchItems(
  node: YNode,
  step: string,
  rest: readonly string[],
  making: Making | undefined,
): YNode[] | undefined {
  const [name, pattern] = splitIndex(step);
  const regex = compile(pattern);
  const isMatch = (value: YNode): boolean => regex.test(emitNode(value).trim());
  const find = (): YNode[] | undefined => {
    const found = collect(itemsOf(node), (item) => {
      if (name === '') return isMatch(item) ? [item] : undefined;
      const value = field(item, name);
      return value !== undefined && isMatch(value) ? matchPath(item, rest, making) : undefined;
    });
    return found?.length === 0 ? undefined : found;
  };
  const found = find();
  if (found !== undefined || making === undefined) return found;
  const value = scalar(pattern, making.place);
  const item =
    name === '' ? value : new YNode('map', { content: [scalar(name, making.place), value], place: making.place });
  node.content = [...node.content, item];
  return find();
}
