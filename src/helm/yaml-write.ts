/** YAML as Go writes it, with the origins of its scalars. Source: sigs.k8s.io/yaml (Marshal), go.yaml.in/yaml/v2 encode.go, emitterc.go. */
import { spend, VISIT } from '../limits/budget.ts';
import { formatFloat } from '../gotemplate/float.ts';
import { TextBuilder, type Origin } from '../gotemplate/text.ts';
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
  type Value,
} from '../gotemplate/value.ts';
import { isTimestamp, resolvePlain } from '../kubernetes/yaml/scalar.ts';
import { jsonNumber } from '../sprig/json.ts';
import { compareKeys } from './yaml-keys.ts';

export interface YamlStyle {
  /** The column behind which text is folded. */
  readonly width: number;
  /** Whether lists in maps are indented. */
  readonly indentsLists: boolean;
  /** Whether floats are written as they are, not as JSON has them. */
  readonly rawFloats: boolean;
}

/** yaml.v2 behind encoding/json: `toYaml`. */
export const JSON_YAML: YamlStyle = { width: 80, indentsLists: false, rawFloats: false };
/** yaml.v3 alone, with an indentation of two: `toYamlPretty`. */
export const PRETTY_YAML: YamlStyle = { width: Infinity, indentsLists: true, rawFloats: true };

/** A value as a YAML document, with its last line break. Throws JsonError for what JSON cannot hold. */
export function writeYaml(value: Value, style: YamlStyle): Str {
  const writer = new Writer(style);
  writer.document(value);
  return writer.build();
}

const STEP = 2;
type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';
type Place = 'root' | 'item' | 'key' | 'value';

class Writer {
  readonly #out = new TextBuilder();
  readonly #style: YamlStyle;
  #column = 0;
  #indent = -1;
  #whitespace = true;
  #indention = true;

  constructor(style: YamlStyle) {
    this.#style = style;
  }

  build(): Str {
    return this.#out.build();
  }

  document(value: Value): void {
    this.#node(value, 'root');
    this.#writeIndent();
  }

