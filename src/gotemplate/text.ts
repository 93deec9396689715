/** Text that knows where each of its characters comes from. */
import { spendText } from '../limits/budget.ts';
import { firstWhere } from '../kubernetes/go/search.ts';

/** Offsets into a text. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** The one place outside of templates that a value was read from. */
export interface Mark extends Span {
  /** The file: a values file, or what the caller calls it. */
  readonly path: string;
  /** Keys and indexes from the root of that file. */
  readonly keys: readonly (string | number)[];
}

/** A value that another run would not repeat (random, time, certificates), or that only a cluster knows. */
export const UNKNOWN: Mark = { path: '', keys: [], start: 0, end: 0 };

/** A template text: what is parsed as one. */
export interface TemplateSource {
  /** As the engine calls it in its errors. */
  readonly name: string;
  readonly text: string;
  /** The origin of the text itself, where it is a value (tpl) and no file. */
  readonly value?: Str | undefined;
}

/** One execution of a template: who asked for it. */
export interface Frame {
  readonly source: TemplateSource;
  readonly caller: Site | undefined;
}

/** A range of a template's text, in the execution that reached it. */
export interface Site extends Span {
  readonly frame: Frame;
  readonly source: TemplateSource;
}

/**
 * Where a run of characters comes from: literal text of a template (`site`, character by character from `site.start`), what
 * an action printed (`site` is the action), or a value that no action has printed yet (`mark` alone).
 */
export interface Origin {
  readonly site?: Site;
  readonly literal?: boolean;
  /** What the value rests on, if that is one place. */
  readonly mark?: Mark | undefined;
}

/** A run of characters of one origin; `offset` counts from the start of the origin's own text. */
export interface Segment {
  readonly end: number;
  readonly origin: Origin | undefined;
  readonly offset: number;
}

const NONE: readonly Segment[] = [];

/** A Go string with its origins. Bytes that are not UTF-8 are kept as lone surrogates U+DC80 to U+DCFF. */
export class Str {
  readonly text: string;
  /** Empty when nothing is known of the text, else all of it in order. */
  readonly segments: readonly Segment[];

  constructor(text: string, segments: readonly Segment[] = NONE) {
    this.text = text;
    this.segments = segments;
  }

  /** A text of one origin. */
  static of(text: string, origin: Origin | undefined): Str {
    return origin === undefined || text === ''
      ? new Str(text)
      : new Str(text, [{ end: text.length, origin, offset: 0 }]);
  }

  /** A value read from `mark`; nothing is known without one. */
  static marked(text: string, mark: Mark | undefined): Str {
    return mark === undefined ? new Str(text) : Str.of(text, { mark });
  }

  slice(from: number, to = this.text.length): Str {
    if (from <= 0 && to >= this.text.length) return this;
    if (this.segments.length === 0) return new Str(this.text.slice(from, to));
    return new TextBuilder().addSlice(this, from, to).build();
  }

  /** The one place that the whole text rests on; UNKNOWN wins over all others. */
  get mark(): Mark | undefined {
    return commonMark(this.segments.map(({ origin }) => origin?.mark));
  }
}

export const EMPTY = new Str('');

/** The place that all of `marks` share: UNKNOWN if one is, undefined if they differ. */
export function commonMark(marks: Iterable<Mark | undefined>): Mark | undefined {
  let common: Mark | undefined;
  let several = false;
  for (const mark of marks) {
    if (mark === UNKNOWN) return UNKNOWN;
    if (mark === undefined || mark === common) continue;
    if (common !== undefined) several = true;
    common = mark;
  }
  return several ? undefined : common;
}

/** What a piece of text costs besides its characters, counted in characters. */
const PIECE = 4;

/** Puts texts together, and keeps their origins. */
export class TextBuilder {
  #text = '';
  readonly #segments: Segment[] = [];
  #traced = false;

  get length(): number {
    return this.#text.length;
  }

