import type { Range } from '../report/report.ts';
import { cellsOf } from './columns.ts';
import { oneLine, type Lines } from './source-lines.ts';
import { plainLine } from '../words/escape.ts';

/** A source line as it is drawn, with carets under a span of it. */
export interface Frame {
  readonly number: string;
  readonly source: string;
  readonly carets: string;
}

/** So many times the width a line is drawn around a place: some characters take no cell. */
const FAR = 8;

interface Cell {
  readonly drawn: string;
  readonly width: number;
  readonly marked: boolean;
}

/** The first line of `range` with tabs drawn as blanks, cropped to `width` cells around the span. */
export function frameOf(lines: Lines, range: Range, width: number): Frame {
  const { text, shown } = near(lines.line(range.start.line), oneLine(range, lines), width);
  const cells = crop(draw(plainLine(text), shown), width);
  const first = cells.findIndex((cell) => cell.marked);
  const before = first < 0 ? cells : cells.slice(0, first);
  const marked = cells.filter((cell) => cell.marked);
  return {
    number: String(range.start.line),
    source: cells
      .map((cell) => cell.drawn)
      .join('')
      .trimEnd(),
    carets: ' '.repeat(widthOf(before)) + '^'.repeat(Math.max(1, widthOf(marked))),
  };
}

/** What of a long line can be shown; the rest of it need not be drawn for each finding. */
function near(line: string, { start, end }: Range, width: number): { readonly text: string; readonly shown: Range } {
  const from = Math.max(0, start.column - 1 - FAR * width);
  const to = Math.min(line.length, start.column - 1 + FAR * width);
  if (from === 0) return { text: line.slice(0, to), shown: { start, end } };
  const shown = {
    start: { ...start, column: start.column - from },
    end: { ...end, column: end.column - from },
  };
  return { text: line.slice(from, to), shown };
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

function draw(line: string, { start, end }: Range): Cell[] {
  const cells: Cell[] = [];
  let column = 1;
  let at = 0;
  for (const character of line) {
    const width = cellsOf(character, at);
    const marked = column >= start.column && column < end.column;
    cells.push({ drawn: character === '\t' ? ' '.repeat(width) : character, width, marked });
    column += character.length;
    at += width;
  }
  return cells;
}

const DOTS: Cell = { drawn: '…', width: 1, marked: false };

function crop(cells: readonly Cell[], width: number): readonly Cell[] {
  if (widthOf(cells) <= width) return cells;
  const first = Math.max(
    0,
    cells.findIndex((cell) => cell.marked),
  );
  // A third of the width is before the span, the rest is the span and the text after it.
  let start = first;
  for (let room = width / 3; start > 0 && room > 0; start--) room -= cells[start - 1]?.width ?? 0;
  let end = start;
  for (let room = width - 2; end < cells.length && room > 0; end++) room -= cells[end]?.width ?? 0;
  const shown = cells.slice(start, end);
  return [...(start > 0 ? [DOTS] : []), ...shown, ...(end < cells.length ? [DOTS] : [])];
}
