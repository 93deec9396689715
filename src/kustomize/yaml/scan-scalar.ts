/** Scalars. Source: go.yaml.in/yaml/v3 scannerc.go (yaml_parser_scan_*_scalar). */
import { ESCAPES } from '../../kubernetes/yaml/scalar-text.ts';
import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, type Cursor, type Mark } from './cursor.ts';
import { DOUBLE_QUOTED, FOLDED, LITERAL, SINGLE_QUOTED } from './node.ts';
import type { Token } from './token.ts';

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

interface BlockHeader {
  readonly chomping: number;
  readonly increment: number;
}

/** A literal or folded scalar in a block indented by `indent`; `comment` takes the comment of its header. */
export function scanBlockScalar(cursor: Cursor, indent: number, comment: (start: Mark) => void): Token {
  const start = cursor.mark;
  const literal = cursor.code() === 124;
  cursor.skip();
  const { chomping, increment } = scanHeader(cursor, start);
  while (isBlank(cursor.code())) cursor.skip();
  if (cursor.code() === 35) {
    comment(start);
    while (!isBreakOrEnd(cursor.code())) cursor.skip();
  }
  if (!isBreakOrEnd(cursor.code())) cursor.refuse('did not find expected comment or line break', start);
  cursor.skipLine();

  const content = new BlockContent(cursor, indent, increment > 0 ? Math.max(indent, 0) + increment : 0, start);
  const { value, end } = content.read(literal, chomping);
  return { type: 'scalar', start, end, value, style: literal ? LITERAL : FOLDED };
}

function scanHeader(cursor: Cursor, start: Mark): BlockHeader {
  let chomping = 0;
  let increment = 0;
  const takeChomping = (): boolean => {
    const code = cursor.code();
    if (code !== 43 && code !== 45) return false;
    chomping = code === 43 ? 1 : -1;
    cursor.skip();
    return true;
  };
  const takeIncrement = (): boolean => {
    const code = cursor.code();
    if (!isDigit(code)) return false;
    if (code === 48) cursor.refuse('found an indentation indicator equal to 0', start);
    increment = code - 48;
    cursor.skip();
    return true;
  };
  if (takeChomping()) takeIncrement();
  else if (takeIncrement()) takeChomping();
  return { chomping, increment };
}

class BlockContent {
  readonly #cursor: Cursor;
  readonly #parent: number;
  readonly #start: Mark;
  #indent: number;
  #end: Mark;

  constructor(cursor: Cursor, parent: number, indent: number, start: Mark) {
    this.#cursor = cursor;
    this.#parent = parent;
    this.#indent = indent;
    this.#start = start;
    this.#end = cursor.mark;
  }

