/** JSON values as `sigs.k8s.io/yaml` prints them. Source: sigs.k8s.io/yaml JSONToYAML, go.yaml.in/yaml/v2 encode.go, emitterc.go. */
import { formatFloat } from '../../kubernetes/yaml/scalar.ts';
import { analyze, blockHints, escapeOf } from './analyze.ts';
import { compareKeys } from './key-order.ts';
import type { Place } from './node.ts';
import { resolve } from './resolve.ts';
import type { JsonList, JsonMap, JsonNode, JsonScalar } from './value.ts';

const INDENT = 2;
const WIDTH = 80;
const LONGEST_KEY = 128;
const BASE60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** A stretch of printed text, and where it comes from. */
export interface Printed {
  readonly start: number;
  readonly end: number;
  readonly place: Place;
}

/** `root` as YAML; what is printed of each key and scalar is added to `printed`. */
export function printYaml(root: JsonNode, printed?: Printed[]): string {
  return new Printer(printed).document(root);
}

class Printer {
  #out = '';
  #lineStart = 0;
  readonly #printed: Printed[] | undefined;

  constructor(printed: Printed[] | undefined) {
    this.#printed = printed;
  }

  document(root: JsonNode): string {
    if (root.kind === 'map' && root.entries.length > 0) this.#map(root, 0);
    else if (root.kind === 'list' && root.items.length > 0) this.#list(root, 0);
    else this.#inline(root, 0);
    if (!this.#out.endsWith('\n') || this.#out.length !== this.#lineStart) this.#newline();
    return this.#out;
  }

  get #column(): number {
    // Columns are characters; only long lines need the exact number.
    const { length } = this.#out;
    if (length - this.#lineStart <= WIDTH) return length - this.#lineStart;
    return Array.from(this.#out.slice(this.#lineStart)).length;
  }

  #newline(): void {
    this.#out += '\n';
    this.#lineStart = this.#out.length;
  }

  #indentTo(indent: number): void {
    if (this.#out.length !== this.#lineStart) this.#newline();
    this.#out += ' '.repeat(indent);
  }

  #mark(start: number, place: Place | undefined): void {
    if (place !== undefined) this.#printed?.push({ start, end: this.#out.length, place });
  }

