import type { Position } from '../document/source.ts';

/** What a column counts: UTF-16 code units, code points, UTF-8 bytes, or cells on a screen with tabs at every eighth. */
export type ColumnUnit = 'utf16' | 'codepoint' | 'byte' | 'screen';

const TAB = 8;

// East Asian Wide and Fullwidth blocks of Unicode's EastAsianWidth.txt, and what is drawn as a picture.
const WIDE =
  /^(?:[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{16fe0}-\u{18cff}]|[\u{1b000}-\u{1b2ff}]|[\u{1f200}-\u{1f2ff}]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})$/u;
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** Cells that `character` takes when it is drawn at the 0-based cell `at`. */
export function cellsOf(character: string, at: number): number {
  if (character === '\t') return TAB - (at % TAB);
  if (character < '\u0300') return 1;
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Cells that `text` takes when it starts at the 0-based cell `at`. */
export function cellWidth(text: string, at = 0): number {
  let cell = at;
  for (const character of text) cell += cellsOf(character, cell);
  return cell - at;
}

/** How much `text` takes of a line that is `at` long so far. */
const WIDTH: Readonly<Record<ColumnUnit, (text: string, at: number) => number>> = {
  utf16: (text) => text.length,
  codepoint: (text) => Array.from(text).length,
  byte: (text) => Buffer.byteLength(text),
  screen: cellWidth,
};

/** The 1-based UTF-16 `column` of `line` counted in `unit`. */
export function columnIn(unit: ColumnUnit, line: string, column: number): number {
  return columnCounter(() => line)(unit, { line: 1, column });
}

/** Counts columns in the lines of a file: from the place before, if that is earlier in the same line. */
export function columnCounter(lineOf: (number: number) => string): (unit: ColumnUnit, place: Position) => number {
  let known = { unit: '', line: 0, at: 0, width: 0 };
  return (unit, { line, column }) => {
    const text = lineOf(line);
    // What lies behind the end of the line counts one a column in every unit.
    const at = Math.min(column - 1, text.length);
    if (known.unit !== unit || known.line !== line || known.at > at) known = { unit, line, at: 0, width: 0 };
    known.width += WIDTH[unit](text.slice(known.at, at), known.width);
    known.at = at;
    return known.width + column - at;
  };
}
