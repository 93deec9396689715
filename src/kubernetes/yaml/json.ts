/** JSON with the place of every key and value. Source of rules and messages: Go encoding/json scanner.go. */
import type { Span } from './span.ts';
import { quote } from '../go/strings.ts';
import type { Entry, ListNode, MapNode, Node, NumberNode, Path, StringNode } from './node.ts';

/** A key that occurs twice in one object. */
export interface RepeatedEntry {
  readonly path: Path;
  readonly keySpan: Span;
  readonly firstSpan: Span;
  readonly value: Node;
}

/** Text that is not valid JSON: Go's error, and its place. */
export class JsonFault extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

export interface JsonValue {
  readonly node: Node;
  /** After the last character of the value. */
  readonly end: number;
  readonly repeated: readonly RepeatedEntry[];
}

/** Reads one JSON value at `start` (white space before it is skipped). Throws JsonFault. */
export function readJson(text: string, start: number, limit: number): JsonValue {
  const reader = new Reader(text, start, limit);
  const node = reader.value(0);
  return { node, end: reader.offset, repeated: reader.repeated };
}

/** After the white space that JSON allows at `from`. */
export function skipJsonSpace(text: string, from: number, limit: number): number {
  let at = from;
  for (; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 9 && code !== 13) break;
  }
  return at;
}

/** After the JSON value at `start`, which is a list or an object, without reading it. Throws JsonFault. */
export function skipJson(text: string, start: number): number {
  const end = closingBracket(text, start);
  // Text that JSON.parse accepts is also accepted by Go, and JSON.parse is much faster than a reader with places.
  return end !== undefined && isJson(text.slice(start, end)) ? end : readJson(text, start, text.length).end;
}

const STRINGS_AND_BRACKETS = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|[[\]{}]/g;

