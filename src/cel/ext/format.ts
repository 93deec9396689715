/** `"…".format([…])`, version 1. Source: cel-go ext/formatting.go. */
import type { Expr } from '../ast.ts';
import { compareBytes, quote } from '../../kubernetes/go/strings.ts';
import type { Checked } from '../checker.ts';
import { convert } from '../convert.ts';
import { formatExponent, formatFixed } from '../float-text.ts';
import type { Kind } from '../types.ts';
import { DOUBLE, STRING } from '../types.ts';
import type { Value } from '../values.ts';
import { Bytes, CelError, Dict, List, Uint, typeOf } from '../values.ts';

/** What a clause takes, by the kinds of values and what it says to others. */
interface Clause {
  readonly kinds: readonly Kind[];
  readonly refusal: string;
  format(value: Value, precision: number | undefined): string | CelError;
}

const TEXT_KINDS: readonly Kind[] = [
  'list',
  'map',
  'int',
  'uint',
  'double',
  'bool',
  'string',
  'timestamp',
  'bytes',
  'duration',
  'type',
  'null',
];
const NUMBERS: readonly Kind[] = ['int', 'uint'];

const integerOf = (value: Value): bigint | undefined =>
  typeof value === 'bigint' ? value : value instanceof Uint ? value.value : undefined;

const radix =
  (base: number) =>
  (value: Value): string =>
    typeof value === 'boolean' ? String(Number(value)) : (integerOf(value) ?? 0n).toString(base);

const hexOfBytes = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

function hex(value: Value): string {
  if (typeof value === 'string') return hexOfBytes(new TextEncoder().encode(value));
  return value instanceof Bytes ? hexOfBytes(value.value) : radix(16)(value);
}

const HEX_REFUSAL = 'only integers, byte buffers, and strings can be formatted as hex';

const CLAUSES: ReadonlyMap<string, Clause> = new Map([
  [
    's',
    {
      kinds: TEXT_KINDS,
      refusal:
        'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
      format: formatText,
    },
  ],
  ['d', { kinds: NUMBERS, refusal: 'decimal clause can only be used on integers', format: radix(10) }],
  ['f', { kinds: ['double', 'string'], refusal: 'fixed-point clause can only be used on doubles', format: fixed }],
  ['e', { kinds: ['double', 'string'], refusal: 'scientific clause can only be used on doubles', format: scientific }],
  [
    'b',
    { kinds: ['int', 'uint', 'bool'], refusal: 'only integers and bools can be formatted as binary', format: radix(2) },
  ],
  ['x', { kinds: [...NUMBERS, 'string', 'bytes'], refusal: HEX_REFUSAL, format: hex }],
  [
    'X',
    {
      kinds: [...NUMBERS, 'string', 'bytes'],
      refusal: HEX_REFUSAL,
      format: (value: Value) => hex(value).toUpperCase(),
    },
  ],
  ['o', { kinds: NUMBERS, refusal: 'octal clause can only be used on integers', format: radix(8) }],
]);

const SPELLED = new Set(['NaN', 'Infinity', '-Infinity']);

/** The number for `%f` and `%e`; strings only spell what no literal can. */
function doubleOf(value: Value, refusal: string): number | CelError {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !SPELLED.has(value)) return refuse(refusal, typeOf(value).name);
  const double = convert(value, DOUBLE);
  return typeof double === 'number' ? double : new CelError('could not convert to float64');
}

const refuse = (refusal: string, type: string): CelError => new CelError(`${refusal}, was given ${type}`);

/** As an American reads numbers that are none. */
const spell = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞');

/** Beyond it Go takes the number for a mistake. Source: Go fmt/print.go `tooLarge`. */
const MOST_PRECISION = 1_000_000;
const TOO_PRECISE = '%!(NOVERB)';

