/**
 * A reader for the regular block style in which kubectl prints objects: maps and lists by indentation, scalars,
 * literals. For everything else (anchors, flow collections, comments, unusual numbers) it gives up, and the caller uses
 * the full parser. It exists because dumps can be 50 MB.
 */

/** Thrown inside, caught in `readBlock`: this text is not in the regular style. */
class Irregular extends Error {}

// Plain scalars that YAML 1.1 might not read as strings.
const WORD = /^(?:y|n|yes|no|on|off|true|false|null|\.nan|\.inf)$/i;
const NUMBERLIKE =
  /^(?:[-+]?(?:\.?[0-9][0-9_,]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9_]*)?|0[xXoObB][0-9a-fA-F_]*|[0-9][0-9_]*(?::[0-9_.]*)+)|[0-9]{4}-[0-9].*)$/;
const INTEGER = /^(?:0|-?[1-9][0-9]{0,14})$/;
const KEY =
  /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s"'\-?:,[\]{}#&*!|>%@`][^:#]*(?::[^\s:#][^:#]*)*|[-?:][^\s:#][^:#]*)):(?: +|$)/;

/** The value written between `start` and `end`, or undefined when it is not written in kubectl's regular style. Keys in `skip` are left out. */
export function readBlock(text: string, start: number, end: number, skip: ReadonlySet<string>): unknown {
  try {
    return new BlockReader(text, start, end, skip).document();
  } catch (error) {
    if (error instanceof Irregular) return undefined;
    throw error;
  }
}

class BlockReader {
  readonly #text: string;
  readonly #end: number;
  readonly #skip: ReadonlySet<string>;
  /** Of the current line: where its content starts and ends, and its indentation; -1 at the end. */
  #from = 0;
  #to = 0;
  #indent = -1;

  constructor(text: string, start: number, end: number, skip: ReadonlySet<string>) {
    this.#text = text;
    this.#end = end;
    this.#skip = skip;
    this.#enter(start);
  }

  document(): unknown {
    const value = this.#indent < 0 ? null : this.#node(this.#indent);
    if (this.#indent >= 0) throw new Irregular();
    return value;
  }

  /** Makes the next non-blank line, from `start` on, the current one. */
  #enter(start: number): void {
    let at = start;
    while (at < this.#end) {
      const stop = this.#lineEnd(at);
      let from = at;
      while (from < stop && this.#text.charCodeAt(from) === 32) from++;
      if (from < stop) {
        const first = this.#text.charCodeAt(from);
        if (first === 35 || first === 9) throw new Irregular();
        this.#from = from;
        this.#to = this.#text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop;
        this.#indent = from - at;
        return;
      }
      at = stop + 1;
    }
    this.#indent = -1;
  }

  #lineEnd(at: number): number {
    const found = this.#text.indexOf('\n', at);
    return found < 0 || found > this.#end ? this.#end : found;
  }

