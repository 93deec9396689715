/**
 * What keeps kubectl from reading a file to its end, where there is a DaemonSet in it. Source: cli-runtime
 * pkg/resource/visitor.go StreamVisitor, apimachinery pkg/util/yaml/decoder.go.
 */
import type { MapNode, Node } from '../kubernetes/yaml/node.ts';
import { parseDocument, type YamlFault } from '../kubernetes/yaml/parse.ts';
import { mayHoldDaemonSet } from '../kubernetes/yaml/prefilter.ts';
import type { DocumentSlice } from '../kubernetes/yaml/split.ts';
import { declares, isTemplate } from './broken-document.ts';
import { isManifestText } from './skip-reason.ts';
import { positionIn, type SourceFile } from './source.ts';
import type { UnreadableDocument } from './unreadable.ts';

/** What is known of the documents of a file. */
interface Known {
  readonly found: readonly { readonly document: number; readonly root: MapNode }[];
  readonly unreadable: readonly UnreadableDocument[];
}

/** The faults of a file that keep a DaemonSet, or what it is applied together with, from being read. */
export function streamFaults(source: SourceFile, slices: readonly DocumentSlice[], known: Known): UnreadableDocument[] {
  const ended = source.text.includes('...') ? slices.flatMap((slice) => endedDocument(source, slice) ?? []) : [];
  // What was made of files is read by who makes it.
  const broken = source.madeFrom === undefined ? brokenBeside(source, slices, known) : undefined;
  return broken === undefined ? ended : [...ended, broken];
}

/** A mark of YAML that ends a document, behind which a manifest of a DaemonSet would be. */
function endedDocument(source: SourceFile, slice: DocumentSlice): UnreadableDocument | undefined {
  if (slice.format === 'json' || slice.badSeparator !== undefined) return undefined;
  const fault = endFault(source.text, slice);
  return fault && { source, document: slice.index, fault, isUnsent: true };
}

const END = /^\.\.\.(?=\s|$)/m;

function endFault(text: string, { start, end }: DocumentSlice): YamlFault | undefined {
  const at = start + text.slice(start, end).search(END);
  if (at < start) return undefined;
  const behind = text.slice(at + END_LENGTH, end);
  if (!mayHoldDaemonSet(behind) || !declares(behind) || !isManifestText(behind)) return undefined;
  return {
    message: 'the document ends before the DaemonSet',
    explanation:
      '"..." ends a document of YAML, and kubectl reads nothing between it and the next "---": the DaemonSet behind it is never applied; write "---"',
    span: { start: at, end: at + END_LENGTH },
  };
}

const END_LENGTH = 3;

/** A manifest whose first lines alone are the document, since those behind them are indented less. Source: yaml.v2 decode.go unmarshal, which reads one document. */
export function cutDocument({ span }: Node, source: SourceFile, slice: DocumentSlice): UnreadableDocument | undefined {
  if (slice.format === 'json') return undefined;
  const behind = source.text.slice(span.end, slice.end);
  const key = KEY_BEHIND.exec(behind)?.[0];
  const whole = source.text.slice(slice.start, slice.end);
  if (key === undefined || !/^["']?kind/m.test(behind) || !declares(behind) || !isManifestText(whole)) return undefined;
  const start = span.end + key.length;
  const fault = {
    message: 'the document ends before the DaemonSet',
    explanation:
      'the line is indented less than the first one, which ends the document, and kubectl reads nothing behind it: indent all keys of the manifest alike',
    span: { start, end: start + 1 },
  };
  return { source, document: slice.index, fault, isUnsent: true };
}

/** Up to a key at the margin. */
const KEY_BEHIND = /^[ \t]*(?:#.*)?(?:\r?\n[ \t]*(?:#.*)?)*\r?\n(?=[A-Za-z"'][^\n]*:)/;

/** The first document without a DaemonSet that cannot be read: kubectl applies what is before it and nothing behind it. */
function brokenBeside(
  source: SourceFile,
  slices: readonly DocumentSlice[],
  { found, unreadable }: Known,
): UnreadableDocument | undefined {
  const places = found.map(({ root }) => root.span.start);
  const alias = places.length > 0 ? undefined : aliasOfKind(source.text);
  if (places.length === 0 && alias === undefined) return undefined;
  const known = new Set([...found, ...unreadable].map(({ document }) => document));
  for (const slice of slices) {
    if (known.has(slice.index)) continue;
    const text = source.text.slice(slice.start, slice.end);
    if (alias?.test(text) === false) continue;
    const { fault } = parseDocument(source.text, slice);
    if (fault === undefined || isTemplate(text, slice, fault)) continue;
    return { source, document: slice.index, fault: stopped(fault, source, places) };
  }
  return undefined;
}

/** An anchor at the word, which a document may take for an alias of its own. */
const ANCHOR = /&([\w-]+)[ \t]+["']?DaemonSet\b/;

function aliasOfKind(text: string): RegExp | undefined {
  const name = ANCHOR.exec(text)?.[1];
  return name === undefined ? undefined : new RegExp(`^["']?kind["']?[ \\t]*:[ \\t]*\\*${name}[ \\t]*$`, 'm');
}

function stopped(fault: YamlFault, source: SourceFile, found: readonly number[]): YamlFault {
  const behind = found.find((start) => start > fault.span.start);
  const lost = behind === undefined ? '' : `, the DaemonSet in line ${positionIn(source, behind).line} included`;
  return {
    ...fault,
    explanation: `${fault.explanation}; kubectl stops reading the file here and applies nothing behind it${lost}`,
  };
}
