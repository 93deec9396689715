/**
 * Tokens of an expression, with the errors that ANTLR's lexer reports for what is none.
 * Source: cel-go parser/gen/CEL.g4, ANTLR lexer_atn_simulator.go.
 */

/** A token type: its text in messages, quoted where it is fixed. */
export type TokenType = (typeof TOKEN_TYPES)[number];

/** In the order in which messages list what was expected. */
export const TOKEN_TYPES = [
  '<EOF>',
  "'=='",
  "'!='",
  "'in'",
  "'<'",
  "'<='",
  "'>='",
  "'>'",
  "'&&'",
  "'||'",
  "'['",
  "']'",
  "'{'",
  "'}'",
  "'('",
  "')'",
  "'.'",
  "','",
  "'-'",
  "'!'",
  "'?'",
  "':'",
  "'+'",
  "'*'",
  "'/'",
  "'%'",
  "'true'",
  "'false'",
  "'null'",
  'NUM_FLOAT',
  'NUM_INT',
  'NUM_UINT',
  'STRING',
  'BYTES',
  'IDENTIFIER',
  'ESC_IDENTIFIER',
] as const;

/** A token, or what a missing one was taken to be. */
export interface Token {
  readonly type: TokenType;
  readonly text: string;
  /** The offset in code points. */
  readonly start: number;
  /** The offset after it. */
  readonly stop: number;
}

/** What the parser reads. */
export interface Lexed {
  readonly tokens: readonly Token[];
  /** Texts that are no token, with their offsets. */
  readonly errors: readonly { readonly offset: number; readonly text: string }[];
}

const OPERATORS: readonly (readonly [string, TokenType])[] = TOKEN_TYPES.filter((type) => /^'[^a-z]+'$/.test(type))
  .map((type) => [type.slice(1, -1), type] as const)
  .sort(([a], [b]) => b.length - a.length);
const KEYWORDS = new Map<string, TokenType>([
  ['in', "'in'"],
  ['true', "'true'"],
  ['false', "'false'"],
  ['null', "'null'"],
]);
/** Beginnings of operators that are none by themselves. */
const HALVES = new Set(['&', '|', '=']);

const HIDDEN = /[\t \r\n\f]+|\/\/[^\n]*/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const FLOAT = /\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?/y;
const INTEGER = /0x[0-9a-fA-F]+[uU]?|\d+[uU]?/y;
const ESCAPED = /`[A-Za-z0-9_./ -]+`/y;
const PART = /`[A-Za-z0-9_./ -]*/y;

/** Splits an expression into tokens; the last one is the end. */
export function lex(text: string): Lexed {
  const tokens: Token[] = [];
  const errors: { offset: number; text: string }[] = [];
  let at = 0;
  // Offsets count code points, positions in the text code units.
  let offset = 0;
  const advance = (length: number): string => {
    const taken = text.slice(at, at + length);
    at += length;
    offset += countRunes(taken);
    return taken;
  };
  while (at < text.length) {
    const hidden = matchAt(HIDDEN, text, at);
    if (hidden > 0) {
      advance(hidden);
      continue;
    }
    const start = offset;
    const token = tokenAt(text, at);
    if ('type' in token) tokens.push({ type: token.type, text: advance(token.length), start, stop: offset });
    else errors.push({ offset: start, text: advance(token.length) });
  }
  // ANTLR puts the end of nothing before its beginning.
  const end = text === '' ? -1 : offset;
  tokens.push({ type: '<EOF>', text: '<EOF>', start: end, stop: end });
  return { tokens, errors };
}

function countRunes(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0xdc00 || code > 0xdfff) count++;
  }
  return count;
}

function matchAt(form: RegExp, text: string, at: number): number {
  form.lastIndex = at;
  return form.exec(text)?.[0].length ?? 0;
}

/** A token's length in code units, or how much ANTLR skips. */
type Found = { readonly type: TokenType; readonly length: number } | { readonly length: number };

function tokenAt(text: string, at: number): Found {
  const literal = literalAt(text, at);
  if (literal !== undefined) return literal;
  const word = matchAt(WORD, text, at);
  if (word > 0) return { type: KEYWORDS.get(text.slice(at, at + word)) ?? 'IDENTIFIER', length: word };
  const number = numberAt(text, at);
  if (number !== undefined) return number;
  const operator = OPERATORS.find(([symbol]) => text.startsWith(symbol, at));
  if (operator !== undefined) return { type: operator[1], length: operator[0].length };
  const escaped = matchAt(ESCAPED, text, at);
  if (escaped > 0) return { type: 'ESC_IDENTIFIER', length: escaped };
  const begun = matchAt(PART, text, at) || (HALVES.has(text.charAt(at)) ? 1 : 0);
  return { length: begun + runeLength(text, at + begun) };
}

/** The code units of the code point at a position, none at the end. */
function runeLength(text: string, at: number): number {
  const code = text.codePointAt(at);
  return code === undefined ? 0 : code > 0xffff ? 2 : 1;
}

function numberAt(text: string, at: number): Found | undefined {
  const float = matchAt(FLOAT, text, at);
  const integer = matchAt(INTEGER, text, at);
  if (float === 0 && integer === 0) return undefined;
  if (float >= integer) return { type: 'NUM_FLOAT', length: float };
  return { type: /[uU]$/.test(text.slice(at, at + integer)) ? 'NUM_UINT' : 'NUM_INT', length: integer };
}

const PREFIX = /[bB]?[rR]?(?=["'])/y;

/** A string or bytes literal; a broken one without a prefix is skipped, one with a prefix begins with a name. */
function literalAt(text: string, at: number): Found | undefined {
  const prefix = matchAt(PREFIX, text, at);
  const quote = text.charAt(at + prefix);
  if (quote !== '"' && quote !== "'") return undefined;
  const raw = /[rR]$/.test(text.slice(at, at + prefix));
  const end = stringEnd(text, at + prefix, quote, raw);
  if ('end' in end)
    return { type: /^[bB]/.test(text.slice(at, at + prefix)) ? 'BYTES' : 'STRING', length: end.end - at };
  return prefix > 0 ? undefined : { length: end.fault - at + runeLength(text, end.fault) };
}

/** Where a literal ends, or the position at which it breaks. */
type End = { readonly end: number } | { readonly fault: number };

function stringEnd(text: string, at: number, quote: string, raw: boolean): End {
  if (text.startsWith(quote.repeat(3), at)) {
    const long = scan(text, at + 3, quote.repeat(3), raw, /[^]/);
    if ('end' in long) return long;
  }
  return scan(text, at + 1, quote, raw, /[^\n\r]/);
}

const ESCAPE = /\\(?:[abfnrtv"'\\?`]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})/y;
const ESCAPE_PART = /\\(?:[xX][0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7}|[0-3][0-7]?)?/y;

function scan(text: string, from: number, close: string, raw: boolean, allowed: RegExp): End {
  let at = from;
  while (at < text.length) {
    if (text.startsWith(close, at)) return { end: at + close.length };
    if (!raw && text.charAt(at) === '\\') {
      const escape = matchAt(ESCAPE, text, at);
      if (escape === 0) return { fault: at + matchAt(ESCAPE_PART, text, at) };
      at += escape;
    } else if (allowed.test(text.charAt(at))) at++;
    else return { fault: at };
  }
  return { fault: at };
}