  #put(text: string, origin?: Origin): void {
    this.#out.add(text, origin);
    this.#column += text.length;
  }

  #break(): void {
    this.#out.add('\n');
    this.#column = 0;
  }

  #writeIndent(): void {
    const indent = Math.max(0, this.#indent);
    if (!this.#indention || this.#column > indent || (this.#column === indent && !this.#whitespace)) this.#break();
    if (this.#column < indent) this.#put(' '.repeat(indent - this.#column));
    this.#whitespace = true;
    this.#indention = true;
  }

  #indicator(text: string, needsSpace: boolean, isSpace: boolean, isIndention: boolean): void {
    if (needsSpace && !this.#whitespace) this.#put(' ');
    this.#put(text);
    this.#whitespace = isSpace;
    this.#indention = this.#indention && isIndention;
  }

  /** Runs `write` one level deeper. */
  #deeper(flow: boolean, indentless: boolean, write: () => void): void {
    const before = this.#indent;
    if (before < 0) this.#indent = flow ? STEP : 0;
    else if (!indentless) this.#indent += STEP;
    write();
    this.#indent = before;
  }

  #node(value: Value, place: Place): void {
    spend(VISIT);
    if (value === undefined || value === null || value instanceof NilDict || value instanceof NilList) {
      this.#scalar(str('null'), 'plain', place);
    } else if (value instanceof Str) this.#string(value, place);
    else if (value instanceof Bool || value instanceof Int)
      this.#scalar(printed(String(value.value), value), 'plain', place);
    else if (value instanceof Float) this.#scalar(printed(this.#float(value.value), value), 'plain', place);
    else if (value instanceof Bytes) this.#string(str(Buffer.from(toBytes(value.str.text)).toString('base64')), place);
    else if (value instanceof List) this.#list(value, place);
    else if (value instanceof Dict) this.#map(value);
    else if (isNative(value)) this.#node(value.json?.() ?? value.elements?.() ?? value.plain?.(), place);
  }

  /** A float that JSON has as an integer is read back as one. */
  #float(value: number): string {
    if (this.#style.rawFloats)
      return formatFloat(value, 'g')
        .replace(/^\+Inf$/, '.inf')
        .replace(/^-Inf$/, '-.inf')
        .replace(/^NaN$/, '.nan');
    const json = jsonNumber(value);
    if (!/^-?\d+$/.test(json)) return formatFloat(value, 'g');
    const whole = BigInt(json);
    return whole >= -(2n ** 63n) && whole < 2n ** 64n ? String(whole) : formatFloat(value, 'g');
  }

  #list({ items }: List, place: Place): void {
    if (items.length === 0) {
      this.#indicator('[', true, true, false);
      this.#indicator(']', false, false, false);
      return;
    }
    const indentless = place === 'value' && !this.#indention && !this.#style.indentsLists;
    this.#deeper(false, indentless, () => {
      for (const item of items) {
        this.#writeIndent();
        this.#indicator('-', true, false, true);
        this.#node(item, 'item');
      }
    });
  }

  #map(dict: Dict): void {
    if (dict.entries.size === 0) {
      this.#indicator('{', true, true, false);
      this.#indicator('}', false, false, false);
      return;
    }
    this.#deeper(false, false, () => {
      for (const key of [...dict.entries.keys()].sort(compareKeys)) {
        this.#writeIndent();
        this.#key(Str.marked(key, dict.keyMarks.get(key)));
        this.#node(dict.entries.get(key), 'value');
      }
    });
  }

  #key(key: Str): void {
    if (!/[\n\r\x85\u2028\u2029]/.test(key.text) && Buffer.byteLength(key.text) <= 128) {
      this.#string(key, 'key');
      this.#indicator(':', false, false, false);
      return;
    }
    this.#indicator('?', true, false, true);
    this.#string(key, 'value');
    this.#writeIndent();
    this.#indicator(':', true, false, true);
  }

  #string(value: Str, place: Place): void {
    const { text } = value;
    if (SIMPLE.test(text) && isPlainText(text)) {
      this.#scalar(value, 'plain', place);
      return;
    }
    const wanted: ScalarStyle = text.includes('\n') ? 'literal' : isPlainText(text) ? 'plain' : 'double';
    this.#scalar(value, allowed(wanted, text, place), place);
  }

  #scalar(value: Str, style: ScalarStyle, place: Place): void {
    this.#deeper(true, false, () => {
      const breaks = place !== 'key';
      if (style === 'plain') this.#plain(value, breaks);
      else if (style === 'single') this.#single(value, breaks);
      else if (style === 'double') this.#double(value, breaks);
      else this.#literal(value);
    });
  }

  #slice(value: Str, from: number, to: number): void {
    this.#out.addSlice(value, from, to);
    this.#column += runes(value.text, from, to);
    this.#indention = false;
  }

  /** Writes `value`, folded at single spaces behind the width; `stop` is where folding ends. */
  #folded(value: Str, breaks: boolean, first: number, last: number): void {
    const { text } = value;
    if (!breaks || this.#column + text.length <= this.#style.width || !text.includes(' ')) {
      this.#slice(value, 0, text.length);
      return;
    }
    let from = 0;
    for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) {
      if (at < first || at >= last || text[at - 1] === ' ' || text[at + 1] === ' ') continue;
      if (this.#column + runes(text, from, at) <= this.#style.width) continue;
      this.#slice(value, from, at);
      this.#writeIndent();
      from = at + 1;
    }
    this.#slice(value, from, text.length);
  }

  #plain(value: Str, breaks: boolean): void {
    if (!this.#whitespace) this.#put(' ');
    this.#folded(value, breaks, 0, value.text.length);
    this.#whitespace = false;
    this.#indention = false;
  }

  #single(value: Str, breaks: boolean): void {
    this.#indicator("'", true, false, false);
    const { text } = value;
    if (text.includes('\n') || /[\r\x85\u2028\u2029]/.test(text)) this.#singleLines(value);
    else if (text.includes("'")) {
      const doubled = new TextBuilder();
      let from = 0;
      for (let at = text.indexOf("'"); at >= 0; at = text.indexOf("'", at + 1)) {
        doubled.addSlice(value, from, at + 1).add("'");
        from = at + 1;
      }
      const quoted = doubled.addSlice(value, from, text.length).build();
      this.#folded(quoted, breaks, 1, quoted.text.length - 1);
    } else this.#folded(value, breaks, 1, text.length - 1);
    this.#indicator("'", false, false, false);
    this.#whitespace = false;
    this.#indention = false;
  }

  // Single quotes with line breaks in them are kept for keys alone, which have none.
  #singleLines(value: Str): void {
    this.#slice(value, 0, value.text.length);
  }

  #double(value: Str, breaks: boolean): void {
    this.#indicator('"', true, false, false);
    const { text } = value;
    let at = 0;
    let spaces = false;
    for (const char of text) {
      const end = at + char.length;
      const escape = escapeOf(char);
      if (escape !== undefined) {
        this.#out.add(escape, originAt(value, at));
        this.#column += escape.length;
        spaces = false;
      } else if (
        char === ' ' &&
        breaks &&
        !spaces &&
        this.#column > this.#style.width &&
        at > 0 &&
        at < text.length - 1
      ) {
        this.#writeIndent();
        if (text[end] === ' ') this.#put('\\');
        spaces = true;
      } else {
        this.#slice(value, at, end);
        spaces = char === ' ';
      }
      at = end;
    }
    this.#indicator('"', false, false, false);
    this.#whitespace = false;
    this.#indention = false;
  }

  #literal(value: Str): void {
    this.#indicator('|', true, false, false);
    const { text } = value;
    if (/^[ \n\r\x85\u2028\u2029]/.test(text)) this.#indicator(String(STEP), false, false, false);
    if (!isBreak(text[text.length - 1])) this.#indicator('-', false, false, false);
    else if (text.length === 1 || isBreak(text[text.length - 2])) this.#indicator('+', false, false, false);
    this.#break();
    this.#indention = true;
    this.#whitespace = true;
    let from = 0;
    while (from < text.length) {
      let end = from;
      while (end < text.length && !isBreak(text[end])) end++;
      if (end > from) {
        this.#writeIndent();
        this.#slice(value, from, end);
      }
      if (end < text.length) {
        if (text[end] === '\n') this.#break();
        else {
          this.#out.addSlice(value, end, end + 1);
          this.#column = 0;
        }
        this.#indention = true;
      }
      from = end + 1;
    }
  }
}