function closingBracket(text: string, start: number): number | undefined {
  STRINGS_AND_BRACKETS.lastIndex = start;
  let depth = 0;
  for (let match = STRINGS_AND_BRACKETS.exec(text); match !== null; match = STRINGS_AND_BRACKETS.exec(text)) {
    const [found] = match;
    if (found === '{' || found === '[') depth++;
    else if ((found === '}' || found === ']') && --depth <= 0) return STRINGS_AND_BRACKETS.lastIndex;
    if (depth > MAX_DEPTH) return undefined;
  }
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The error for text after a complete value. */
export function trailingFault(text: string, at: number): JsonFault {
  return new JsonFault(at, `invalid character ${shown(text, at)} after top-level value`);
}

/** No field of a Kubernetes object is nested this deeply: deeper values are read as an empty list or map. */
export const MAX_READ_DEPTH = 200;
const MAX_DEPTH = 10_000;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
// Characters that follow a number without being part of it.
const BROKEN_NUMBER = /(?:\.|[eE][-+]?)/y;
// eslint-disable-next-line no-control-regex -- JSON strings cannot hold them
const PLAIN_STRING = /[^"\\\u0000-\u001f]*/y;
const WITHIN_TOKEN = /^(?:in (?!string literal)|after decimal point)/;
const HEX = /[0-9a-fA-F]/;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class Reader {
  offset: number;
  readonly repeated: RepeatedEntry[] = [];
  readonly #text: string;
  readonly #limit: number;
  readonly #path: (string | number)[] = [];

  constructor(text: string, start: number, limit: number) {
    this.#text = text;
    this.#limit = limit;
    this.offset = start;
  }

  value(depth: number): Node {
    const char = this.#next();
    if (depth > MAX_READ_DEPTH && (char === '{' || char === '[')) return this.#deep(char);
    if (char === '"') return this.#string();
    if (char === '{') return this.#object(depth);
    if (char === '[') return this.#array(depth);
    if (char === 't') return { kind: 'boolean', value: true, span: this.#word('true') };
    if (char === 'f') return { kind: 'boolean', value: false, span: this.#word('false') };
    if (char === 'n') return { kind: 'null', span: this.#word('null') };
    if (char === '-' || (char >= '0' && char <= '9')) return this.#number();
    return this.#fail('looking for beginning of value');
  }

  /** The character at the offset, empty at the end. */
  #char(): string {
    return this.offset < this.#limit ? (this.#text[this.offset] ?? '') : '';
  }

  /** The next character that is not white space. */
  #next(): string {
    this.offset = skipJsonSpace(this.#text, this.offset, this.#limit);
    return this.#char();
  }

  #fail(context: string): never {
    const { offset } = this;
    if (offset < this.#limit) throw new JsonFault(offset, `invalid character ${shown(this.#text, offset)} ${context}`);
    // Go feeds its scanner a space at the end.
    const message = WITHIN_TOKEN.test(context) ? `invalid character ' ' ${context}` : 'unexpected end of JSON input';
    throw new JsonFault(this.#limit, message);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.offset;
    const found = pattern.exec(this.#text)?.[0].slice(0, this.#limit - this.offset);
    this.offset += found?.length ?? 0;
    return found;
  }

  #deep(char: '{' | '['): Node {
    const start = this.offset;
    const end = closingBracket(this.#text, start) ?? this.#limit + 1;
    if (end > this.#limit || !isJson(this.#text.slice(start, end))) throw new JsonFault(start, 'exceeded max depth');
    this.offset = end;
    const span = { start, end };
    return char === '{' ? { kind: 'map', entries: [], span } : { kind: 'list', items: [], span };
  }

  #word(expected: string): Span {
    const start = this.offset;
    for (const char of expected) {
      if (this.#char() !== char) this.#fail(`in literal ${expected} (expecting '${char}')`);
      this.offset++;
    }
    return { start, end: this.offset };
  }

  #number(): NumberNode {
    const start = this.offset;
    const literal = this.#take(NUMBER);
    if (literal === undefined) {
      this.offset++;
      return this.#fail('in numeric literal');
    }
    const end = this.offset;
    if (!/[eE]/.test(literal)) this.#refuseBrokenNumber(literal);
    this.offset = end;
    return { kind: 'number', literal, span: { start, end } };
  }

  #refuseBrokenNumber(literal: string): void {
    const rest = this.#take(BROKEN_NUMBER);
    if (rest === undefined || rest === '' || (rest === '.' && literal.includes('.'))) return;
    this.#fail(rest === '.' ? 'after decimal point in numeric literal' : 'in exponent of numeric literal');
  }

  #string(): StringNode {
    const start = this.offset++;
    let value = this.#take(PLAIN_STRING) ?? '';
    for (let char = this.#char(); char !== '"'; char = this.#char()) {
      if (char !== '\\') this.#fail('in string literal');
      this.offset++;
      value += this.#escape();
      value += this.#take(PLAIN_STRING) ?? '';
    }
    this.offset++;
    // Lone surrogates become U+FFFD, as in Go.
    return { kind: 'string', value: value.toWellFormed(), span: { start, end: this.offset } };
  }

  #escape(): string {
    const char = this.#char();
    const plain = ESCAPES[char];
    if (plain === undefined && char !== 'u') return this.#fail('in string escape code');
    this.offset++;
    return plain ?? String.fromCharCode(this.#hex());
  }

  #hex(): number {
    const start = this.offset;
    for (let digit = 0; digit < 4; digit++) {
      if (!HEX.test(this.#char())) this.#fail('in \\u hexadecimal character escape');
      this.offset++;
    }
    return parseInt(this.#text.slice(start, this.offset), 16);
  }

  #array(depth: number): ListNode {
    const start = this.offset++;
    const items: Node[] = [];
    if (this.#next() !== ']') {
      for (;;) {
        this.#path.push(items.length);
        items.push(this.value(depth + 1));
        this.#path.pop();
        const char = this.#next();
        if (char === ']') break;
        if (char !== ',') this.#fail('after array element');
        this.offset++;
      }
    }
    this.offset++;
    return { kind: 'list', items, span: { start, end: this.offset } };
  }

  #object(depth: number): MapNode {
    const start = this.offset++;
    const entries = new Map<string, Entry>();
    if (this.#next() !== '}') {
      for (;;) {
        this.#entry(depth, entries);
        const char = this.#next();
        if (char === '}') break;
        if (char !== ',') this.#fail('after object key:value pair');
        this.offset++;
      }
    }
    this.offset++;
    return { kind: 'map', entries: [...entries.values()], span: { start, end: this.offset } };
  }

  #entry(depth: number, entries: Map<string, Entry>): void {
    if (this.#next() !== '"') this.#fail('looking for beginning of object key string');
    const { value: key, span: keySpan } = this.#string();
    if (this.#next() !== ':') this.#fail('after object key');
    this.offset++;
    this.#path.push(key);
    const value = this.value(depth + 1);
    const first = entries.get(key);
    if (first !== undefined) {
      this.repeated.push({ path: [...this.#path], keySpan, firstSpan: first.keySpan, value });
      entries.delete(key);
    }
    this.#path.pop();
    entries.set(key, { key, keySpan, value });
  }
}

// Go treats the first byte of a character as a character of its own.
function shown(text: string, at: number): string {
  const char = String.fromCharCode(new TextEncoder().encode(String.fromCodePoint(text.codePointAt(at) ?? 0))[0] ?? 0);
  if (char === "'") return "'\\''";
  return char === '"' ? `'"'` : `'${quote(char).slice(1, -1)}'`;
}
