/** JSON as Go reads and writes it. Source: encoding/json. */
import { mapCharacters } from '../gotemplate/builtins.ts';
import { spend, spendParsing, VISIT } from '../limits/budget.ts';
import { ANY, func, FuncError, STRING } from '../gotemplate/func.ts';
import { commonMark, TextBuilder, type Mark } from '../gotemplate/text.ts';
import {
  Bool,
  Bytes,
  Dict,
  Float,
  Int,
  isNative,
  List,
  markOf,
  NilDict,
  NilList,
  Str,
  str,
  toBytes,
  type Func,
  type Value,
} from '../gotemplate/value.ts';
import { JsonFault, readJson, skipJsonSpace, trailingFault } from '../kubernetes/yaml/json.ts';
import type { Node } from '../kubernetes/yaml/node.ts';

/** A value that Go does not marshal; the message is Go's. */
export class JsonError extends Error {}

export interface JsonStyle {
  /** Whether `<`, `>` and `&` are escaped. */
  readonly html: boolean;
  /** What a level is indented by; everything is on one line without. */
  readonly indent?: string;
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function escape(char: string, html: boolean): string | undefined {
  const short = SHORT[char];
  if (short !== undefined) return short;
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd';
  const control = code < 0x20 || code === 0x2028 || code === 0x2029;
  if (!control && !(html && (char === '<' || char === '>' || char === '&'))) return undefined;
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

// eslint-disable-next-line no-control-regex -- what JSON escapes
const PLAIN = /^[^"\\\u0000-\u001f\u2028\u2029<>&\ud800-\udfff]*$/;

/** A text as a JSON string. */
export function jsonString(source: Str, html: boolean): Str {
  const inner = PLAIN.test(source.text) ? source : mapCharacters(source, (char) => escape(char, html));
  return new TextBuilder().add('"').addStr(inner).add('"').build();
}

/** Go `json.Marshal`. Throws JsonError. */
export function writeJson(value: Value, style: JsonStyle): Str {
  const out = new TextBuilder();
  new Writer(out, style).write(value, '\n');
  return out.build();
}

/** A float as Go's JSON has it. Throws JsonError. */
export function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) {
    throw new JsonError(`json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`);
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

class Writer {
  readonly #out: TextBuilder;
  readonly #style: JsonStyle;

  constructor(out: TextBuilder, style: JsonStyle) {
    this.#out = out;
    this.#style = style;
  }

  /** Writes a value; `line` begins a line at its depth. */
  write(value: Value, line: string): void {
    spend(VISIT);
    if (value === undefined || value === null || value instanceof NilDict || value instanceof NilList)
      this.#out.add('null');
    else if (value instanceof Str) this.#out.addStr(jsonString(value, this.#style.html));
    else if (value instanceof Bool) this.#scalar(String(value.value), value);
    else if (value instanceof Int) this.#scalar(String(value.value), value);
    else if (value instanceof Float) this.#scalar(jsonNumber(value.value), value);
    else if (value instanceof Bytes) this.#out.add(`"${Buffer.from(toBytes(value.str.text)).toString('base64')}"`);
    else if (value instanceof List) this.#list(value, line);
    else if (value instanceof Dict) this.#dict(value, line);
    else if (isNative(value)) this.write(value.json?.() ?? value.elements?.() ?? value.plain?.(), line);
  }

  #scalar(text: string, value: Value): void {
    const mark = markOf(value);
    this.#out.add(text, mark === undefined ? undefined : { mark });
  }

  #list({ items }: List, line: string): void {
    this.#many(items, '[', ']', line, (item, inner) => {
      this.write(item, inner);
    });
  }

  #dict(dict: Dict, line: string): void {
    this.#many(dict.sortedKeys(), '{', '}', line, (key, inner) => {
      this.#out.addStr(jsonString(Str.marked(key, dict.keyMarks.get(key)), this.#style.html));
      this.#out.add(this.#style.indent === undefined ? ':' : ': ');
      this.write(dict.entries.get(key), inner);
    });
  }

  #many<T>(
    items: readonly T[],
    open: string,
    close: string,
    line: string,
    each: (item: T, inner: string) => void,
  ): void {
    const { indent } = this.#style;
    const inner = `${line}${indent ?? ''}`;
    this.#out.add(open);
    items.forEach((item, index) => {
      if (index > 0) this.#out.add(',');
      if (indent !== undefined) this.#out.add(inner);
      each(item, inner);
    });
    if (indent !== undefined && items.length > 0) this.#out.add(line);
    this.#out.add(close);
  }
}

