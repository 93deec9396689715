/** sprig's functions of text. Source: Masterminds/sprig v3 strings.go, functions.go; Masterminds/goutils. */
import { mapCharacters, sliceBytes } from '../gotemplate/builtins.ts';
import { ANY, BOOL, func, FuncError, INT, STRING, variadic } from '../gotemplate/func.ts';
import { sprintOne } from '../gotemplate/format.ts';
import { spendText } from '../limits/budget.ts';
import { join, replaceAll, split, TextBuilder } from '../gotemplate/text.ts';
import {
  Bool,
  byteCount,
  Bytes,
  Dict,
  isNative,
  List,
  marksOf,
  Str,
  str,
  type Func,
  type Value,
} from '../gotemplate/value.ts';
import { quote as goQuote, toLower } from '../kubernetes/go/strings.ts';
import { camelCase, kebabCase, snakeCase } from './word-case.ts';

/** Go's strval: text as it is, anything else as fmt prints it. */
export function strval(value: Value): Str {
  return value instanceof Bytes ? value.str : sprintOne(value);
}

/** Go's strslice: the texts of a list; nils are left out. */
export function strslice(value: Value): readonly Str[] {
  const list = isNative(value) ? value.elements?.() : value;
  if (list instanceof List) return list.items.filter((item) => item !== undefined && item !== null).map(strval);
  return value === undefined || value === null ? [] : [strval(value)];
}

export function stringList(items: readonly Value[]): List {
  return new List(items, '[]string');
}

/** A text changed character by character; its origins stay when each keeps its length. */
export function mapText(source: Str, change: (text: string) => string): Str {
  const text = change(source.text);
  if (text === source.text) return source;
  return text.length === source.text.length ? new Str(text, source.segments) : Str.marked(text, source.mark);
}

