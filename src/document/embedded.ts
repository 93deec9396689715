/** Manifests that something else carries literally: a ConfigMap or Secret as text, an OpenShift Template, a file of values. */
import { entryOf, nodeAt, type MapNode, type Node, type Path, type StringNode } from '../kubernetes/yaml/node.ts';
import { mayHoldDaemonSet } from '../kubernetes/yaml/prefilter.ts';
import { splitDocuments } from '../kubernetes/yaml/split.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import { filled, templateParameters } from './parameters.ts';
import { isWhole } from './assertion.ts';
import { holdsKustomization, isObject, typeMetaOf } from './skip-reason.ts';
import { writtenPlace, type SourceFile, type WrittenPlace } from './source.ts';

const HEADER = /^\|[-+1-9]{0,2}[ \t]*(?:#.*)?\r?\n/;
const MANIFEST = /(?:^|[\s{,])["']?kind["']?\s*:/;

/** The objects of an OpenShift Template; undefined for another object. Source: openshift/api template/v1 types.go. */
export function templateObjects(map: MapNode): readonly Node[] | undefined {
  const apiVersion = typeMetaOf(map, 'apiVersion') ?? '';
  if (typeMetaOf(map, 'kind') !== 'Template' || !/^(?:template\.openshift\.io\/)?v1$/.test(apiVersion))
    return undefined;
  const objects = entryOf(map, 'objects')?.value;
  return objects?.kind === 'list' ? objects.items : undefined;
}

/** An object within another one, with its parameters put in: several where values are not known. */
export interface CarriedObject {
  readonly maps: readonly MapNode[];
  readonly prefix: Path;
}

/** Objects that a map carries, each with its place. */
export function carriedObjects(root: MapNode, text: string): readonly CarriedObject[] {
  const objects = templateObjects(root);
  if (objects === undefined) return isObject(root) || holdsKustomization(root) ? [] : wholeObjects(root, []);
  const parameters = templateParameters(root);
  return objects.flatMap((object, index) =>
    object.kind === 'map' ? [{ maps: filled(object, parameters, text), prefix: ['objects', index] }] : [],
  );
}

/** The DaemonSets of a file of values that lack nothing which a chart could fill in. */
function wholeObjects(node: Node, prefix: Path): CarriedObject[] {
  if (node.kind === 'list') return node.items.flatMap((item, index) => wholeObjects(item, [...prefix, index]));
  if (node.kind !== 'map') return [];
  if (isObject(node))
    return typeMetaOf(node, 'apiVersion') !== undefined && isWhole(node) ? [{ maps: [node], prefix }] : [];
  return node.entries.flatMap(({ key, value }) => wholeObjects(value, [...prefix, key]));
}

/** A document within a text that a ConfigMap or Secret carries. */
export interface Carried {
  /** The outer file, where the text is a block literal there; otherwise the text, which knows where it is written. */
  readonly source: SourceFile;
  readonly span: Span;
  readonly prefix: Path;
}

/** Where each kind keeps its texts, and whether they are in base64. Source: k8s.io/api/core/v1 types.go. */
const KEPT: Readonly<Record<string, readonly (readonly [string, boolean])[]>> = {
  ConfigMap: [
    ['data', false],
    ['binaryData', true],
  ],
  Secret: [
    ['stringData', false],
    ['data', true],
  ],
};

/** Whether objects of a kind keep texts. */
export function isCarrier(kind: string): boolean {
  return Object.hasOwn(KEPT, kind);
}

/** The documents of those texts of ConfigMaps and Secrets, and of a list of them, that hold a DaemonSet. */
export function carriedDocuments(
  root: MapNode,
  source: SourceFile,
  prefix: Path = [],
  inherited = '',
): readonly Carried[] {
  // Source: apimachinery unstructured/helpers.go decodeToList.
  const kind = typeMetaOf(root, 'kind') ?? (typeMetaOf(root, 'apiVersion') === undefined ? inherited : '');
  const items = kind.endsWith('List') ? entryOf(root, 'items')?.value : undefined;
  if (items?.kind === 'list') {
    return items.items.flatMap((item, index) =>
      item.kind === 'map'
        ? carriedDocuments(item, source, [...prefix, 'items', index], kind.slice(0, -'List'.length))
        : [],
    );
  }
  return (isCarrier(kind) ? (KEPT[kind] ?? []) : []).flatMap(([field, isEncoded]) => {
    const data = nodeAt(root, [field]);
    if (data?.kind !== 'map') return [];
    return data.entries.flatMap(({ key, value }) =>
      value.kind === 'string' ? documentsIn(value, source, [...prefix, field, key], isEncoded) : [],
    );
  });
}

function documentsIn(node: StringNode, source: SourceFile, prefix: Path, isEncoded: boolean): Carried[] {
  const text = isEncoded ? decoded(node.value) : node.value;
  if (text === undefined || !MANIFEST.test(text) || !mayHoldDaemonSet(text)) return [];
  const block = isEncoded ? undefined : blockOf(node, source.text);
  const inner = block === undefined ? carriedText(node, text, source, prefix) : source;
  const spans = block === undefined ? splitDocuments(text) : cut(source.text, block);
  return spans.map(({ start, end }, part) => ({ source: inner, span: { start, end }, prefix: [...prefix, part] }));
}

function decoded(base64: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64.replace(/\s/g, '')), (letter) => letter.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A text that is written in quotes, folded or in base64: each line is where it can be read, else the whole is. */
function carriedText({ span }: StringNode, text: string, source: SourceFile, prefix: Path): SourceFile {
  const written = source.text.slice(span.start, span.end);
  const field = prefix.slice(-2).join('.');
  const placeOf = ({ start, end }: Span): WrittenPlace => {
    const from = text.lastIndexOf('\n', start - 1) + 1;
    const line = text.slice(from).split('\n', 1)[0] ?? '';
    const note = `line ${String(text.slice(0, from).split('\n').length)} of ${field}`;
    const at = placeOfLine(line.trim(), text.slice(0, from), written);
    if (at === undefined) return within(source, span, note);
    const first = span.start + at + Math.max(0, start - from - (line.length - line.trimStart().length));
    const length = Math.max(1, Math.min(end, from + line.trimEnd().length) - start);
    return within(source, { start: first, end: first + length }, note);
  };
  return { path: source.path, text, madeFrom: { placeOf, isCarried: true } };
}

/** A place in a text, which may be within another one itself. */
function within(source: SourceFile, span: Span, own: string): WrittenPlace {
  const place = source.madeFrom?.isCarried === true ? writtenPlace(source, span) : { source, span };
  const note = 'note' in place && place.note !== undefined ? `${own} in ${place.note}` : own;
  return { source: place.source, span: place.span, exact: false, note, related: [] };
}

/** Where a line is in the text as it is written, which has it as often as what comes before it says. */
function placeOfLine(line: string, before: string, written: string): number | undefined {
  if (line === '') return undefined;
  let at = written.indexOf(line);
  for (let count = before.split(line).length - 1; count > 0 && at >= 0; count--) at = written.indexOf(line, at + 1);
  return at < 0 ? undefined : at;
}

interface Block extends Span {
  readonly indentation: number;
}

/** Where the lines of a block literal are; undefined when the text is written in another way. */
function blockOf({ value, span }: StringNode, text: string): Block | undefined {
  const written = text.slice(span.start, span.end);
  const [header] = HEADER.exec(written) ?? [];
  if (header === undefined) return undefined;
  const body = written.slice(header.length);
  const indentation = /^(?:[ \t]*\r?\n)*( +)/.exec(body)?.[1]?.length ?? 0;
  const plain = body.replace(/\r\n/g, '\n').replace(new RegExp(`^ {1,${indentation}}`, 'gm'), '');
  if (indentation === 0 || plain.trimEnd() !== value.trimEnd()) return undefined;
  return { start: span.start + header.length, end: span.end, indentation };
}

/** Cuts where a line of the inner text begins with `---`. */
function cut(text: string, { start, end, indentation }: Block): readonly Span[] {
  const separator = new RegExp(`^ {${indentation}}---.*(?:\\r?\\n|$)`, 'gm');
  const spans: Span[] = [];
  let from = start;
  for (const match of text.slice(start, end).matchAll(separator)) {
    spans.push({ start: from, end: start + match.index });
    from = start + match.index + match[0].length;
  }
  return [...spans, { start: from, end }];
}