/** A document's node as Go decodes JSON into an `interface {}`; `markAt` names where a span was read from. */
export function valueOf(
  node: Node,
  markAt: (node: Node, keys: readonly (string | number)[]) => Mark | undefined,
): Value {
  return decode(node, [], markAt);
}

type MarkAt = Parameters<typeof valueOf>[1];

function decode(node: Node, keys: readonly (string | number)[], markAt: MarkAt): Value {
  switch (node.kind) {
    case 'string':
      return Str.marked(node.value, markAt(node, keys));
    case 'number':
      return new Float(Number(node.literal), markAt(node, keys));
    case 'boolean':
      return new Bool(node.value, markAt(node, keys));
    case 'null':
      return null;
    case 'list':
      return new List(node.items.map((item, index) => decode(item, [...keys, index], markAt)));
    case 'map': {
      const dict = new Dict();
      for (const { key, keySpan, value } of node.entries) {
        const path = [...keys, key];
        dict.entries.set(key, decode(value, path, markAt));
        const mark = markAt({ kind: 'string', value: key, span: keySpan }, path);
        if (mark !== undefined) dict.keyMarks.set(key, mark);
      }
      return dict;
    }
  }
}

/** Where the pieces of a text come from, for the values that are read from it. */
export function markIn(source: Str): MarkAt {
  if (source.segments.length === 0) return () => undefined;
  return ({ span }) => commonMark(source.slice(span.start, span.end).segments.map(({ origin }) => origin?.mark));
}

/** Go `json.Unmarshal` into an `interface {}`. Throws JsonError. */
export function readJsonValue(source: Str): Value {
  const { text } = source;
  spendParsing(text);
  try {
    const { node, end } = readJson(text, 0, text.length);
    const rest = skipJsonSpace(text, end, text.length);
    if (rest < text.length) throw trailingFault(text, rest);
    return valueOf(node, markIn(source)) ?? undefined;
  } catch (error) {
    if (error instanceof JsonFault) throw new JsonError(error.message);
    throw error;
  }
}

/** What a function gives that swallows errors. */
function quietly(write: () => Value, fallback: Value): Value {
  try {
    return write();
  } catch (error) {
    if (error instanceof JsonError) return fallback;
    throw error;
  }
}

/** What a function gives that returns errors. */
function loudly(write: () => Value): Value {
  try {
    return write();
  } catch (error) {
    if (error instanceof JsonError) throw new FuncError(error.message);
    throw error;
  }
}

const COMPACT: JsonStyle = { html: true };
const PRETTY: JsonStyle = { html: true, indent: '  ' };
const RAW: JsonStyle = { html: false };

export const JSONS: Readonly<Record<string, Func>> = {
  fromJson: func([STRING], (source) => quietly(() => readJsonValue(source), undefined)),
  mustFromJson: func([STRING], (source) => loudly(() => readJsonValue(source))),
  toJson: func([ANY], (value) => quietly(() => writeJson(value, COMPACT), str(''))),
  mustToJson: func([ANY], (value) => loudly(() => writeJson(value, COMPACT))),
  toPrettyJson: func([ANY], (value) => quietly(() => writeJson(value, PRETTY), str(''))),
  mustToPrettyJson: func([ANY], (value) => loudly(() => writeJson(value, PRETTY))),
  toRawJson: func([ANY], (value) => loudly(() => writeJson(value, RAW))),
  mustToRawJson: func([ANY], (value) => loudly(() => writeJson(value, RAW))),
};
