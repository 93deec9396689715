/** The strings extension, version 2. Source: cel-go ext/strings.go. */
import { byteLength, trimSpace } from '../../kubernetes/go/strings.ts';
import { print } from '../convert.ts';
import { CostExceeded } from '../cost.ts';
import type { FunctionDecl, Implementation } from '../declarations.ts';
import { define, global, member } from '../declarations.ts';
import { DYN, INT, STRING, listType } from '../types.ts';
import type { Value } from '../values.ts';
import { CelError, List, ValueList, orNoSuchOverload } from '../values.ts';
import { formatString } from './format.ts';

/** No string may grow beyond what a server could hold. */
const LONGEST = 1 << 27;

const outOfRange = (index: bigint): CelError => new CelError(`index out of range: ${index}`);

/** A function of a string and further strings and integers. */
const on =
  (run: (text: string, ...rest: readonly (string | bigint)[]) => Value): Implementation =>
  (...args) => {
    const plain: (string | bigint)[] = [];
    for (const arg of args)
      if (typeof arg === 'string' || typeof arg === 'bigint') plain.push(arg);
      else return orNoSuchOverload(arg);
    const [text = '', ...rest] = plain;
    return typeof text === 'string' ? run(text, ...rest) : orNoSuchOverload(text);
  };

const textOf = (value: string | bigint | undefined): string => (typeof value === 'string' ? value : '');
const intOf = (value: string | bigint | undefined): bigint => (typeof value === 'bigint' ? value : 0n);

function charAt(text: string, index: bigint): Value {
  const runes = Array.from(text);
  if (index < 0n || index > BigInt(runes.length)) return outOfRange(index);
  return runes[Number(index)] ?? '';
}

/** The code points before a position in code units. */
const runesBefore = (text: string, at: number): bigint => BigInt(Array.from(text.slice(0, at)).length);

function indexOf(text: string, part: string, offset: bigint): Value {
  if (offset < 0n) return outOfRange(offset);
  const runes = Array.from(text);
  const length = BigInt(runes.length);
  if (part === '') return offset > length ? length : offset;
  if (offset >= length) return -1n;
  const skipped = runes.slice(0, Number(offset)).join('').length;
  const found = text.indexOf(part, skipped);
  return found < 0 ? -1n : runesBefore(text, found);
}

function lastIndexOf(text: string, part: string, offset: bigint | undefined): Value {
  const runes = Array.from(text);
  const length = BigInt(runes.length);
  if (offset === undefined) {
    if (part === '') return length;
    if (byteLength(text) < byteLength(part)) return -1n;
  }
  const from = offset ?? length - 1n;
  if (from < 0n) return outOfRange(from);
  if (part === '') return from > length ? length : from;
  if (from >= length) return -1n;
  const found = text.lastIndexOf(part, runes.slice(0, Number(from)).join('').length);
  return found < 0 ? -1n : runesBefore(text, found);
}

const ascii = (text: string, form: RegExp, change: (letter: string) => string): string => text.replace(form, change);

/** Go `strings.Replace`: an empty `old` matches before every code point and at the end. */
function replace(text: string, old: string, by: string, most: bigint): string {
  const parts = old === '' ? ['', ...Array.from(text)] : text.split(old);
  const count = most < 0n || most > BigInt(parts.length) ? parts.length : Number(most);
  const length = text.length + Math.min(count, parts.length) * by.length;
  if (length > LONGEST) throw new CostExceeded();
  // The last piece is followed by a match only when every place between code points matches.
  const places = old === '' ? parts.length : parts.length - 1;
  let out = '';
  parts.forEach((part, i) => {
    out += part;
    if (i < places) out += i < count ? by : old;
  });
  return out;
}

/** Go `strings.SplitN`. */
function split(text: string, separator: string, most: bigint): Value {
  if (most === 0n) return new ValueList([]);
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  if (most < 0n || BigInt(parts.length) <= most) return new ValueList(parts);
  const kept = parts.slice(0, Number(most) - 1);
  return new ValueList([...kept, parts.slice(Number(most) - 1).join(separator)]);
}