  /** Adds text of one origin, whose own text it continues at `offset`. */
  add(text: string, origin?: Origin, offset = 0): this {
    if (text === '') return this;
    spendText(text.length + PIECE);
    const start = this.#text.length;
    this.#text += text;
    const end = this.#text.length;
    if (origin !== undefined) this.#traced = true;
    const last = this.#segments[this.#segments.length - 1];
    if (last?.origin === origin && continues(last, this.#startOfLast(), start, offset, origin)) {
      this.#segments[this.#segments.length - 1] = { end, origin, offset: last?.offset ?? 0 };
    } else this.#segments.push({ end, origin, offset });
    return this;
  }

  #startOfLast(): number {
    return this.#segments[this.#segments.length - 2]?.end ?? 0;
  }

  addStr(str: Str): this {
    return this.addSlice(str, 0, str.text.length);
  }

  addSlice({ text, segments }: Str, from: number, to: number): this {
    if (segments.length === 0) return this.add(text.slice(from, to));
    for (let index = firstBehind(segments, from); index < segments.length; index++) {
      const { end, origin, offset } = segments[index] ?? { end: 0, origin: undefined, offset: 0 };
      const start = segments[index - 1]?.end ?? 0;
      if (start >= to) break;
      const first = Math.max(start, from);
      this.add(text.slice(first, Math.min(end, to)), origin, offset + first - start);
    }
    return this;
  }

  /** Adds `str` as an action prints it: what no action has printed yet comes from `site`. */
  addPrinted({ text, segments }: Str, site: Site): this {
    if (segments.length === 0) return this.add(text, { site });
    let start = 0;
    const placed = new Map<Origin | undefined, Origin>();
    for (const { end, origin, offset } of segments) {
      let own = origin;
      if (origin?.site === undefined) {
        own = placed.get(origin) ?? { ...origin, site };
        placed.set(origin, own);
      }
      this.add(text.slice(start, end), own, offset);
      start = end;
    }
    return this;
  }

  build(): Str {
    return new Str(this.#text, this.#traced ? this.#segments : NONE);
  }
}

/** Whether a piece at `start` goes on where the segment before it ends, in the text of the same origin. */
function continues(
  last: Segment | undefined,
  lastStart: number,
  start: number,
  offset: number,
  origin?: Origin,
): boolean {
  if (last === undefined) return false;
  return origin?.literal === true ? last.offset + start - lastStart === offset : true;
}

/** The index of the first segment that ends behind `at`. */
function firstBehind(segments: readonly Segment[], at: number): number {
  return firstWhere(0, segments.length, (index) => (segments[index]?.end ?? 0) > at);
}

/** The segment of the character at `at`, and where it starts. */
export function segmentAt(str: Str, at: number): { readonly segment: Segment; readonly start: number } | undefined {
  const index = firstBehind(str.segments, at);
  const segment = str.segments[index];
  return segment === undefined ? undefined : { segment, start: str.segments[index - 1]?.end ?? 0 };
}

/** Go `strings.ReplaceAll`, piece by piece. */
export function replaceAll(str: Str, old: string, by: Str): Str {
  const { text } = str;
  let at = text.indexOf(old);
  if (at < 0) return str;
  const out = new TextBuilder();
  if (old === '') {
    out.addStr(by);
    let from = 0;
    for (const char of text) {
      out.addSlice(str, from, (from += char.length)).addStr(by);
    }
    return out.build();
  }
  let from = 0;
  for (; at >= 0; at = text.indexOf(old, from)) {
    out.addSlice(str, from, at).addStr(by);
    from = at + old.length;
  }
  return out.addSlice(str, from, text.length).build();
}

/** Go `strings.Split`. */
export function split(str: Str, separator: string, limit = -1): Str[] {
  if (limit === 0) return [];
  const { text } = str;
  const parts: Str[] = [];
  let from = 0;
  if (separator === '') {
    for (const char of text) {
      if (limit > 0 && parts.length === limit - 1) break;
      parts.push(str.slice(from, (from += char.length)));
    }
    if (from < text.length) parts.push(str.slice(from));
    return parts;
  }
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
    if (limit > 0 && parts.length === limit - 1) break;
    parts.push(str.slice(from, at));
    from = at + separator.length;
  }
  parts.push(str.slice(from));
  return parts;
}

/** Go `strings.Join`. */
export function join(parts: readonly Str[], separator: Str): Str {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const out = new TextBuilder();
  parts.forEach((part, index) => {
    if (index > 0) out.addStr(separator);
    out.addStr(part);
  });
  return out.build();
}