function printed(text: string, value: Value): Str {
  return Str.marked(text, markOf(value));
}

function originAt(value: Str, at: number): Origin | undefined {
  const { mark } = value.slice(at, at + 1);
  return mark === undefined ? undefined : { mark };
}

function runes(text: string, from: number, to: number): number {
  let count = to - from;
  for (let at = from; at < to; at++) if ((text.charCodeAt(at) & 0xfc00) === 0xdc00) count--;
  return count;
}

function isBreak(char: string | undefined): boolean {
  return char === '\n' || char === '\r' || char === '\x85' || char === '\u2028' || char === '\u2029';
}

// Text that needs no analysis: it has no indicator, and no space at its ends.
const SIMPLE = /^[A-Za-z0-9_./][A-Za-z0-9_./-]*$/;
const BASE60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** Whether a plain scalar of this text would be read as text. */
function isPlainText(text: string): boolean {
  return resolvePlain(text).kind === 'string' && text !== '<<' && !isTimestamp(text) && !BASE60.test(text);
}

// Neither control characters nor what lies beyond the basic plane is written as it is.
const SPECIAL = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/** The style that the emitter chooses instead of one that the text does not allow. Source: analyze_scalar, select_scalar_style. */
function allowed(wanted: ScalarStyle, text: string, place: Place): ScalarStyle {
  if (wanted === 'double') return wanted;
  const special = SPECIAL.test(text);
  const breaks = /[\n\r\x85\u2028\u2029]/.test(text);
  const spaceBreak = / [\n\r\x85\u2028\u2029]/.test(text);
  const breakSpace = /[\n\r\x85\u2028\u2029] /.test(text);
  if (place === 'key' && breaks) return 'double';
  if (wanted === 'literal')
    return text.endsWith(' ') || spaceBreak || special || place === 'key' ? 'double' : 'literal';
  const plain = !special && !breaks && text !== '' && !/^ | $/.test(text) && !hasBlockIndicator(text);
  if (plain) return 'plain';
  return special || spaceBreak || breakSpace ? 'double' : 'single';
}

const FIRST_INDICATOR = /^(?:[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t]|$)|---|\.\.\.)/;
const INNER_INDICATOR = /:(?:[ \t]|$)|[ \t\n]#/;

function hasBlockIndicator(text: string): boolean {
  return FIRST_INDICATOR.test(text) || INNER_INDICATOR.test(text);
}

const ESCAPES: Readonly<Record<number, string>> = {
  0x00: '0',
  0x07: 'a',
  0x08: 'b',
  0x09: 't',
  0x0a: 'n',
  0x0b: 'v',
  0x0c: 'f',
  0x0d: 'r',
  0x1b: 'e',
  0x22: '"',
  0x5c: '\\',
  0x85: 'N',
  0xa0: '_',
  0x2028: 'L',
  0x2029: 'P',
};

/** How a character is written in double quotes; undefined when it is written as it is. */
function escapeOf(char: string): string | undefined {
  const code = char.codePointAt(0) ?? 0;
  if (char !== '"' && char !== '\\' && !isBreak(char) && !SPECIAL.test(char)) return undefined;
  const short = ESCAPES[code];
  if (short !== undefined) return `\\${short}`;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