function fixed(value: Value, precision = 6): string | CelError {
  const double = doubleOf(value, 'fixed-point clause can only be used on doubles');
  if (typeof double !== 'number') return double;
  if (!Number.isFinite(double)) return spell(double);
  if (precision > MOST_PRECISION) return TOO_PRECISE;
  const [whole = '', fraction] = formatFixed(double, precision).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** The precision is taken for a width, so that there are always six digits. */
function scientific(value: Value, width = 6): string | CelError {
  const double = doubleOf(value, 'scientific clause can only be used on doubles');
  if (typeof double !== 'number') return double;
  if (!Number.isFinite(double)) return spell(double).padStart(width);
  if (width > MOST_PRECISION) return TOO_PRECISE;
  const { digits, exponent } = formatExponent(double, 6);
  const raised = Array.from(String(Math.abs(exponent)).padStart(2, '0'))
    .map((digit) => SUPERSCRIPTS[Number(digit)])
    .join('');
  return `${digits}×10${exponent < 0 ? '⁻' : ''}${raised}`.padStart(width);
}

const SUPERSCRIPTS = Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹');

/** `%s`. */
function formatText(value: Value): string | CelError {
  if (value instanceof List) return formatList(value);
  if (value instanceof Dict) return formatMap(value);
  if (value === null) return 'null';
  const { kind, name } = typeOf(value);
  if (!TEXT_KINDS.includes(kind)) return refuse(CLAUSES.get('s')?.refusal ?? '', name);
  const text = convert(value, STRING);
  return typeof text === 'string' ? text : text instanceof CelError ? text : '';
}

/** A value within a list or a map. */
function formatMember(value: Value): string | CelError {
  const { kind, name } = typeOf(value);
  if (!TEXT_KINDS.includes(kind)) return new CelError(`no formatting function for ${name}`);
  if (typeof value === 'number')
    return Number.isFinite(value)
      ? formatFixed(value, 6)
      : quote(Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf');
  const text = formatText(value);
  if (typeof text !== 'string') return text;
  if (kind === 'string') return quote(text);
  if (kind === 'bytes') return `b${quote(text)}`;
  if (kind === 'timestamp' || kind === 'duration') return `${kind}(${quote(text)})`;
  return text;
}

function formatList(list: List): string | CelError {
  const parts: string[] = [];
  for (const value of list) {
    const text = formatMember(value);
    if (typeof text !== 'string') return text;
    parts.push(text);
  }
  return `[${parts.join(', ')}]`;
}

function formatMap(map: Dict): string | CelError {
  const parts: (readonly [string, string])[] = [];
  for (const key of map.keys()) {
    const { kind, name } = typeOf(key);
    if (!['string', 'bool', 'int', 'uint'].includes(kind))
      return new CelError(`no formatting function for map key of type ${name}`);
    const shown = formatMember(key);
    const text = formatMember(map.find(key) ?? null);
    if (typeof shown !== 'string') return shown;
    if (typeof text !== 'string') return text;
    parts.push([shown, text]);
  }
  const sorted = parts.sort(([a], [b]) => compareBytes(a, b));
  return `{${sorted.map(([key, text]) => `${key}:${text}`).join(', ')}}`;
}

/** A clause of a format string, or an error. */
interface ParsedClause {
  readonly length: number;
  readonly clause: Clause;
  readonly precision: number | undefined;
}

function parseClause(text: string): ParsedClause | CelError {
  const failed = (why: string): CelError => new CelError(`could not parse formatting clause: ${why}`);
  let at = 0;
  let precision: number | undefined;
  if (text.startsWith('.')) {
    const digits = /^\.(\d*)/.exec(text)?.[1] ?? '';
    at = 1 + digits.length;
    if (at >= text.length) return failed('error while parsing precision: could not find end of precision specifier');
    precision = Number(digits);
    if (digits === '' || !Number.isSafeInteger(precision)) {
      const why = digits === '' ? 'invalid syntax' : 'value out of range';
      const converting = `error while converting precision to integer: strconv.Atoi: parsing "${digits}": ${why}`;
      return failed(`error while parsing precision: ${converting}`);
    }
  }
  const letter = String.fromCodePoint(new TextEncoder().encode(Array.from(text.slice(at))[0] ?? '')[0] ?? 0);
  const clause = CLAUSES.get(letter);
  if (clause === undefined) return failed(`unrecognized formatting clause "${letter}"`);
  return { length: at + 1, clause, precision };
}

/** What to put in for a clause, or an error; `i` counts the clauses. */
type PutIn = (clause: Clause, precision: number | undefined, i: number) => string | CelError;

/** Walks over a format string (`parseFormatString`). */
function walk(text: string, args: number, put: PutIn): string | CelError {
  let out = '';
  let at = 0;
  let i = 0;
  while (at < text.length) {
    const next = text.indexOf('%', at);
    out += text.slice(at, next < 0 ? undefined : next);
    if (next < 0) break;
    if (text.startsWith('%%', next)) {
      out += '%';
      at = next + 2;
      continue;
    }
    if (i >= args && args >= 0) return new CelError(`index ${i} out of range`);
    if (next + 1 >= text.length) return new CelError('unexpected end of string');
    const parsed = parseClause(text.slice(next + 1));
    if (parsed instanceof CelError) return parsed;
    const piece = put(parsed.clause, parsed.precision, i);
    if (typeof piece !== 'string') return new CelError(`error during formatting: ${piece.message}`);
    out += piece;
    at = next + 1 + parsed.length;
    i++;
  }
  return out;
}

/** The formatted text, or an error. */
export function formatString(text: string, args: List): string | CelError {
  return walk(text, args.size, (clause, precision, i) => {
    const value = args.at(i);
    const { kind, name } = typeOf(value);
    return clause.kinds.includes(kind) ? clause.format(value, precision) : refuse(clause.refusal, name);
  });
}

/** What is wrong with a format string whose arguments are written out: the node and the message. */
export interface FormatProblem {
  readonly id: number;
  readonly message: string;
}

/** Holds a format string against the types of its arguments (`stringFormatValidator`). */
export function checkFormat(
  id: number,
  text: string,
  args: readonly Expr[],
  types: Checked['types'],
): FormatProblem | undefined {
  let count = 0;
  let bad = id;
  const result = walk(text, args.length, (clause, _, i) => {
    count++;
    const arg = args[i];
    const misfit = arg === undefined ? undefined : misfitOf(arg, clause, types);
    if (misfit === undefined) return '';
    bad = misfit;
    return refuse(clause.refusal, types.get(misfit)?.name ?? 'dyn');
  });
  if (result instanceof CelError) return { id: bad, message: result.message };
  if (args.length <= count) return undefined;
  const message = `too many arguments supplied to string.format (expected ${count}, got ${args.length})`;
  return { id, message };
}

/** The node that a clause cannot format; of lists and maps that are written out, one of their members. */
function misfitOf(expr: Expr, clause: Clause, types: Checked['types']): number | undefined {
  const type = types.get(expr.id);
  if (type !== undefined && type.kind !== 'dyn' && !clause.kinds.includes(type.kind)) return expr.id;
  if (clause !== CLAUSES.get('s')) return undefined;
  const members =
    expr.kind === 'list'
      ? expr.elements
      : expr.kind === 'map'
        ? expr.entries.flatMap(({ key, value }) => [key, value])
        : [];
  for (const member of members) {
    const misfit = misfitOf(member, clause, types);
    if (misfit !== undefined) return misfit;
  }
  return undefined;
}
