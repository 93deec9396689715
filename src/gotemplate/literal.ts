/** Go's literals: strings, characters and numbers. Source: package strconv. */
import { quote } from '../kubernetes/go/strings.ts';
import { fromBytes } from './bytes.ts';

/** What Go says against a literal. */
export class LiteralError extends Error {}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** One character of a literal in `mark`s: its text or a byte, and how much of `text` it takes. Source: UnquoteChar. */
function unquoteChar(
  text: string,
  at: number,
  mark: string,
): { readonly char: string | number; readonly size: number } {
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (char !== '\\') return { char, size: char.length };
  const next = text[at + 1] ?? '';
  const short = ESCAPES[next];
  if (short !== undefined) return { char: short, size: 2 };
  if (next === mark && (mark === '"' || mark === "'")) return { char: mark, size: 2 };
  const octal = /^[0-7]{3}/.exec(text.slice(at + 1))?.[0];
  if (octal !== undefined && parseInt(octal, 8) < 256) return { char: parseInt(octal, 8), size: 4 };
  const digits = { x: 2, u: 4, U: 8 }[next];
  const hex = text.slice(at + 2, at + 2 + (digits ?? 0));
  if (digits === undefined || hex.length !== digits || !/^[0-9a-fA-F]+$/.test(hex))
    throw new LiteralError('invalid syntax');
  const code = parseInt(hex, 16);
  if (next === 'x') return { char: code, size: 4 };
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) throw new LiteralError('invalid syntax');
  return { char: String.fromCodePoint(code), size: 2 + digits };
}

/** Go `strconv.Unquote` of a token in double quotes or backquotes. Throws LiteralError. */
export function unquote(token: string): string {
  const inner = token.slice(1, -1);
  if (token.startsWith('`')) return inner.replaceAll('\r', '');
  if (!inner.includes('\\')) return inner;
  const parts: (string | number)[] = [];
  for (let at = 0; at < inner.length;) {
    const { char, size } = unquoteChar(inner, at, '"');
    parts.push(char);
    at += size;
  }
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  return fromBytes(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part])))),
  );
}

/** A number as the parser keeps it: all that it could be. Source: parse.NumberNode. */
export interface NumberLiteral {
  readonly int?: bigint;
  readonly uint?: bigint;
  readonly float?: number;
  readonly complex?: boolean;
}

const INTEGER =
  /^([+-]?)(?:0[bB]((?:_?[01])+)|0[oO]((?:_?[0-7])+)|0[xX]((?:_?[0-9a-fA-F])+)|0((?:_?[0-7])+)|(0|[1-9](?:_?[0-9])*))$/;
const FLOAT = /^[+-]?(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?$/;
const HEX_FLOAT = /^([+-]?)0[xX]([0-9a-fA-F_]*)(?:\.([0-9a-fA-F_]*))?[pP]([+-]?\d+)$/;

/** Go `strconv.ParseInt(text, 0, …)` without its bounds. */
export function parseInteger(text: string): bigint | undefined {
  const match = INTEGER.exec(text);
  if (match === null) return undefined;
  const [, sign = '', bin, oct, hex, legacy, decimal] = match;
  const digits = bin ? `0b${bin}` : (oct ?? legacy) ? `0o${oct ?? legacy ?? ''}` : hex ? `0x${hex}` : (decimal ?? '0');
  const value = BigInt(digits.replaceAll('_', ''));
  return sign === '-' ? -value : value;
}

/** Go `strconv.ParseFloat(text, 64)` of a literal. */
function parseFloatLiteral(text: string): number | undefined {
  if (FLOAT.test(text)) {
    const value = Number(text.replaceAll('_', ''));
    return Number.isFinite(value) ? value : undefined;
  }
  const match = HEX_FLOAT.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const mantissa = parseInt(`${whole}${fraction}`.replaceAll('_', '') || '0', 16);
  const value = mantissa * 2 ** (Number(exponent) - 4 * fraction.replaceAll('_', '').length);
  return sign === '-' ? -value : value;
}

const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

/** Go's parse.newNumber. Throws LiteralError. */
export function parseNumber(text: string, type: 'number' | 'charConstant' | 'complex'): NumberLiteral {
  if (type === 'charConstant') return parseCharacter(text);
  if (type === 'complex' || text.endsWith('i')) return { complex: true };
  const integer = parseInteger(text);
  if (integer !== undefined) {
    const unsigned = /^[+-]/.test(text) ? integer === 0n && text.startsWith('-') : integer <= MAX_UINT64;
    const int = integer >= -MAX_INT64 - 1n && integer <= MAX_INT64;
    const number = { ...(int ? { int: integer } : {}), ...(unsigned ? { uint: integer } : {}) };
    if (int || unsigned) return { ...number, float: Number(integer) };
  }
  const float = parseFloatLiteral(text);
  if (float === undefined) throw new LiteralError(`illegal number syntax: ${quote(text)}`);
  if (!/[.eEpP]/.test(text)) throw new LiteralError(`integer overflow: ${quote(text)}`);
  if (!Number.isInteger(float)) return { float };
  const whole = BigInt(float);
  return {
    float,
    ...(whole >= -MAX_INT64 - 1n && whole <= MAX_INT64 ? { int: whole } : {}),
    ...(whole >= 0n && whole <= MAX_UINT64 ? { uint: whole } : {}),
  };
}

function parseCharacter(text: string): NumberLiteral {
  const { char, size } = unquoteChar(text, 1, "'");
  if (text.slice(1 + size) !== "'") throw new LiteralError(`malformed character constant: ${text}`);
  const code = typeof char === 'number' ? char : (char.codePointAt(0) ?? 0);
  return { int: BigInt(code), uint: BigInt(code), float: code };
}
