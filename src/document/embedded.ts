/** Manifests that another object carries literally: the texts of a ConfigMap, the objects of an OpenShift Template. */
import { entryOf, nodeAt, type MapNode, type Node, type StringNode } from '../kubernetes/yaml/node.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import { textOf } from './skip-reason.ts';

const HEADER = /^\|[-+1-9]{0,2}[ \t]*(?:#.*)?\r?\n/;
const MANIFEST = /^\s*kind["']?\s*:\s*["']?DaemonSet\b/m;

/** Whether a text has parameters that are put in later: of an OpenShift Template, of envsubst, of Flux. */
export function hasParameters(text: string): boolean {
  return text.includes('${');
}

/** The objects of an OpenShift Template; undefined for another object. Source: openshift/api template/v1 types.go. */
export function templateObjects(map: MapNode): readonly Node[] | undefined {
  const apiVersion = textOf(map, 'apiVersion') ?? '';
  if (textOf(map, 'kind') !== 'Template' || !/^(?:template\.openshift\.io\/)?v1$/.test(apiVersion)) return undefined;
  const objects = entryOf(map, 'objects')?.value;
  return objects?.kind === 'list' ? objects.items : undefined;
}

/** A document within a text of a ConfigMap, by its place in the outer file. */
export interface EmbeddedSlice extends Span {
  readonly key: string;
  /** Counts from 0 within the text. */
  readonly part: number;
}

/** The documents of those texts of a ConfigMap that hold a DaemonSet and are written as block literals. */
export function embeddedSlices(root: Node, text: string): readonly EmbeddedSlice[] {
  if (root.kind !== 'map' || textOf(root, 'kind') !== 'ConfigMap') return [];
  const data = nodeAt(root, ['data']);
  if (data?.kind !== 'map') return [];
  return data.entries.flatMap(({ key, value }) => {
    const block = value.kind === 'string' && MANIFEST.test(value.value) ? blockOf(value, text) : undefined;
    return block === undefined ? [] : cut(text, block).map((span, part) => ({ ...span, key, part }));
  });
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
