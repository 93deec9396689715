/** String literals to their values. Source: cel-go parser/unescape.go. */
import { addAll } from '../kubernetes/go/lists.ts';

/** What is wrong with a literal. */
export interface LiteralFault {
  readonly fault: string;
}

const SHORT: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  "'": 39,
  '"': 34,
  '`': 96,
  '?': 63,
};
const ESCAPE = /\\(?:([xX])(..)|(u)(.{4})|(U)(.{8})|([0-3][0-7]{2})|([^]))/gu;

/** The value of a string literal as the lexer accepted it. */
export function unescapeString(literal: string): string | LiteralFault {
  const { body, raw } = bodyOf(literal);
  if (raw || !body.includes('\\')) return body;
  let fault: string | undefined;
  const text = body.replace(ESCAPE, (...groups: readonly (string | undefined)[]) => {
    const code = codeOf(groups);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      fault ??= 'invalid unicode code point';
      return '';
    }
    return String.fromCodePoint(code);
  });
  return fault === undefined ? text : { fault };
}

/** The value of a bytes literal without its `b`. */
export function unescapeBytes(literal: string): Uint8Array | LiteralFault {
  const { body, raw } = bodyOf(literal);
  if (raw || !body.includes('\\')) return new TextEncoder().encode(body);
  const bytes: number[] = [];
  let from = 0;
  for (const match of body.matchAll(ESCAPE)) {
    if (match[3] !== undefined || match[5] !== undefined) return { fault: 'unable to unescape string' };
    addAll(bytes, new TextEncoder().encode(body.slice(from, match.index)));
    bytes.push(codeOf(match) & 0xff);
    from = match.index + match[0].length;
  }
  addAll(bytes, new TextEncoder().encode(body.slice(from)));
  return Uint8Array.from(bytes);
}

function codeOf(groups: readonly (string | undefined)[]): number {
  const hex = groups[2] ?? groups[4] ?? groups[6];
  if (hex !== undefined) return parseInt(hex, 16);
  return groups[7] === undefined ? (SHORT[groups[8] ?? ''] ?? 0) : parseInt(groups[7], 8);
}

function bodyOf(literal: string): { body: string; raw: boolean } {
  const text = literal.replace(/\r\n?/g, '\n');
  const raw = /^[rR]/.test(text);
  const quoted = raw ? text.slice(1) : text;
  const long = quoted.length >= 6 && /^("""|''')/.test(quoted);
  return { body: long ? quoted.slice(3, -3) : quoted.slice(1, -1), raw };
}
