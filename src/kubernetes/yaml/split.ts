/** How kubectl cuts a stream into documents. Source: apimachinery pkg/util/yaml/decoder.go (YAMLOrJSONDecoder, YAMLReader). */
import type { Span } from '../../source.ts';
import { readJson, skipJsonSpace } from './json.ts';

/** A document of a stream. */
export interface DocumentSlice {
  /** Counts from 0, empty documents included. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** The text behind `---` that makes kubectl refuse the stream from here on. */
  readonly badSeparator?: Span;
}

const SPACE = /^[\s\u0085]*/;

/** The documents of `text` in order. A piece between two separators is a document even when it is empty. */
export function splitDocuments(text: string): readonly DocumentSlice[] {
  const slices: DocumentSlice[] = [];
  const begin = text.startsWith('\ufeff') ? 1 : 0;
  const yamlFrom =
    text[begin + (SPACE.exec(text.slice(begin, begin + 4096))?.[0].length ?? 0)] === '{'
      ? splitJson(text, begin, slices)
      : begin;
  if (yamlFrom !== undefined) splitYaml(text, yamlFrom, slices);
  return slices;
}

// Objects one after the other; gives the offset from which on the stream is YAML after all.
function splitJson(text: string, begin: number, slices: DocumentSlice[]): number | undefined {
  let at = begin;
  for (;;) {
    at = skipJsonSpace(text, at, text.length);
    if (at >= text.length) return undefined;
    try {
      const { end } = readJson(text, at, text.length);
      slices.push({ index: slices.length, start: at, end });
      at = end;
    } catch {
      if (slices.length > 1) {
        slices.push({ index: slices.length, start: at, end: text.length });
        return undefined;
      }
      return slices.length === 0 ? begin : at;
    }
  }
}

function splitYaml(text: string, begin: number, slices: DocumentSlice[]): void {
  let start = begin;
  let empty = true;
  for (let line = begin; line < text.length;) {
    const newline = text.indexOf('\n', line);
    const end = newline < 0 ? text.length : newline;
    const next = newline < 0 ? text.length : newline + 1;
    if (text.startsWith('---', line)) {
      const behind = text.slice(line + 3, end).trim();
      if (behind !== '' && !behind.startsWith('#')) {
        if (!empty) slices.push({ index: slices.length, start, end: line });
        const bad = { start: line, end: line + text.slice(line, end).trimEnd().length };
        const stop = nextSeparator(text, next);
        slices.push({ index: slices.length, start: line, end: stop, badSeparator: bad });
        start = line = stop;
        empty = true;
        continue;
      }
      if (!empty) {
        slices.push({ index: slices.length, start, end: line });
        start = next;
        empty = true;
        line = next;
        continue;
      }
    }
    empty = false;
    line = nextSeparator(text, next);
  }
  if (!empty) slices.push({ index: slices.length, start, end: text.length });
}

/** The offset of the next line that starts with `---`, from the line start `from` on. */
function nextSeparator(text: string, from: number): number {
  if (text.startsWith('---', from)) return from;
  const found = text.indexOf('\n---', from);
  return found < 0 ? text.length : found + 1;
}
