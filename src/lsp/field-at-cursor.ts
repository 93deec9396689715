import type { Range as EditorRange } from 'vscode-languageserver';
import type { Entry, Node, Path } from '../kubernetes/yaml/node.ts';
import type { Range } from '../report/report.ts';
import type { Span } from '../kubernetes/yaml/span.ts';

/** A field of an object and where the text under the cursor is. */
export interface FieldAtCursor {
  readonly path: Path;
  readonly span: Span;
}

/** The field whose key or scalar value is at `offset`; undefined between fields. */
export function placeAt(root: Node, offset: number): FieldAtCursor | undefined {
  return search(root, [], offset);
}

function search(node: Node, path: Path, offset: number): FieldAtCursor | undefined {
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      const place = within(item.span, offset) ? search(item, [...path, index], offset) : undefined;
      if (place !== undefined) return place;
    }
    return undefined;
  }
  if (node.kind !== 'map') return within(node.span, offset) ? { path, span: node.span } : undefined;
  for (const entry of node.entries) {
    const place = searchEntry(entry, path, offset);
    if (place !== undefined) return place;
  }
  return undefined;
}

function searchEntry({ key, keySpan, value }: Entry, path: Path, offset: number): FieldAtCursor | undefined {
  const at = [...path, key];
  if (within(keySpan, offset)) return { path: at, span: keySpan };
  return within(value.span, offset) ? search(value, at, offset) : undefined;
}

/** Whether a cursor at `offset` touches `span`; both ends count. */
export function within({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** A range as the protocol counts: from 0. */
export function editorRange({ start, end }: Range): EditorRange {
  return {
    start: { line: start.line - 1, character: start.column - 1 },
    end: { line: end.line - 1, character: end.column - 1 },
  };
}
