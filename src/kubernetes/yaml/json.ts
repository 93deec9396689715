/** JSON with the place of every key and value. Source of the messages: Go encoding/json scanner.go. */
import type { Span } from '../../source.ts';
import type { Entry, ListNode, MapNode, Node, NumberNode, StringNode } from '../node.ts';

/** A key that stands twice in one object. */
export interface RepeatedEntry {
  readonly path: readonly (string | number)[];
  readonly keySpan: Span;
  readonly firstSpan: Span;
  readonly value: Node;
}

/** Text that is no JSON: what Go says of it, and where. */
export class JsonFault extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

export interface JsonValue {
  readonly node: Node;
  /** Behind the last character of the value. */
  readonly end: number;
  readonly repeated: readonly RepeatedEntry[];
}

const MAX_DEPTH = 1000;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
// eslint-disable-next-line no-control-regex -- JSON strings cannot hold them
const PLAIN_STRING = /[^"\\\u0000-\u001f]*/y;

/** Reads one JSON value at `start` (white space before it is skipped). Throws JsonFault. */
export function readJson(text: string, start: number, limit: number): JsonValue {
  const repeated: RepeatedEntry[] = [];
  const path: (string | number)[] = [];
  let at = start;

  const fail = (context: string): never => {
    const char = text[at];
    if (at >= limit || char === undefined) throw new JsonFault(Math.min(at, limit), 'unexpected end of JSON input');
    throw new JsonFault(at, `invalid character ${shown(text, at)} ${context}`);
  };
  const skip = (): void => {
    while (at < limit && (text[at] === ' ' || text[at] === '\n' || text[at] === '\t' || text[at] === '\r')) at++;
  };

  function value(depth: number): Node {
    skip();
    if (depth > MAX_DEPTH) throw new JsonFault(at, 'exceeded max depth');
    const char = at < limit ? text[at] : undefined;
    if (char === '{') return object(depth);
    if (char === '[') return array(depth);
    if (char === '"') return string();
    if (char === 't') return { kind: 'boolean', value: true, span: word('true') };
    if (char === 'f') return { kind: 'boolean', value: false, span: word('false') };
    if (char === 'n') return { kind: 'null', span: word('null') };
    if (char !== undefined && /[-0-9]/.test(char)) return number();
    return fail('looking for beginning of value');
  }

  function word(expected: string): Span {
    const begin = at;
    for (const char of expected) {
      if (text[at] !== char || at >= limit) fail(`in literal ${expected} (expecting '${char}')`);
      at++;
    }
    return { start: begin, end: at };
  }

  function number(): NumberNode {
    NUMBER.lastIndex = at;
    const literal = NUMBER.exec(text)?.[0];
    if (literal === undefined) {
      at++;
      return fail('in numeric literal');
    }
    const span = { start: at, end: at + literal.length };
    at = span.end;
    if (at < limit && /[.eE]/.test(text[at] ?? '')) {
      at++;
      fail(text[at - 1] === '.' ? 'after decimal point in numeric literal' : 'in exponent of numeric literal');
    }
    return { kind: 'number', literal, span };
  }

  function string(): StringNode {
    const begin = at++;
    let result = '';
    for (;;) {
      PLAIN_STRING.lastIndex = at;
      const plain = PLAIN_STRING.exec(text)?.[0] ?? '';
      result += plain;
      at += plain.length;
      if (at >= limit) fail('');
      if (text[at] === '"') break;
      if (text[at] !== '\\') fail('in string literal');
      at++;
      result += escape();
    }
    at++;
    // Lone surrogates become U+FFFD, as in Go.
    return { kind: 'string', value: result.toWellFormed(), span: { start: begin, end: at } };
  }

  function escape(): string {
    const char = text[at] ?? '';
    if (char === 'u') {
      for (let digit = 1; digit <= 4; digit++) {
        if (/[0-9a-fA-F]/.test(text[at + digit] ?? '')) continue;
        at += digit;
        fail('in \\u hexadecimal character escape');
      }
      at += 5;
      return String.fromCharCode(parseInt(text.slice(at - 4, at), 16));
    }
    const plain = ESCAPES[char];
    if (plain === undefined) return fail('in string escape code');
    at++;
    return plain;
  }

  function array(depth: number): ListNode {
    const begin = at++;
    const items: Node[] = [];
    skip();
    if (text[at] === ']' && at < limit) at++;
    else
      for (;;) {
        path.push(items.length);
        items.push(value(depth + 1));
        path.pop();
        skip();
        if (at < limit && text[at] === ']') break;
        if (at >= limit || text[at] !== ',') fail('after array element');
        at++;
      }
    if (items.length > 0) at++;
    return { kind: 'list', items, span: { start: begin, end: at } };
  }

  function object(depth: number): MapNode {
    const begin = at++;
    const entries = new Map<string, Entry>();
    skip();
    if (at < limit && text[at] === '}') {
      at++;
      return { kind: 'map', entries: [], span: { start: begin, end: at } };
    }
    for (;;) {
      skip();
      if (at >= limit || text[at] !== '"') fail('looking for beginning of object key string');
      const key = string();
      skip();
      if (at >= limit || text[at] !== ':') fail('after object key');
      at++;
      path.push(key.value);
      const entry = { key: key.value, keySpan: key.span, value: value(depth + 1) };
      const first = entries.get(key.value);
      if (first !== undefined) {
        repeated.push({ path: [...path], keySpan: key.span, firstSpan: first.keySpan, value: entry.value });
        entries.delete(key.value);
      }
      path.pop();
      entries.set(key.value, entry);
      skip();
      if (at < limit && text[at] === '}') break;
      if (at >= limit || text[at] !== ',') fail('after object key:value pair');
      at++;
    }
    at++;
    return { kind: 'map', entries: [...entries.values()], span: { start: begin, end: at } };
  }

  const node = value(0);
  return { node, end: at, repeated };
}

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

// Go prints the first byte of the character, quoted as a rune of its own.
function shown(text: string, at: number): string {
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (char === "'") return "'\\''";
  if (char === '"') return `'"'`;
  const byte = Buffer.from(char)[0] ?? 0;
  if (byte < 0x20 || byte === 0x7f) return `'${JSON.stringify(char).slice(1, -1)}'`;
  return `'${String.fromCharCode(byte)}'`;
}

/** Behind the white space that JSON allows at `at`. */
export function skipJsonSpace(text: string, at: number, limit: number): number {
  let end = at;
  while (end < limit && ' \n\t\r'.includes(text[end] ?? 'x')) end++;
  return end;
}

/** The fault of text that follows a complete value. */
export function trailingFault(text: string, at: number): JsonFault {
  return new JsonFault(at, `invalid character ${shown(text, at)} after top-level value`);
}
