/** The ends of scalars, and Go's errors in them. Source: go.yaml.in/yaml/v2 scannerc.go (yaml_parser_scan_*_scalar). */
import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, type Cursor } from './cursor.ts';
import { skipBlanks, skipComment, take } from './scan-name.ts';

const HEADER = /[|>](?:[-+]([0-9]?)|([0-9])[-+]?)?/y;

/**
 * A literal or folded scalar; the cursor is at its indicator, `indent` is that of the block around it.
 * Gives the indentation of the content.
 */
export function scanBlockScalar(cursor: Cursor, indent: number): number {
  const start = cursor.offset;
  const header = take(cursor, HEADER);
  const digit = /[0-9]/.exec(header)?.[0];
  if (digit === '0') cursor.refuse('found an indentation indicator equal to 0', start, start + header.length);
  skipBlanks(cursor);
  skipComment(cursor);
  if (!isBreakOrEnd(cursor.code())) cursor.refuse('did not find expected comment or line break');
  if (isBreak(cursor.code())) cursor.breakLine();
  let wanted = digit === undefined ? 0 : Math.max(indent, 0) + Number(digit);
  wanted = scanBlockBreaks(cursor, wanted, indent);
  while (cursor.column === wanted && cursor.code() !== 0) {
    while (!isBreakOrEnd(cursor.code())) cursor.offset++;
    if (isBreak(cursor.code())) cursor.breakLine();
    scanBlockBreaks(cursor, wanted, indent);
  }
  return wanted;
}

/** Empty lines and indentation; returns the indentation of the content, detected if `wanted` is 0. */
function scanBlockBreaks(cursor: Cursor, wanted: number, indent: number): number {
  let widest = 0;
  for (;;) {
    while ((wanted === 0 || cursor.column < wanted) && cursor.code() === 32) cursor.offset++;
    widest = Math.max(widest, cursor.column);
    if ((wanted === 0 || cursor.column < wanted) && cursor.code() === 9) {
      cursor.refuse('found a tab character where an indentation space is expected');
    }
    if (!isBreak(cursor.code())) break;
    cursor.breakLine();
  }
  return wanted === 0 ? Math.max(widest, indent + 1, 1) : wanted;
}

/** A quoted scalar; the cursor is at the opening quotation mark. */
export function scanQuoted(cursor: Cursor): void {
  const start = cursor.offset;
  const quote = cursor.code();
  cursor.offset++;
  for (;;) {
    if (cursor.atDocumentIndicator()) cursor.refuse('found unexpected document indicator', start, cursor.offset + 3);
    const code = cursor.code();
    if (code === 0) cursor.refuse('found unexpected end of stream', start);
    if (quote === 34) scanDoubleQuotedText(cursor);
    else scanSingleQuotedText(cursor);
    if (cursor.code() === quote) break;
    while (isBlank(cursor.code()) || isBreak(cursor.code())) {
      if (isBreak(cursor.code())) cursor.breakLine();
      else cursor.offset++;
    }
  }
  cursor.offset++;
}

function scanSingleQuotedText(cursor: Cursor): void {
  for (let code = cursor.code(); !isBlankOrEnd(code); code = cursor.code()) {
    if (code === 39 && cursor.code(1) !== 39) return;
    cursor.offset += code === 39 ? 2 : 1;
  }
}

const ESCAPES = '0abt\tnvfre "\'\\N_LPxuU';
const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function scanDoubleQuotedText(cursor: Cursor): void {
  for (let code = cursor.code(); !isBlankOrEnd(code); code = cursor.code()) {
    if (code === 34) return;
    if (code !== 92) cursor.offset++;
    else if (isBreak(cursor.code(1))) {
      cursor.offset++;
      cursor.breakLine();
      return;
    } else scanEscape(cursor);
  }
}

function scanEscape(cursor: Cursor): void {
  const start = cursor.offset;
  const char = cursor.text[start + 1] ?? '\0';
  if (!ESCAPES.includes(char)) cursor.refuse('found unknown escape character', start, start + 2);
  cursor.offset += 2;
  const length = DIGITS[char] ?? 0;
  if (length === 0) return;
  const digits = cursor.text.slice(cursor.offset, cursor.offset + length);
  if (digits.length < length || /[^0-9a-fA-F]/.test(digits)) {
    cursor.refuse('did not find expected hexdecimal number', start, start + 2 + length);
  }
  const value = parseInt(digits, 16);
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) {
    cursor.refuse('found invalid Unicode character escape code', start, start + 2 + length);
  }
  cursor.offset += length;
}

/** A plain scalar; returns its end, and leaves the cursor after the white space that follows it. */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): { end: number; multiline: boolean } {
  let end = cursor.offset;
  let brokeLine = false;
  for (;;) {
    if (cursor.atDocumentIndicator() || cursor.code() === 35) break;
    const from = cursor.offset;
    while (!endsPlain(cursor, inFlow)) cursor.offset++;
    if (cursor.offset > from) {
      end = cursor.offset;
      brokeLine = false;
    }
    if (!isBlank(cursor.code()) && !isBreak(cursor.code())) break;
    while (isBlank(cursor.code()) || isBreak(cursor.code())) {
      if (isBreak(cursor.code())) {
        cursor.breakLine();
        brokeLine = true;
      } else {
        if (brokeLine && cursor.column <= indent && cursor.code() === 9) {
          cursor.refuse('found a tab character that violates indentation');
        }
        cursor.offset++;
      }
    }
    if (!inFlow && cursor.column <= indent) break;
  }
  return { end, multiline: brokeLine };
}

const FLOW_END = ',?[]{}';

function endsPlain(cursor: Cursor, inFlow: boolean): boolean {
  const code = cursor.code();
  if (isBlankOrEnd(code)) return true;
  if (code === 58) return isBlankOrEnd(cursor.code(1));
  return inFlow && code < 128 && FLOW_END.includes(String.fromCharCode(code));
}
