/**
 * One document as Kubernetes reads it, with the place of every key and value. The parser is the `yaml` package's; what
 * Go makes of the tree (scalars, keys, merges, aliases) is done here. Source: sigs.k8s.io/yaml, go.yaml.in/yaml/v2.
 */
import { Composer, Parser, type Document } from 'yaml';
import type { Span } from '../../source.ts';
import type { Node, Path } from '../node.ts';
import { quote } from '../go.ts';
import { buildTree, TreeFault } from './tree.ts';
import { faultOf, lexicalFault, lineOf, type FoundFault } from './fault.ts';
import { JsonFault, readJson, skipJsonSpace, trailingFault } from './json.ts';
import type { DocumentSlice } from './split.ts';

/** What Go refuses a document with. */
export interface YamlFault {
  /** The server's text; lines count from the start of the document. */
  readonly message: string;
  /** What is wrong and what to write, for a person. */
  readonly explanation: string;
  readonly span: Span;
}

/** A key that strict mode refuses because the map has it already, also through a merge. */
export interface DuplicateKey {
  readonly key: string;
  /** As Go prints it: `"type"`, `1`, `true`. */
  readonly shown: string;
  /** 1-based, from the start of the document: of the value. */
  readonly line: number;
  readonly path: Path;
  readonly keySpan: Span;
  readonly firstSpan: Span;
  readonly merged: boolean;
}

export interface ParsedDocument {
  /** Undefined when the document is empty or faulty. */
  readonly root: Node | undefined;
  readonly fault?: YamlFault;
  readonly duplicates: readonly DuplicateKey[];
  readonly format: 'yaml' | 'json';
}

type Slice = Pick<DocumentSlice, 'start' | 'end' | 'badSeparator'>;

/** Reads a document: as JSON when it starts with a brace and is JSON, else as YAML. */
export function parseDocument(text: string, slice: Slice): ParsedDocument {
  if (slice.badSeparator !== undefined) return badSeparator(text, slice.badSeparator);
  const start = skipJsonSpace(text, slice.start, slice.end);
  if (text[start] !== '{') return parseYaml(text, slice);
  const json = parseJson(text, slice);
  return json.fault === undefined ? json : parseYaml(text, slice);
}

/** Reads a document by JSON's rules alone. */
export function parseJson(text: string, { start, end }: Slice): ParsedDocument {
  try {
    const { node, end: behind, repeated } = readJson(text, start, end);
    const rest = skipJsonSpace(text, behind, end);
    if (rest < end) throw trailingFault(text, rest);
    const duplicates = repeated.map(({ path, keySpan, firstSpan, value }) => {
      const key = String(path[path.length - 1]);
      const line = lineOf(text, start, value.span.start);
      return { key, shown: quote(key), line, path, keySpan, firstSpan, merged: false };
    });
    return { root: node, duplicates, format: 'json' };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const span = { start: error.offset, end: Math.min(error.offset + 1, end) };
    const explanation = `this is no valid JSON: ${error.message}`;
    return { root: undefined, fault: { message: error.message, explanation, span }, duplicates: [], format: 'json' };
  }
}

/** Reads a document by the rules of Go's YAML; what follows its first document is not looked at. */
export function parseYaml(text: string, { start, end }: Slice): ParsedDocument {
  const from = text.startsWith('\ufeff', start) ? start + 1 : start;
  const body = text.slice(from, end);
  const failed = ({ offset, length, message, explanation }: FoundFault): ParsedDocument => ({
    root: undefined,
    fault: { message, explanation, span: { start: from + offset, end: Math.min(from + offset + length, end) } },
    duplicates: [],
    format: 'yaml',
  });
  const lexical = lexicalFault(body);
  if (lexical !== undefined) return failed(lexical);
  const document = compose(body);
  if (document === undefined) return { root: undefined, duplicates: [], format: 'yaml' };
  const fault = faultOf(document.errors, body);
  if (fault !== undefined) return failed(fault);
  try {
    const { root, duplicates } = buildTree(document, body, from);
    return { root, duplicates, format: 'yaml' };
  } catch (error) {
    if (error instanceof TreeFault) return failed(error);
    if (error instanceof RangeError) return failed(tooDeep(body));
    throw error;
  }
}

const OPTIONS = {
  version: '1.1',
  schema: 'failsafe',
  uniqueKeys: false,
  merge: false,
  strict: true,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

function compose(body: string): Document.Parsed | undefined {
  const composer = new Composer(OPTIONS);
  for (const document of composer.compose(new Parser().parse(body), true, body.length)) return document;
  return undefined;
}

function badSeparator(text: string, span: Span): ParsedDocument {
  const rest = text.slice(span.start + 3, span.end).trim();
  const fault = {
    message: `invalid Yaml document separator: ${rest}`,
    explanation: `kubectl allows nothing but a comment behind "---", and stops reading the file here: put "${rest.slice(0, 40)}" on a line of its own`,
    span,
  };
  return { root: undefined, fault, duplicates: [], format: 'yaml' };
}

function tooDeep(body: string): FoundFault {
  const explanation = 'the document is nested too deeply to be a Kubernetes object';
  return { offset: 0, length: Math.min(1, body.length), message: 'yaml: exceeded max depth of 10000', explanation };
}
