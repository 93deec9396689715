/**
 * How kubectl splits a stream into documents. Source: apimachinery pkg/util/yaml/decoder.go (YAMLOrJSONDecoder,
 * YAMLReader), cli-runtime visitor.go (StreamVisitor).
 */
import type { Span } from './span.ts';
import { byteLength, trimSpace } from '../go/strings.ts';
import { JsonFault, readJson, skipJson, skipJsonSpace } from './json.ts';

/** A document of a stream. */
export interface DocumentSlice {
  /** Counts from 0, empty documents included. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** The text after `---` that makes kubectl refuse the stream; kubectl does not read the document before it either. */
  readonly badSeparator?: Span;
  /** The rules by which kubectl reads it: within a stream it never tries both. */
  readonly format?: 'json' | 'yaml';
}

/** The documents of `text` in order. A piece between two separators is a document even if it is empty. */
export function splitDocuments(text: string): readonly DocumentSlice[] {
  const slices: DocumentSlice[] = [];
  const yamlFrom = startsWithBrace(text) ? splitJson(text, slices) : 0;
  if (yamlFrom !== undefined) splitYaml(text, yamlFrom, slices);
  return slices;
}

const SEPARATOR = '---';
const PEEKED = 4096;
// Go's unicode.IsSpace
const SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const SPACES_AND_BRACE = /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*\{/;

function startsWithBrace(text: string): boolean {
  return SPACES_AND_BRACE.test(text.slice(0, PEEKED));
}

/** Splits off JSON values; returns the offset at which the rest of the stream is YAML. */
function splitJson(text: string, slices: DocumentSlice[]): number | undefined {
  let behind = 0;
  for (;;) {
    const start = skipJsonSpace(text, behind, text.length);
    if (start >= text.length) return undefined;
    try {
      const isCollection = text[start] === '{' || text[start] === '[';
      const end = isCollection ? skipJson(text, start) : readJson(text, start, text.length).end;
      slices.push({ index: slices.length, start, end, format: 'json' });
      behind = end;
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error;
      const yamlFrom = slices.length < 2 ? skipToLine(text, behind) : undefined;
      if (yamlFrom === undefined) slices.push({ index: slices.length, start, end: text.length, format: 'json' });
      return yamlFrom;
    }
  }
}

/** After white space, up to the end of the first line; undefined near the end of the text (consumeWhitespace). */
function skipToLine(text: string, from: number): number | undefined {
  for (let at = from; byteLength(text.slice(at, at + 4)) >= 4; at++) {
    if (text[at] === '\n') return at + 1;
    if (!SPACE.test(text[at] ?? '')) return at;
  }
  return undefined;
}

/** Splits at lines that begin with `---`; one at the very beginning of a document belongs to it. */
function splitYaml(text: string, begin: number, slices: DocumentSlice[]): void {
  const push = (start: number, end: number, more?: Pick<DocumentSlice, 'badSeparator'>): void => {
    if (start < end) slices.push({ index: slices.length, start, end, format: 'yaml', ...more });
  };
  let start = begin;
  let line = separatorFrom(text, begin);
  while (line < text.length) {
    const next = nextLine(text, line);
    const rest = trimSpace(text.slice(line + SEPARATOR.length, next));
    const begins = line === start;
    push(start, line);
    if (rest !== '' && !rest.startsWith('#')) {
      const stop = separatorFrom(text, next);
      const end = line + text.slice(line, next).trimEnd().length;
      push(line, stop, { badSeparator: { start: line, end } });
      start = line = stop;
    } else if (begins) line = separatorFrom(text, next);
    else {
      start = next;
      line = separatorFrom(text, next);
    }
  }
  push(start, text.length);
}

function nextLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline + 1;
}

/** The offset of the next line that begins with `---`; `from` begins a line. */
function separatorFrom(text: string, from: number): number {
  if (text.startsWith(SEPARATOR, from)) return from;
  const found = text.indexOf(`\n${SEPARATOR}`, from);
  return found < 0 ? text.length : found + 1;
}
