/** The functions that every Go template has. Source: text/template/funcs.go. */
import { eq, le, lt } from './compare.ts';
import { func, FuncError, STRING, VALUE, ANY, variadic } from './func.ts';
import { sprint, sprintf, sprintln } from './format.ts';
import { TextBuilder } from './text.ts';
import {
  Bool,
  Bytes,
  Dict,
  fromBytes,
  Int,
  isNative,
  isTrue,
  lengthOf,
  List,
  marksOf,
  Str,
  toBytes,
  typeName,
  type Func,
  type Value,
} from './value.ts';

/** Go `html`: one character at a time, so that the others keep their origins. */
const HTML: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\ufffd',
};

/** `text` with each character that `replaced` knows replaced, the rest with its origin. */
export function mapCharacters(str: Str, replaced: (char: string) => string | undefined): Str {
  const out = new TextBuilder();
  let from = 0;
  let at = 0;
  for (const char of str.text) {
    const by = replaced(char);
    if (by !== undefined) {
      out.addSlice(str, from, at).add(by, originOf(str, at));
      from = at + char.length;
    }
    at += char.length;
  }
  return from === 0 ? str : out.addSlice(str, from, at).build();
}

function originOf(str: Str, at: number): { readonly mark: NonNullable<Str['mark']> } | undefined {
  const { mark } = str.slice(at, at + 1);
  return mark === undefined ? undefined : { mark };
}

const JS: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

function escapeJs(char: string): string | undefined {
  const known = JS[char];
  if (known !== undefined) return known;
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x80) return undefined;
  if (code >= 0x80 && /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char)) return undefined;
  return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Go `url.QueryEscape`. */
export function queryEscape(char: string): string | undefined {
  if (/^[A-Za-z0-9_.~-]$/.test(char)) return undefined;
  if (char === ' ') return '+';
  return [...toBytes(char)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

function indexOf(index: Value, capacity: number): number {
  if (index === undefined || index === null) throw new FuncError('cannot index slice/array with nil');
  if (!(index instanceof Int)) throw new FuncError(`cannot index slice/array with type ${typeName(index)}`);
  const at = Number(index.value);
  if (at < 0 || at > capacity) throw new FuncError(`index out of range: ${String(at)}`);
  return at;
}

/** Go `index`. Throws FuncError. */
export function index(item: Value, ...indexes: readonly Value[]): Value {
  if (item === undefined || item === null) throw new FuncError('index of untyped nil');
  let found: Value = item;
  for (const key of indexes) {
    if (found === undefined || found === null) throw new FuncError('index of nil pointer');
    const elements: Value = isNative(found) ? (found.elements?.() ?? found) : found;
    if (elements instanceof Dict) found = entry(elements, key);
    else if (elements instanceof List) found = element(elements.items, indexOf(key, elements.items.length), 'slice');
    else if (elements instanceof Str || elements instanceof Bytes) {
      const bytes = [...toBytes(elements instanceof Str ? elements.text : elements.str.text)].map(
        (byte) => new Int(byte, 'uint8'),
      );
      found = element(bytes, indexOf(key, bytes.length), elements instanceof Str ? 'string' : 'slice');
    } else throw new FuncError(`can't index item of type ${typeName(found)}`);
  }
  return found;
}

function entry(dict: Dict, key: Value): Value {
  if (key === undefined || key === null) throw new FuncError('value is nil; should be of type string');
  if (!(key instanceof Str)) throw new FuncError(`value has type ${typeName(key)}; should be string`);
  return dict.entries.has(key.text) ? dict.entries.get(key.text) : dict.zero;
}

function element(items: readonly Value[], at: number, what: string): Value {
  if (at >= items.length) throw new FuncError(`reflect: ${what} index out of range`);
  return items[at];
}

function slice(item: Value, ...indexes: readonly Value[]): Value {
  if (item === undefined || item === null) throw new FuncError('slice of untyped nil');
  if (indexes.length > 3) throw new FuncError(`too many slice indexes: ${String(indexes.length)}`);
  if (!(item instanceof Str || item instanceof List)) throw new FuncError(`can't slice item of type ${typeName(item)}`);
  if (item instanceof Str && indexes.length === 3) throw new FuncError('cannot 3-index slice a string');
  const length = lengthOf(item) ?? 0;
  const [from = 0, to = length, cap = length] = indexes.map((one) => indexOf(one, length));
  if (from > to) throw new FuncError(`invalid slice index: ${String(from)} > ${String(to)}`);
  if (to > cap) throw new FuncError(`invalid slice index: ${String(to)} > ${String(cap)}`);
  return item instanceof List ? new List(item.items.slice(from, to), item.type) : sliceBytes(item, from, to);
}

/** A text from one byte to another. */
export function sliceBytes(str: Str, from: number, to: number): Str {
  if (lengthOf(str) === str.text.length) return str.slice(from, to);
  const bytes = Buffer.from(toBytes(str.text));
  const text = fromBytes(bytes.subarray(from, to));
  const start = fromBytes(bytes.subarray(0, from)).length;
  const cut = str.slice(start, start + text.length);
  return cut.text === text ? cut : Str.marked(text, str.mark);
}

function length(item: Value): Value {
  if (item === null) throw new FuncError('len of nil pointer');
  if (item === undefined) throw new FuncError('reflect: call of reflect.Value.Type on zero Value');
  const found = lengthOf(item);
  if (found === undefined) throw new FuncError(`len of type ${typeName(item)}`);
  return new Int(found);
}

function bool(value: boolean, ...rest: readonly Value[]): Bool {
  return new Bool(value, marksOf(...rest));
}

/** `and` and `or` are evaluated by the executor, which stops at the first that decides. */
export const SHORT_CIRCUIT: Readonly<Record<string, boolean>> = { and: false, or: true };

export const BUILTINS: Readonly<Record<string, Func>> = {
  and: variadic([VALUE], VALUE, (...values) => values[0]),
  or: variadic([VALUE], VALUE, (...values) => values[0]),
  not: func([VALUE], (value) => bool(!isTrue(value), value)),
  call: variadic([VALUE], VALUE, (called) => {
    if (called === undefined || called === null) throw new FuncError('call of nil');
    throw new FuncError(`non-function of type ${typeName(called)}`);
  }),
  html: variadic([], ANY, (...values) => mapCharacters(sprint(values), (char) => HTML[char])),
  js: variadic([], ANY, (...values) => mapCharacters(sprint(values), escapeJs)),
  urlquery: variadic([], ANY, (...values) => mapCharacters(sprint(values), queryEscape)),
  index: variadic([VALUE], VALUE, index),
  slice: variadic([VALUE], VALUE, slice),
  len: func([VALUE], length),
  print: variadic([], ANY, (...values) => sprint(values)),
  printf: variadic([STRING], ANY, (format, ...values) => sprintf(format, values)),
  println: variadic([], ANY, (...values) => sprintln(values)),
  eq: variadic([VALUE], VALUE, (first, ...others) => bool(eq(first, others))),
  ne: func([VALUE, VALUE], (a, b) => bool(!eq(a, [b]))),
  lt: func([VALUE, VALUE], (a, b) => bool(lt(a, b))),
  le: func([VALUE, VALUE], (a, b) => bool(le(a, b))),
  gt: func([VALUE, VALUE], (a, b) => bool(!le(a, b))),
  ge: func([VALUE, VALUE], (a, b) => bool(!lt(a, b))),
};
