/**
 * The content of quoted, plain and block scalars. Source: go.yaml.in/yaml/v2 scannerc.go (yaml_parser_scan_*_scalar).
 */
import { isBreak } from './cursor.ts';

const BREAK = /[\n\r\x85\u2028\u2029]/;
const BREAKS = /\r\n|[\n\r\x85\u2028\u2029]/g;
const FOLD = /(?<![ \t])[ \t]*[\n\r\x85\u2028\u2029][ \t\n\r\x85\u2028\u2029]*/g;
const ESCAPE_OR_FOLD =
  /\\(?:[\n\r\x85\u2028\u2029][ \t\n\r\x85\u2028\u2029]*|x[^]{2}|u[^]{4}|U[^]{8}|[^])|(?:(?<![ \t])|(?<=\\[ \t]))[ \t]*[\n\r\x85\u2028\u2029][ \t\n\r\x85\u2028\u2029]*/g;

/** What a letter behind a backslash says in double quotes; one that is not here is not an escape. */
export const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

/** A plain scalar. */
export function plainText(source: string): string {
  return BREAK.test(source) ? source.replace(FOLD, fold) : source;
}

/** A scalar in single quotes, which are part of `source`. */
export function singleQuotedText(source: string): string {
  return plainText(source.slice(1, -1)).replaceAll("''", "'");
}

/** A scalar in double quotes, which are part of `source`. */
export function doubleQuotedText(source: string): string {
  const inner = source.slice(1, -1);
  return inner.includes('\\') ? inner.replace(ESCAPE_OR_FOLD, unescapeOrFold) : plainText(inner);
}

/** Line breaks as Go keeps them: U+2028 and U+2029 stay, all others become a line feed. */
function breaksOf(space: string): readonly string[] {
  return (space.match(BREAKS) ?? []).map((mark) => (mark === '\u2028' || mark === '\u2029' ? mark : '\n'));
}

function fold(space: string): string {
  const [first, ...more] = breaksOf(space);
  if (first !== '\n') return (first ?? '') + more.join('');
  return more.length === 0 ? ' ' : more.join('');
}

function unescapeOrFold(match: string): string {
  if (!match.startsWith('\\')) return fold(match);
  const char = match[1] ?? '';
  if (isBreak(char.charCodeAt(0))) return breaksOf(match).slice(1).join('');
  if (match.length > 2) return String.fromCodePoint(parseInt(match.slice(2), 16));
  return ESCAPES[char] ?? char;
}

export interface BlockText {
  readonly value: string;
  /** After the last character of the content. */
  readonly end: number;
}

const HEADER_LINE = /([|>])([-+0-9]*)[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029])?/y;
const CONTENT_LINE = /([^\n\r\x85\u2028\u2029]*)(\r\n|[\n\r\x85\u2028\u2029])?/y;

/** A literal or folded scalar, whose header begins at `offset` and whose content is indented by `indent`. */
export function blockText(text: string, offset: number, indent: number): BlockText {
  HEADER_LINE.lastIndex = offset;
  const [header = '', style, flags = ''] = HEADER_LINE.exec(text) ?? [];
  let end = offset + header.trimEnd().length;
  let { at, breaks, column } = skipIndent(text, offset + header.length, indent);
  let value = '';
  let lineBreak = '';
  let wasBlank = false;
  while (column === indent && at < text.length) {
    CONTENT_LINE.lastIndex = at;
    const [whole = '', line = '', ending = ''] = CONTENT_LINE.exec(text) ?? [];
    const blank = line.startsWith(' ') || line.startsWith('\t');
    if (style === '>' && !wasBlank && !blank && lineBreak === '\n') value += breaks === '' ? ' ' : '';
    else value += lineBreak;
    value += breaks + line;
    wasBlank = blank;
    lineBreak = breaksOf(ending).join('');
    end = at + line.length;
    ({ at, breaks, column } = skipIndent(text, at + whole.length, indent));
  }
  if (!flags.includes('-')) value += lineBreak;
  if (flags.includes('+')) value += breaks;
  return { value, end };
}

function skipIndent(text: string, from: number, indent: number): { at: number; breaks: string; column: number } {
  let at = from;
  let breaks = '';
  for (;;) {
    const start = at;
    while (at - start < indent && text[at] === ' ') at++;
    CONTENT_LINE.lastIndex = at;
    const [whole = '', line = '', ending = ''] = CONTENT_LINE.exec(text) ?? [];
    if (line !== '' || ending === '') return { at, breaks, column: at - start };
    breaks += breaksOf(ending).join('');
    at += whole.length;
  }
}
