/** Places inside a text that YAML or JSON writes as a scalar: quoted, folded, or as it is. */
import type { Location } from '../cel/source.ts';
import type { StringNode } from '../kubernetes/yaml/node.ts';
import { ESCAPES } from '../kubernetes/yaml/scalar-text.ts';
import type { Span } from '../kubernetes/yaml/span.ts';

/** Where the word is written that begins at a line (from 1) and column (from 0, in code points) of a scalar's value. */
export function placeInScalar(text: string, scalar: StringNode, { line, column }: Location): Span {
  const index = indexOf(scalar.value, line, column);
  const start = offsetInScalar(text, scalar, index);
  if (start === undefined) return scalar.span;
  const word = /^\w+/.exec(scalar.value.slice(index))?.[0] ?? '';
  // A word that is written with escapes is longer; its beginning is what counts.
  const length = text.startsWith(word, start) ? Math.max(1, word.length) : 1;
  return { start, end: Math.min(start + length, Math.max(scalar.span.end, start + 1)) };
}

/** The index in UTF-16 code units. */
function indexOf(value: string, line: number, column: number): number {
  const lines = value.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const within = Array.from(lines[line - 1] ?? '')
    .slice(0, column)
    .join('').length;
  return Math.min(before + within, value.length);
}

type Style = 'plain' | 'single' | 'double' | 'block';

const STYLES: Readonly<Record<string, Style>> = { "'": 'single', '"': 'double', '|': 'block', '>': 'block' };

/** The offset of a character of the value; whatever the style, everything but blanks is written in order. */
function offsetInScalar(text: string, { span, value }: StringNode, index: number): number | undefined {
  const style = STYLES[text[span.start] ?? ''] ?? 'plain';
  let at = style === 'block' ? text.indexOf('\n', span.start) + 1 : span.start + (style === 'plain' ? 0 : 1);
  for (let i = 0; i < value.length;) {
    if (isBlank(value[i])) {
      i++;
      continue;
    }
    at = afterBlanks(text, at, span.end, style);
    const piece = pieceAt(text, at, style);
    if (at >= span.end || !value.startsWith(piece.value, i)) return undefined;
    if (i + piece.value.length > index) return at;
    i += piece.value.length;
    at += piece.length;
  }
  return undefined;
}

function afterBlanks(text: string, from: number, end: number, style: Style): number {
  let at = from;
  while (at < end) {
    const { value, length } = pieceAt(text, at, style);
    if (value.trim() !== '') break;
    at += length;
  }
  return at;
}

const isBlank = (character: string | undefined): boolean => character === undefined || ' \t\r\n'.includes(character);

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]))/y;

/** One character of the value as it is written at an offset. */
function pieceAt(text: string, at: number, style: Style): { readonly value: string; readonly length: number } {
  const plain = text[at] ?? '';
  if (style === 'single' && plain === "'" && text[at + 1] === "'") return { value: "'", length: 2 };
  if (style !== 'double' || plain !== '\\') return { value: plain, length: 1 };
  ESCAPE.lastIndex = at;
  const [whole = plain, x = '', u = '', long = '', character = ''] = ESCAPE.exec(text) ?? [];
  const hex = x || u || long;
  if (hex !== '') return { value: String.fromCodePoint(Math.min(parseInt(hex, 16), 0x10ffff)), length: whole.length };
  return { value: ESCAPES[character] ?? character, length: whole.length };
}
