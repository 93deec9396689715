interface Cell {
  readonly text: string;
  /** In code points, as Go counts runes. */
  readonly width: number;
}

const WIDTH_OF_PADDING = 2;

/**
 * Aligns cells that end in a tab (or vertical tab) into columns, as Go text/tabwriter does with minwidth 0, tabwidth 8,
 * padding 2, padchar ' ' and no flags. A column is a block of consecutive lines that have that cell; the text after the
 * last tab of a line belongs to no column. A form feed, or a line without any tab, ends all blocks.
 */
export function alignColumns(text: string): string {
  let out = '';
  let lines: Cell[][] = [[]];
  let cell = '';
  const flush = (): void => {
    out += format(lines);
    lines = [[]];
  };
  for (const char of text) {
    if (char !== '\t' && char !== '\v' && char !== '\n' && char !== '\f') {
      cell += char;
      continue;
    }
    const line = lines.at(-1) ?? [];
    line.push({ text: cell, width: runes(cell) });
    cell = '';
    if (char !== '\n' && char !== '\f') continue;
    lines.push([]);
    if (char === '\f' || line.length === 1) flush();
  }
  if (cell !== '') lines.at(-1)?.push({ text: cell, width: runes(cell) });
  return out + format(lines);
}

function format(lines: readonly (readonly Cell[])[]): string {
  const widths: number[] = [];
  const written: string[] = [];
  const write = (from: number, to: number): void => {
    for (let i = from; i < to; i++) written[i] = (lines[i] ?? []).map((cell, j) => pad(cell, widths[j])).join('');
  };
  const block = (from: number, to: number): void => {
    const column = widths.length;
    const has = (line: number): boolean => column < (lines[line] ?? []).length - 1;
    let start = from;
    for (let i = from; i < to; i++) {
      if (!has(i)) continue;
      write(start, i);
      start = i;
      let width = 0;
      for (; i < to && has(i); i++) width = Math.max(width, (lines[i]?.[column]?.width ?? 0) + WIDTH_OF_PADDING);
      widths.push(width);
      block(start, i);
      widths.pop();
      start = i;
    }
    write(start, to);
  };
  block(0, lines.length);
  return written.join('\n');
}

function pad(cell: Cell, width: number | undefined): string {
  return width === undefined ? cell.text : cell.text + ' '.repeat(Math.max(0, width - cell.width));
}

function runes(text: string): number {
  return Array.from(text).length;
}
