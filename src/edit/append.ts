import type { Path } from '../kubernetes/yaml/node.ts';
import type { Value } from '../rule/rule.ts';
import { renderBlock, renderInline } from './render-value.ts';
import { at, stepOf, styleOf, trail, type EditedObject, type TextEdit } from './text-edit.ts';
import { lineEnd, lineStart, newlineOf, trimEnd } from './line-offsets.ts';

/** The mark before the first key of an item. */
const DASH = /^ *-(?: +)$/;

/** Adds an item behind the last one of the list at `path`, as that one is written. */
export function append(target: EditedObject, path: Path, value: Value): TextEdit[] | undefined {
  const nodes = trail(target, path);
  const list = nodes?.[path.length];
  if (nodes === undefined || list?.kind !== 'list') return undefined;
  const last = list.items.at(-1);
  if (last === undefined) return undefined;
  const { text } = target;
  const end = trimEnd(text, last.span.start, last.span.end);
  const style = styleOf(target, target.root);
  if (text[list.span.start] === '[') {
    return [{ span: at(end), newText: `, ${renderInline(value, style === 'json' ? 'json' : 'flow')}` }];
  }
  const dash = text.slice(lineStart(text, last.span.start), last.span.start);
  if (!DASH.test(dash)) return undefined;
  const isInline = last.kind !== 'map' || text[last.span.start] === '{' || typeof value !== 'object' || value === null;
  const lines =
    isInline || Array.isArray(value)
      ? [renderInline(value, 'flow')]
      : Object.entries(value).flatMap(([key, item]) => renderBlock(key, item, stepOf(target, nodes)));
  const indent = ' '.repeat(dash.length);
  const newText = lines.map((line, index) => newlineOf(text) + (index === 0 ? dash : indent) + line).join('');
  return [{ span: at(lineEnd(text, end)), newText }];
}
