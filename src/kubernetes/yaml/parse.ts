/**
 * One document as Kubernetes reads it, with the place of every key and value: what Go refuses of it, and what Go makes
 * of it (scalars, keys, merges, aliases).
 * Source: sigs.k8s.io/yaml, go.yaml.in/yaml/v2, kube-apiserver's JSON and YAML serializers.
 */
import type { Span } from './span.ts';
import { quote } from '../go/strings.ts';
import { YamlSyntaxError } from './cursor.ts';
import { TreeFault, type ParsedDocument, type YamlFault } from './document-result.ts';
import { faultOf, readWritten } from './syntax-error.ts';
import { JsonFault, readJson, skipJsonSpace, trailingFault } from './json.ts';
import { lineCounter } from './line.ts';
import type { DocumentSlice } from './split.ts';
import { decodeWritten } from './decode.ts';

export type { DuplicateKey, ParsedDocument, YamlFault } from './document-result.ts';

type Slice = Pick<DocumentSlice, 'start' | 'end' | 'badSeparator' | 'format'>;

/** Reads a document with the rules of its stream; a text alone as JSON if it starts with a brace and is valid JSON. */
export function parseDocument(text: string, slice: Slice): ParsedDocument {
  if (slice.badSeparator !== undefined) return faulty('yaml', badSeparator(text, slice.badSeparator));
  if (slice.format === 'json') return parseJson(text, slice);
  const start = skipJsonSpace(text, slice.start, slice.end);
  if (slice.format === 'yaml' || text[start] !== '{') return parseYaml(text, slice);
  const json = parseJson(text, slice);
  return json.fault === undefined ? json : parseYaml(text, slice);
}

/** Reads a document with the rules of JSON only. */
export function parseJson(text: string, { start, end }: Slice): ParsedDocument {
  try {
    const { node, end: behind, repeated } = readJson(text, start, end);
    const rest = skipJsonSpace(text, behind, end);
    if (rest < end) throw trailingFault(text, rest);
    const lineOf = lineCounter(text.slice(start, end));
    const duplicates = repeated.map(({ path, keySpan, firstSpan, value }) => {
      const key = String(path[path.length - 1]);
      const line = lineOf(value.span.start - start);
      return { key, shown: quote(key), line, path, keySpan, firstSpan, merged: false };
    });
    return { root: node, duplicates, format: 'json' };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const span = { start: error.offset, end: Math.min(error.offset + 1, end) };
    return faulty('json', { message: error.message, explanation: `this is not valid JSON: ${error.message}`, span });
  }
}

/** Reads a document with the rules of Go's YAML; text after its first document is not checked. */
export function parseYaml(text: string, { start, end, format }: Slice): ParsedDocument {
  const from = text.startsWith('\ufeff', start) ? start + 1 : start;
  const slice = text.slice(from, end);
  // kubectl reads streams by lines, and adds a line end to the last line if it has none.
  const body = format === 'yaml' && !slice.endsWith('\n') ? `${slice}\n` : slice;
  try {
    const written = readWritten(body);
    if (written === undefined) return { root: undefined, duplicates: [], format: 'yaml' };
    return { ...decodeWritten(written, body, from), format: 'yaml' };
  } catch (error) {
    const fault = yamlFault(error, body, from);
    const span = { start: Math.min(fault.span.start, end), end: Math.min(fault.span.end, end) };
    return faulty('yaml', { ...fault, span });
  }
}

function yamlFault(error: unknown, body: string, shift: number): YamlFault {
  if (error instanceof YamlSyntaxError) return faultOf(error, body, shift);
  if (!(error instanceof TreeFault)) throw error;
  const { message, explanation, span } = error;
  return { message, explanation, span: { start: span.start + shift, end: span.end + shift } };
}

function faulty(format: ParsedDocument['format'], fault: YamlFault): ParsedDocument {
  return { root: undefined, fault, duplicates: [], format };
}

function badSeparator(text: string, span: Span): YamlFault {
  const rest = text.slice(span.start + 3, span.end).trim();
  return {
    message: `invalid Yaml document separator: ${rest}`,
    explanation: `kubectl allows only a comment after "---", and stops reading the file here: put "${rest.slice(0, 40)}" on a line of its own`,
    span,
  };
}
