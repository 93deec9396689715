/** How a scalar can be written. Source: go.yaml.in/yaml/v3 and v2 emitterc.go (yaml_emitter_analyze_scalar). */
import { isBreak } from './cursor.ts';

export interface Analysis {
  readonly multiline: boolean;
  readonly flowPlain: boolean;
  readonly blockPlain: boolean;
  readonly singleQuoted: boolean;
  readonly block: boolean;
}

const EMPTY: Analysis = { multiline: false, flowPlain: false, blockPlain: true, singleQuoted: true, block: false };
const PLAIN: Analysis = { multiline: false, flowPlain: true, blockPlain: true, singleQuoted: true, block: true };
/** Texts of which nothing needs a look: most of them. */
const SIMPLE = /^[A-Za-z0-9_/.$(+][A-Za-z0-9_/.$()+@=;-]*$/;
const STARTERS = new Set('#,[]{}&*!|>\'"%@`');

/** Code points that the emitter writes as they are. Source: yamlprivateh.go is_printable. */
export function isPrintable(code: number): boolean {
  return (
    code === 10 ||
    (code >= 0x20 && code <= 0x7e) ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff)
  );
}

/** Analyzes `value`; with `tabs` a tab is as good as a letter in block scalars, as in yaml.v3. */
export function analyze(value: string, tabs: boolean): Analysis {
  if (value === '') return EMPTY;
  if (SIMPLE.test(value) && !value.startsWith('...')) return PLAIN;
  return new Analyzer(value, tabs).run();
}

class Analyzer {
  readonly #value: string;
  readonly #tabs: boolean;
  #blockIndicator = false;
  #flowIndicator = false;
  #lineBreaks = false;
  #special = false;
  #tab = false;
  #leadingSpace = false;
  #leadingBreak = false;
  #trailingSpace = false;
  #trailingBreak = false;
  #breakSpace = false;
  #spaceBreak = false;

  constructor(value: string, tabs: boolean) {
    this.#value = value;
    this.#tabs = tabs;
  }

  run(): Analysis {
    const value = this.#value;
    if (/^(?:---|\.\.\.)/.test(value)) this.#blockIndicator = this.#flowIndicator = true;
    let precededByBlank = true;
    let previous: 'space' | 'break' | 'other' = 'other';
    for (let i = 0; i < value.length; i++) {
      const code = value.codePointAt(i) ?? 0;
      const width = code > 0xffff ? 2 : 1;
      const next = value.charCodeAt(i + width);
      const followedByBlank = i + width >= value.length || next === 32 || next === 9;
      this.#indicator(value[i] ?? '', i === 0, precededByBlank, followedByBlank);
      if (code === 9 && this.#tabs) this.#tab = true;
      else if (!isPrintable(code)) this.#special = true;
      previous = this.#space(code, i, i + width === value.length, previous);
      i += width - 1;
      precededByBlank = code === 32 || code === 9 || code === 0 || isBreak(code);
    }
    return this.#result();
  }

  #indicator(char: string, first: boolean, precededByBlank: boolean, followedByBlank: boolean): void {
    if (first ? STARTERS.has(char) : ',?[]{}'.includes(char)) {
      this.#flowIndicator = true;
      if (first) this.#blockIndicator = true;
    } else if (char === ':' || (first && char === '?')) {
      this.#flowIndicator = true;
      if (followedByBlank) this.#blockIndicator = true;
    } else if (first ? char === '-' && followedByBlank : char === '#' && precededByBlank) {
      this.#flowIndicator = this.#blockIndicator = true;
    }
  }

  #space(code: number, at: number, last: boolean, previous: 'space' | 'break' | 'other'): 'space' | 'break' | 'other' {
    if (code === 32) {
      if (at === 0) this.#leadingSpace = true;
      if (last) this.#trailingSpace = true;
      if (previous === 'break') this.#breakSpace = true;
      return 'space';
    }
    if (!isBreak(code)) return 'other';
    this.#lineBreaks = true;
    if (at === 0) this.#leadingBreak = true;
    if (last) this.#trailingBreak = true;
    if (previous === 'space') this.#spaceBreak = true;
    return 'break';
  }

  #result(): Analysis {
    const outer = this.#leadingSpace || this.#leadingBreak || this.#trailingSpace || this.#trailingBreak;
    const odd = this.#spaceBreak || this.#special;
    const plain = !outer && !this.#breakSpace && !odd && !this.#tab && !this.#lineBreaks;
    return {
      multiline: this.#lineBreaks,
      flowPlain: plain && !this.#flowIndicator,
      blockPlain: plain && !this.#blockIndicator,
      singleQuoted: !this.#breakSpace && !odd && !this.#tab,
      block: !this.#trailingSpace && !odd,
    };
  }
}

const SHORT_ESCAPES: Readonly<Record<number, string>> = {
  0x00: '\\0',
  0x07: '\\a',
  0x08: '\\b',
  0x09: '\\t',
  0x0a: '\\n',
  0x0b: '\\v',
  0x0c: '\\f',
  0x0d: '\\r',
  0x1b: '\\e',
  0x22: '\\"',
  0x5c: '\\\\',
  0x85: '\\N',
  0xa0: '\\_',
  0x2028: '\\L',
  0x2029: '\\P',
};

/** The escape of a code point in double quotes; undefined where it is written as it is. */
export function escapeOf(code: number): string | undefined {
  if (code > 0xffff ? false : isPrintable(code) && !isBreak(code) && code !== 0x22 && code !== 0x5c && code !== 0xfeff)
    return undefined;
  const short = SHORT_ESCAPES[code];
  if (short !== undefined) return short;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${hex.padStart(4, '0')}`;
  return `\\U${hex.padStart(8, '0')}`;
}

/** The indentation and chomping hints behind `|` or `>`. Source: yaml_emitter_write_block_scalar_hints. */
export function blockHints(value: string, indent: number): string {
  const first = value.charCodeAt(0);
  const hint = first === 32 || isBreak(first) ? String(indent) : '';
  const last = value.length - 1;
  if (!isBreak(value.charCodeAt(last))) return `${hint}-`;
  return last === 0 || isBreak(value.charCodeAt(last - 1)) ? `${hint}+` : hint;
}