  // The first key may be given behind a dash: the line is then begun already.
  #map(map: JsonMap, indent: number, begun = false): void {
    let first = begun;
    for (const { key, keyPlace, value } of [...map.entries].sort((a, b) => compareKeys(a.key, b.key))) {
      if (!first) this.#indentTo(indent);
      first = false;
      const start = this.#out.length;
      const analysis = analyze(key, false);
      if (analysis.multiline || Buffer.byteLength(key) > LONGEST_KEY) {
        this.#out += '?';
        this.#string(key, indent, false);
        this.#mark(start, keyPlace);
        this.#indentTo(indent);
        this.#out += ':';
        this.#value(value, indent, true);
        continue;
      }
      this.#string(key, indent, true);
      this.#mark(start, keyPlace);
      this.#out += ':';
      this.#value(value, indent, false);
    }
  }

  #value(value: JsonNode, indent: number, explicit: boolean): void {
    if (value.kind === 'map' && value.entries.length > 0) {
      if (explicit) this.#out += ' ';
      this.#map(value, indent + INDENT, explicit);
    } else if (value.kind === 'list' && value.items.length > 0) {
      if (explicit) this.#out += ' ';
      this.#list(value, explicit ? indent + INDENT : indent, explicit);
    } else this.#inline(value, indent);
  }

  #list(list: JsonList, indent: number, begun = false): void {
    let first = begun;
    for (const item of list.items) {
      if (!first) this.#indentTo(indent);
      first = false;
      const start = this.#out.length;
      this.#out += '-';
      this.#mark(start, item.place);
      if (item.kind === 'map' && item.entries.length > 0) {
        this.#out += ' ';
        this.#map(item, indent + INDENT, true);
      } else if (item.kind === 'list' && item.items.length > 0) {
        this.#out += ' ';
        this.#list(item, indent + INDENT, true);
      } else this.#inline(item, indent);
    }
  }

  #inline(node: JsonNode, indent: number): void {
    if (node.kind !== 'scalar') {
      this.#space();
      this.#out += node.kind === 'map' ? '{}' : '[]';
      return;
    }
    const start = this.#out.length + 1;
    if (typeof node.value === 'string') this.#string(node.value, indent, false);
    else {
      this.#space();
      this.#out += literal(node.value);
    }
    this.#mark(Math.min(start, this.#out.length), node.place);
  }

  #space(): void {
    if (this.#out.length !== this.#lineStart) this.#out += ' ';
  }

  #string(text: string, indent: number, key: boolean): void {
    const analysis = analyze(text, false);
    if (text.includes('\n') && !key && analysis.block) {
      this.#literal(text, indent + INDENT);
      return;
    }
    const canBePlain = resolve(text, true).tag === '!!str' && !BASE60.test(text) && !text.includes('\n');
    if (!key) this.#space();
    if (canBePlain && analysis.blockPlain && !(key && text === '')) this.#plain(text, indent + INDENT, key);
    else if (canBePlain && analysis.singleQuoted) this.#singleQuoted(text, indent + INDENT, key);
    else this.#doubleQuoted(text, indent + INDENT, key);
  }

  #literal(text: string, indent: number): void {
    this.#space();
    this.#out += `|${blockHints(text, INDENT)}`;
    this.#newline();
    for (const line of text.split('\n')) {
      if (this.#out.length !== this.#lineStart) this.#newline();
      if (line !== '') this.#out += ' '.repeat(indent) + line;
      else this.#newline();
    }
    // The last piece is what follows the last break: nothing is to be written of it.
    if (text.endsWith('\n')) this.#dropLastBreak();
  }

  #dropLastBreak(): void {
    this.#out = this.#out.slice(0, -1);
    this.#lineStart = this.#out.lastIndexOf('\n') + 1;
  }

  #fold(indent: number): void {
    this.#newline();
    this.#out += ' '.repeat(indent);
  }

  #plain(text: string, indent: number, key: boolean): void {
    if (key || this.#column + text.length <= WIDTH) {
      this.#out += text;
      return;
    }
    let spaces = false;
    for (let i = 0; i < text.length; i++) {
      const char = text[i] ?? '';
      if (char !== ' ') this.#out += char;
      else if (!spaces && this.#column > WIDTH && text[i + 1] !== ' ') this.#fold(indent);
      else this.#out += char;
      spaces = char === ' ';
    }
  }

  #singleQuoted(text: string, indent: number, key: boolean): void {
    this.#out += "'";
    let spaces = false;
    for (let i = 0; i < text.length; i++) {
      const char = text[i] ?? '';
      if (char === "'") this.#out += "''";
      else if (char !== ' ') this.#out += char;
      else if (!key && !spaces && i > 0 && i < text.length - 1 && text[i + 1] !== ' ' && this.#column > WIDTH)
        this.#fold(indent);
      else this.#out += char;
      spaces = char === ' ';
    }
    this.#out += "'";
  }

  #doubleQuoted(text: string, indent: number, key: boolean): void {
    this.#out += '"';
    let spaces = false;
    for (let i = 0; i < text.length; i++) {
      const code = text.codePointAt(i) ?? 0;
      const char = String.fromCodePoint(code);
      if (code === 32 && !key && !spaces && i > 0 && i < text.length - 1 && this.#column > WIDTH) {
        this.#fold(indent);
        if (text[i + 1] === ' ') this.#out += '\\';
      } else this.#out += escapeOf(code) ?? char;
      spaces = code === 32;
      if (code > 0xffff) i++;
    }
    this.#out += '"';
  }
}

function literal(value: Exclude<JsonScalar['value'], string>): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return numberText(value);
  return String(value);
}

// A float goes through JSON: what is an integer there is read as one.
function numberText(value: number): string {
  const json = Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : undefined;
  if (json !== undefined && resolve(json, true).tag === '!!int') return json;
  return formatFloat(value);
}