function substring(text: string, start: bigint, end: bigint | undefined): Value {
  const runes = Array.from(text);
  const length = BigInt(runes.length);
  if (end !== undefined && start > end) return new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  if (start < 0n || start > length) return outOfRange(start);
  if (end !== undefined && end > length) return outOfRange(end);
  return runes.slice(Number(start), end === undefined ? undefined : Number(end)).join('');
}

const join: Implementation = (list = null, separator = '') => {
  if (!(list instanceof List) || typeof separator !== 'string') return orNoSuchOverload(list);
  const parts: string[] = [];
  let length = 0;
  for (let i = 0; i < list.size; i++) {
    const value = list.at(i);
    if (typeof value !== 'string') return new CelError(`join: invalid input: ${print(value)}`);
    length += value.length + separator.length;
    if (length > LONGEST) throw new CostExceeded();
    parts.push(value);
  }
  return parts.join(separator);
};

const QUOTED: ReadonlyMap<string, string> = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ['"', '\\"'],
]);

const quote = (text: string): string =>
  `"${Array.from(text)
    .map((rune) => QUOTED.get(rune) ?? rune)
    .join('')}"`;

const LIST = listType(STRING);

const format: Implementation = (text = null, args = null) => {
  if (typeof text !== 'string' || !(args instanceof List)) return orNoSuchOverload(text);
  return formatString(text, args);
};

/** The functions of the strings extension. */
export const STRING_FUNCTIONS: readonly FunctionDecl[] = [
  define(
    'charAt',
    member(
      'string_char_at_int',
      [STRING, INT],
      STRING,
      on((text, index) => charAt(text, intOf(index))),
    ),
  ),
  define(
    'indexOf',
    member(
      'string_index_of_string',
      [STRING, STRING],
      INT,
      on((text, part) => indexOf(text, textOf(part), 0n)),
    ),
    member(
      'string_index_of_string_int',
      [STRING, STRING, INT],
      INT,
      on((text, part, offset) => indexOf(text, textOf(part), intOf(offset))),
    ),
  ),
  define(
    'lastIndexOf',
    member(
      'string_last_index_of_string',
      [STRING, STRING],
      INT,
      on((text, part) => lastIndexOf(text, textOf(part), undefined)),
    ),
    member(
      'string_last_index_of_string_int',
      [STRING, STRING, INT],
      INT,
      on((text, part, offset) => lastIndexOf(text, textOf(part), intOf(offset))),
    ),
  ),
  define(
    'lowerAscii',
    member(
      'string_lower_ascii',
      [STRING],
      STRING,
      on((text) => ascii(text, /[A-Z]+/g, (letters) => letters.toLowerCase())),
    ),
  ),
  define(
    'replace',
    member(
      'string_replace_string_string',
      [STRING, STRING, STRING],
      STRING,
      on((text, old, by) => replace(text, textOf(old), textOf(by), -1n)),
    ),
    member(
      'string_replace_string_string_int',
      [STRING, STRING, STRING, INT],
      STRING,
      on((text, old, by, most) => replace(text, textOf(old), textOf(by), intOf(most))),
    ),
  ),
  define(
    'split',
    member(
      'string_split_string',
      [STRING, STRING],
      LIST,
      on((text, separator) => split(text, textOf(separator), -1n)),
    ),
    member(
      'string_split_string_int',
      [STRING, STRING, INT],
      LIST,
      on((text, separator, most) => split(text, textOf(separator), intOf(most))),
    ),
  ),
  define(
    'substring',
    member(
      'string_substring_int',
      [STRING, INT],
      STRING,
      on((text, start) => substring(text, intOf(start), undefined)),
    ),
    member(
      'string_substring_int_int',
      [STRING, INT, INT],
      STRING,
      on((text, start, end) => substring(text, intOf(start), intOf(end))),
    ),
  ),
  define('trim', member('string_trim', [STRING], STRING, on(trimSpace))),
  define(
    'upperAscii',
    member(
      'string_upper_ascii',
      [STRING],
      STRING,
      on((text) => ascii(text, /[a-z]+/g, (letters) => letters.toUpperCase())),
    ),
  ),
  define('format', member('string_format', [STRING, listType(DYN)], STRING, format)),
  define('strings.quote', global('strings_quote', [STRING], STRING, on(quote))),
  define('join', member('list_join', [LIST], STRING, join), member('list_join_string', [LIST, STRING], STRING, join)),
];