  #next(): void {
    this.#enter(this.#lineEnd(this.#to) + 1);
  }

  #isItem(): boolean {
    if (this.#text.charCodeAt(this.#from) !== 45) return false;
    return this.#to === this.#from + 1 || this.#text.charCodeAt(this.#from + 1) === 32;
  }

  /** The node whose first line is the current one, at `indent`. */
  #node(indent: number): unknown {
    if (this.#isItem()) return this.#list(indent);
    const line = this.#text.slice(this.#from, this.#to);
    if (KEY.test(line)) return this.#map(indent);
    return this.#scalar(line, indent - 1);
  }

  #list(indent: number): unknown[] {
    const items: unknown[] = [];
    while (this.#indent === indent && this.#isItem()) {
      if (this.#to === this.#from + 1) {
        this.#next();
        items.push(this.#indent > indent ? this.#node(this.#indent) : null);
        continue;
      }
      let from = this.#from + 2;
      while (from < this.#to && this.#text.charCodeAt(from) === 32) from++;
      this.#indent += from - this.#from;
      this.#from = from;
      const literal = this.#text.charCodeAt(from) === 124;
      items.push(literal ? this.#literal(this.#text.slice(from, this.#to), indent) : this.#node(this.#indent));
    }
    if (this.#indent > indent) throw new Irregular();
    return items;
  }

  #map(indent: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    while (this.#indent === indent && !this.#isItem()) {
      const match = KEY.exec(this.#text.slice(this.#from, this.#to));
      if (match === null) throw new Irregular();
      const key = match[3] ?? (match[1] === undefined ? (match[2] ?? '').replaceAll("''", "'") : unescape(match[1]));
      if (key === '__proto__' || key === '<<' || (match[3] !== undefined && irregularKey(key))) throw new Irregular();
      this.#from += match[0].length;
      if (this.#skip.has(key)) this.#pass(indent);
      else map[key] = this.#value(indent);
    }
    if (this.#indent > indent) throw new Irregular();
    return map;
  }

  /** Skips the value of a key at `indent`. */
  #pass(indent: number): void {
    this.#next();
    while (this.#indent > indent || (this.#indent === indent && this.#isItem())) this.#next();
  }

  /** The value after `key:` of a map at `indent`. */
  #value(indent: number): unknown {
    if (this.#from >= this.#to) {
      this.#next();
      if (this.#indent > indent || (this.#indent === indent && this.#isItem())) return this.#node(this.#indent);
      return null;
    }
    const line = this.#text.slice(this.#from, this.#to);
    return line.startsWith('|') ? this.#literal(line, indent) : this.#scalar(line, indent);
  }

  #literal(header: string, indent: number): string {
    if (!/^\|[-+]?$/.test(header)) throw new Irregular();
    let at = this.#lineEnd(this.#to) + 1;
    const lines: string[] = [];
    let width = -1;
    while (at < this.#end) {
      const stop = this.#lineEnd(at);
      const line = this.#text.slice(at, stop).replace(/\r$/, '');
      const inner = line.search(/[^ ]/);
      if (width < 0 && inner >= 0) width = inner > indent ? inner : -2;
      if (inner >= 0 && inner < width) break;
      if (width === -2) break;
      lines.push(inner < 0 && line.length <= Math.max(width, 0) ? '' : line.slice(Math.max(width, 0)));
      at = stop + 1;
    }
    this.#enter(at);
    const text = lines.join('\n');
    const body = text.replace(/(?<!\n)\n+$/, '');
    if (header === '|-') return body;
    return header === '|+' ? `${text}\n` : body === '' ? '' : `${body}\n`;
  }

  /** A scalar, folded over lines further in than `indent` where kubectl broke it at a space. */
  #scalar(line: string, indent: number): unknown {
    const parts = [line];
    let stop = this.#lineEnd(this.#to);
    this.#next();
    while (this.#indent > indent) {
      if (line.startsWith('"') || this.#from - this.#indent !== stop + 1) throw new Irregular();
      parts.push(this.#text.slice(this.#from, this.#to));
      stop = this.#lineEnd(this.#to);
      this.#next();
    }
    return readScalar(parts.join(' '));
  }
}

function irregularKey(key: string): boolean {
  return WORD.test(key) || NUMBERLIKE.test(key) || key.endsWith(' ') || key === '~' || key === '=';
}

function readScalar(line: string): unknown {
  switch (line.charCodeAt(0)) {
    case 34:
      return quoted(/^"((?:[^"\\]|\\.)*)" *$/.exec(line), unescape);
    case 39:
      return quoted(/^'((?:[^']|'')*)' *$/.exec(line), (inner) => inner.replaceAll("''", "'"));
    case 123:
      if (line === '{}') return {};
      throw new Irregular();
    case 91:
      if (line === '[]') return [];
      throw new Irregular();
    default:
      return readPlain(line);
  }
}

function quoted(match: RegExpExecArray | null, decode: (inner: string) => string): string {
  if (match === null) throw new Irregular();
  return decode(match[1] ?? '');
}

function readPlain(line: string): unknown {
  if (line === 'true') return true;
  if (line === 'false') return false;
  if (line === 'null') return null;
  if (INTEGER.test(line)) return Number(line);
  if (/^[&*!|>%@`#,?\]}~=-]/.test(line) && !/^[-?][^\s]/.test(line)) throw new Irregular();
  if (WORD.test(line) || NUMBERLIKE.test(line) || /: |:$| #|\s$/.test(line)) throw new Irregular();
  return line;
}

/** What JSON reads otherwise than YAML or not at all: other escapes, half a `\u`, surrogates, control characters. */
const NOT_AS_JSON = /\p{Cc}|\\(?!["\\/bfnrt]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4})/u;

/** The escapes that JSON shares with YAML; others are rare and left to the full parser. */
function unescape(inner: string): string {
  if (!inner.includes('\\')) return inner;
  if (NOT_AS_JSON.test(inner)) throw new Irregular();
  return JSON.parse(`"${inner}"`) as string;
}