function escaped(char: string): string | undefined {
  const code = char.charCodeAt(0);
  if (char.length === 1 && code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  const inner = goQuote(char).slice(1, -1);
  return inner === char ? undefined : inner;
}

/** Go `%q`. */
export function quoted(source: Str): Str {
  return new TextBuilder().add('"').addStr(mapCharacters(source, escaped)).add('"').build();
}

const present = (value: Value): boolean => value !== undefined && value !== null;

function quote(...values: readonly Value[]): Str {
  return join(
    values.filter(present).map((value) => quoted(strval(value))),
    str(' '),
  );
}

function squote(...values: readonly Value[]): Str {
  const wrapped = values
    .filter(present)
    .map((value) => new TextBuilder().add("'").addStr(sprintOne(value)).add("'").build());
  return join(wrapped, str(' '));
}

function cat(...values: readonly Value[]): Str {
  const shown = values.filter(present).map(sprintOne);
  // Go prints with the format "%v %v …".
  return join(shown, str(' '));
}

function padding(spaces: number): string {
  if (spaces < 0) throw new FuncError('strings: negative Repeat count');
  spendText(spaces);
  return ' '.repeat(spaces);
}

export function indent(spaces: number, source: Str): Str {
  const pad = padding(spaces);
  return new TextBuilder()
    .add(pad)
    .addStr(replaceAll(source, '\n', str(`\n${pad}`)))
    .build();
}

function nindent(spaces: number, source: Str): Str {
  return new TextBuilder().add('\n').addStr(indent(spaces, source)).build();
}

function repeat(count: number, source: Str): Str {
  if (count < 0) throw new FuncError('strings: negative Repeat count');
  spendText(count * source.text.length);
  if (source.segments.length === 0) return str(source.text.repeat(source.text === '' ? 0 : count));
  const out = new TextBuilder();
  for (let at = 0; at < count; at++) out.addStr(source);
  return out.build();
}

const SPACES = /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

/** `source` without the characters at its ends that `cut` names. */
export function trimWhere(source: Str, cut: (char: string) => boolean): Str {
  const chars = Array.from(source.text);
  let from = 0;
  let to = source.text.length;
  let first = 0;
  for (; first < chars.length && cut(chars[first] ?? ''); first++) from += chars[first]?.length ?? 0;
  for (let last = chars.length - 1; last >= first && cut(chars[last] ?? ''); last--) to -= chars[last]?.length ?? 0;
  return source.slice(from, to);
}

export const isSpace = (char: string): boolean => SPACES.test(char);

function trimAll(cutset: Str, source: Str): Str {
  const cut = new Set(cutset.text);
  return trimWhere(source, (char) => cut.has(char));
}

function trimSuffix(suffix: Str, source: Str): Str {
  return suffix.text !== '' && source.text.endsWith(suffix.text)
    ? source.slice(0, source.text.length - suffix.text.length)
    : source;
}

function trimPrefix(prefix: Str, source: Str): Str {
  return source.text.startsWith(prefix.text) ? source.slice(prefix.text.length) : source;
}

function outOfRange(what: string): FuncError {
  return new FuncError(`runtime error: slice bounds out of range ${what}`);
}

function bytesOf(source: Str, from: number, to: number): Str {
  const length = byteCount(source.text);
  if (to < 0) throw outOfRange(`[:${String(to)}]`);
  if (to > length) throw outOfRange(`[:${String(to)}] with length ${String(length)}`);
  if (from < 0) throw outOfRange(`[${String(from)}:]`);
  if (from > to) throw outOfRange(`[${String(from)}:${String(to)}]`);
  return sliceBytes(source, from, to);
}

function trunc(count: number, source: Str): Str {
  const length = byteCount(source.text);
  if (count < 0 && length + count > 0) return sliceBytes(source, length + count, length);
  return count >= 0 && length > count ? sliceBytes(source, 0, count) : source;
}

function substr(start: number, end: number, source: Str): Str {
  const length = byteCount(source.text);
  if (start < 0) return bytesOf(source, 0, end);
  return bytesOf(source, start, end < 0 || end > length ? length : end);
}

/** goutils.AbbreviateFull. */
function abbreviate(source: Str, offset: number, width: number): Str {
  const length = byteCount(source.text);
  if (length === 0 || width < 4) return str('');
  if (length <= width) return source;
  let from = Math.min(offset, length);
  if (length - from < width - 3) from = length - (width - 3);
  const out = new TextBuilder();
  if (from <= 4)
    return out
      .addStr(sliceBytes(source, 0, width - 3))
      .add('...')
      .build();
  if (width < 7) return str('');
  out.add('...');
  if (from + width - 3 < length) return out.addStr(abbreviate(sliceBytes(source, from, length), 0, width - 3)).build();
  return out.addStr(sliceBytes(source, length - (width - 3), length)).build();
}

/** Go `strings.Title`. */
function title(text: string): string {
  let before = ' ';
  let out = '';
  for (const char of text) {
    const separated = /[\p{L}\p{Nd}_]/u.test(before) ? false : before.charCodeAt(0) < 0x80 || isSpace(before);
    out += separated ? upperOne(char) : char;
    before = char;
  }
  return out;
}

// Go maps one character to one character.
function upperOne(char: string): string {
  const upper = char.toUpperCase();
  return Array.from(upper).length === 1 ? upper : char;
}

function upper(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text.toUpperCase() : Array.from(text).map(upperOne).join('');
}

function untitle(text: string): string {
  let next = true;
  return Array.from(text)
    .map((char) => {
      if (isSpace(char)) next = true;
      else if (next) {
        next = false;
        return toLower(char);
      }
      return char;
    })
    .join('');
}

function swapCase(text: string): string {
  return Array.from(text)
    .map((char) => (/^[\p{Lu}\p{Lt}]$/u.test(char) ? toLower(char) : /^\p{Ll}$/u.test(char) ? upperOne(char) : char))
    .join('');
}

function initials(text: string): string {
  let gap = true;
  let out = '';
  for (const char of text) {
    if (isSpace(char)) gap = true;
    else if (gap) {
      out += char;
      gap = false;
    }
  }
  return out;
}

/** goutils.WrapCustom. */
function wrap(text: string, width: number, newline: string, breakWords: boolean): string {
  const line = newline === '' ? '\n' : newline;
  const columns = Math.max(1, width);
  let out = '';
  let at = 0;
  while (text.length - at > columns) {
    if (text[at] === ' ') {
      at++;
      continue;
    }
    const space = text.slice(at, at + columns + 1).lastIndexOf(' ');
    if (space >= 0) {
      out += text.slice(at, at + space) + line;
      at += space + 1;
    } else if (breakWords) {
      out += text.slice(at, at + columns) + line;
      at += columns;
    } else {
      const next = text.indexOf(' ', at + columns);
      if (next < 0) {
        out += text.slice(at);
        at = text.length;
      } else {
        out += text.slice(at, next) + line;
        at = next + 1;
      }
    }
  }
  return out + text.slice(at);
}

function parts(pieces: readonly Str[]): Dict {
  return Dict.ofStrings(pieces.map((piece, index) => [`_${String(index)}`, piece]));
}

/** A test of two texts, the wanted one first. */
function test(check: (text: string, wanted: string) => boolean): Func {
  return func([STRING, STRING], (wanted, source) => new Bool(check(source.text, wanted.text), marksOf(source)));
}

/** A function of one text that keeps lengths where it can. */
function change(map: (text: string) => string): Func {
  return func([STRING], (source) => mapText(source, map));
}

export const STRINGS: Readonly<Record<string, Func>> = {
  hello: func([], () => str('Hello!')),
  abbrev: func([INT, STRING], (width, source) => (width < 4 ? source : abbreviate(source, 0, width))),
  abbrevboth: func([INT, INT, STRING], (left, right, source) =>
    right < 4 || (left > 0 && right < 7) ? source : abbreviate(source, left, right),
  ),
  trunc: func([INT, STRING], trunc),
  trim: func([STRING], (source) => trimWhere(source, isSpace)),
  upper: change(upper),
  lower: change(toLower),
  title: change(title),
  untitle: change(untitle),
  swapcase: change(swapCase),
  initials: change(initials),
  snakecase: change(snakeCase),
  camelcase: change(camelCase),
  kebabcase: change(kebabCase),
  substr: func([INT, INT, STRING], substr),
  repeat: func([INT, STRING], repeat),
  trimall: func([STRING, STRING], trimAll),
  trimAll: func([STRING, STRING], trimAll),
  trimSuffix: func([STRING, STRING], trimSuffix),
  trimPrefix: func([STRING, STRING], trimPrefix),
  nospace: func([STRING], (source) => mapCharacters(source, (char) => (isSpace(char) ? '' : undefined))),
  wrap: func([INT, STRING], (width, source) => mapText(source, (text) => wrap(text, width, '', false))),
  wrapWith: func([INT, STRING, STRING], (width, newline, source) =>
    mapText(source, (text) => wrap(text, width, newline.text, true)),
  ),
  contains: test((text, wanted) => text.includes(wanted)),
  hasPrefix: test((text, wanted) => text.startsWith(wanted)),
  hasSuffix: test((text, wanted) => text.endsWith(wanted)),
  quote: variadic([], ANY, quote),
  squote: variadic([], ANY, squote),
  cat: variadic([], ANY, cat),
  indent: func([INT, STRING], indent),
  nindent: func([INT, STRING], nindent),
  replace: func([STRING, STRING, STRING], (old, by, source) => replaceAll(source, old.text, by)),
  plural: func([STRING, STRING, INT], (one, many, count) => (count === 1 ? one : many)),
  toString: func([ANY], strval),
  split: func([STRING, STRING], (separator, source) => parts(split(source, separator.text))),
  splitn: func([STRING, INT, STRING], (separator, count, source) => parts(split(source, separator.text, count))),
  splitList: func([STRING, STRING], (separator, source) => stringList(split(source, separator.text))),
  toStrings: func([ANY], (value) => stringList(strslice(value))),
  join: func([STRING, ANY], (separator, value) => join(strslice(value), separator)),
  ternary: func([ANY, ANY, BOOL], (yes, no, condition) => (condition ? yes : no)),
};