  read(literal: boolean, chomping: number): { value: string; end: Mark } {
    const cursor = this.#cursor;
    let value = '';
    let leading = '';
    let trailing = this.#breaks();
    let leadingBlank = false;
    while (cursor.column === this.#indent && cursor.code() !== 0) {
      const blank = isBlank(cursor.code());
      if (!literal && !leadingBlank && !blank && leading.startsWith('\n')) {
        if (trailing === '') value += ' ';
      } else value += leading;
      value += trailing;
      leadingBlank = blank;
      const from = cursor.index;
      while (!isBreakOrEnd(cursor.code())) cursor.skip();
      value += cursor.text.slice(from, cursor.index);
      leading = cursor.readLine();
      trailing = this.#breaks();
    }
    if (chomping !== -1) value += leading;
    if (chomping === 1) value += trailing;
    return { value, end: this.#end };
  }

  #breaks(): string {
    const cursor = this.#cursor;
    this.#end = cursor.mark;
    let breaks = '';
    let widest = 0;
    for (;;) {
      while ((this.#indent === 0 || cursor.column < this.#indent) && cursor.code() === 32) cursor.skip();
      widest = Math.max(widest, cursor.column);
      if ((this.#indent === 0 || cursor.column < this.#indent) && cursor.code() === 9)
        cursor.refuse('found a tab character where an indentation space is expected', this.#start);
      if (!isBreak(cursor.code())) break;
      breaks += cursor.readLine();
      this.#end = cursor.mark;
    }
    if (this.#indent === 0) this.#indent = Math.max(widest, this.#parent + 1, 1);
    return breaks;
  }
}

const CODE_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** White space between words: within a line it is kept, over lines it is folded. */
class Folding {
  #blanks = '';
  #leading = '';
  #trailing = '';
  broken = false;

  take(cursor: Cursor, beforeBlank?: () => void): void {
    while (isBlank(cursor.code()) || isBreak(cursor.code())) {
      if (isBlank(cursor.code())) {
        beforeBlank?.();
        if (!this.broken) this.#blanks += String.fromCharCode(cursor.code());
        cursor.skip();
      } else if (!this.broken) {
        this.#blanks = '';
        this.#leading = cursor.readLine();
        this.broken = true;
      } else this.#trailing += cursor.readLine();
    }
  }

  /** What the white space represents; forgets it. */
  fold(): string {
    let out = this.#blanks;
    if (this.broken) {
      if (this.#leading.startsWith('\n')) out = this.#trailing === '' ? ' ' : this.#trailing;
      else out = this.#leading + this.#trailing;
    }
    this.#blanks = this.#leading = this.#trailing = '';
    this.broken = false;
    return out;
  }
}

/** A quoted scalar. */
export function scanQuoted(cursor: Cursor): Token {
  const start = cursor.mark;
  const single = cursor.code() === 39;
  const quote = cursor.code();
  cursor.skip();
  let value = '';
  for (;;) {
    if (cursor.atDocumentIndicator()) cursor.refuse('found unexpected document indicator', start);
    if (cursor.code() === 0) cursor.refuse('found unexpected end of stream', start);
    const folding = new Folding();
    value += single ? singleQuoted(cursor) : doubleQuoted(cursor, start, folding);
    if (cursor.code() === quote) break;
    folding.take(cursor);
    value += folding.fold();
  }
  cursor.skip();
  return { type: 'scalar', start, end: cursor.mark, value, style: single ? SINGLE_QUOTED : DOUBLE_QUOTED };
}

function singleQuoted(cursor: Cursor): string {
  let value = '';
  let from = cursor.index;
  while (!isBlankOrEnd(cursor.code())) {
    if (cursor.code() === 39) {
      if (cursor.code(1) !== 39) break;
      value += cursor.text.slice(from, cursor.index + 1);
      cursor.skip(2);
      from = cursor.index;
    } else cursor.skip();
  }
  return value + cursor.text.slice(from, cursor.index);
}

function doubleQuoted(cursor: Cursor, start: Mark, folding: Folding): string {
  let value = '';
  let from = cursor.index;
  const flush = (): void => {
    value += cursor.text.slice(from, cursor.index);
  };
  while (!isBlankOrEnd(cursor.code()) && cursor.code() !== 34) {
    if (cursor.code() !== 92) {
      cursor.skip();
      continue;
    }
    flush();
    if (isBreak(cursor.code(1))) {
      cursor.skip();
      cursor.skipLine();
      folding.broken = true;
      return value;
    }
    value += escaped(cursor, start);
    from = cursor.index;
  }
  flush();
  return value;
}

function escaped(cursor: Cursor, start: Mark): string {
  const char = cursor.text[cursor.index + 1] ?? '';
  const length = CODE_LENGTHS[char];
  const short = ESCAPES[char];
  if (length === undefined && short === undefined) cursor.refuse('found unknown escape character', start);
  cursor.skip(2);
  if (length === undefined) return short ?? '';
  const digits = cursor.text.slice(cursor.index, cursor.index + length);
  if (digits.length < length || !/^[0-9A-Fa-f]+$/.test(digits))
    cursor.refuse('did not find expected hexdecimal number', start);
  const code = parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
    cursor.refuse('found invalid Unicode character escape code', start);
  cursor.skip(length);
  return String.fromCodePoint(code);
}

/** A plain scalar in a block indented by `indent`; `broken` is whether a line break follows it. */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): { token: Token; broken: boolean } {
  const start = cursor.mark;
  let end = start;
  let value = '';
  const folding = new Folding();
  let pending = false;
  for (;;) {
    if (cursor.atDocumentIndicator() || cursor.code() === 35) break;
    const from = cursor.index;
    while (!endsPlain(cursor, inFlow)) {
      if (pending) {
        value += folding.fold();
        pending = false;
      }
      cursor.skip();
    }
    if (cursor.index > from) {
      value += cursor.text.slice(from, cursor.index);
      end = cursor.mark;
    }
    if (!isBlank(cursor.code()) && !isBreak(cursor.code())) break;
    folding.take(cursor, () => {
      if (folding.broken && cursor.column <= indent && cursor.code() === 9)
        cursor.refuse('found a tab character that violates indentation', start);
    });
    pending = true;
    if (!inFlow && cursor.column <= indent) break;
  }
  return { token: { type: 'scalar', start, end, value, style: 0 }, broken: folding.broken };
}

function endsPlain(cursor: Cursor, inFlow: boolean): boolean {
  const code = cursor.code();
  if (isBlankOrEnd(code)) return true;
  if (code === 58) return isBlankOrEnd(cursor.code(1));
  return inFlow && (code === 44 || code === 63 || code === 91 || code === 93 || code === 123 || code === 125);
}
