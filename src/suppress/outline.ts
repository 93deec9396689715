/** What the lines of a text hold, by their indentation. */
import type { Line } from './comments.ts';

/** For each line of a text, as numbers of lines. */
export interface Outline {
  /** The first one behind it that is not in the entry or item that it begins. */
  readonly ends: readonly number[];
  /** Itself or the next one that says something. */
  readonly contents: readonly number[];
  /** The first one of its document that says something. */
  readonly firsts: readonly number[];
  /** The marker that ends its document. */
  readonly documentEnds: readonly number[];
}

/** Reads all lines once in each direction; what is not there is the number of lines. */
export function outlineOf(lines: readonly Line[]): Outline {
  const none = (): number[] => lines.map(() => lines.length);
  const [ends, contents, firsts, documentEnds] = [none(), none(), none(), none()];
  const open: number[] = [];
  let first = lines.length;
  for (const [index, { kind, depth }] of lines.entries()) {
    if (kind === 'marker') first = lines.length;
    if (kind === 'content' && first === lines.length) first = index;
    firsts[index] = first;
    if (kind === 'neutral') continue;
    for (let last = open.at(-1); last !== undefined && (lines[last]?.depth ?? 0) >= depth; last = open.at(-1)) {
      ends[last] = index;
      open.pop();
    }
    open.push(index);
  }
  let [content, marker] = [lines.length, lines.length];
  for (let index = lines.length - 1; index >= 0; index--) {
    const kind = lines[index]?.kind;
    documentEnds[index] = marker;
    if (kind === 'content') content = index;
    if (kind === 'marker') marker = index;
    contents[index] = content;
  }
  return { ends, contents, firsts, documentEnds };
}
