/** The documents of an input's texts that hold other objects. */
import { readBlock } from '../dump/block-yaml.ts';
import { largeListItems, type ItemSlice, type ItemSummary } from '../document/kubectl-list.ts';
import type { SourceFile } from '../document/source.ts';
import { isRecord } from '../kubernetes/go/json.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import { entryOf, type MapNode, type Node, plainValue } from '../kubernetes/yaml/node.ts';
import { parseDocument } from '../kubernetes/yaml/parse.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import { splitDocuments, type DocumentSlice } from '../kubernetes/yaml/split.ts';
import type { InputText } from './input-text.ts';
import type { Sibling } from './manifest.ts';
import type { DocumentHead } from './object-heads.ts';

/** Not used by any rule. */
const NOISE: ReadonlySet<string> = new Set(['managedFields']);
export const CLUSTER_SCOPED = new Set([
  'Namespace',
  'PriorityClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
]);

/** A document that is read when a kind in it is requested: as a whole, or only the requested objects of a dump. */
export class SiblingDocument {
  readonly head: DocumentHead;
  readonly #text: InputText;
  #whole: readonly Sibling[] | undefined;

  constructor(text: InputText, head: DocumentHead) {
    this.#text = text;
    this.head = head;
  }

  /** Those of `kind` in `namespace`, possibly among others. */
  siblings(kind: string, namespace: string): readonly Sibling[] {
    if (this.#whole !== undefined) return this.#whole;
    const source = this.#text.source();
    const slice = source === undefined ? undefined : slicesOf(source)[this.head.index];
    if (source === undefined || slice === undefined) return (this.#whole = []);
    const items = largeListItems(source.text, slice, (item) => mayBe(item, kind, namespace));
    if (items !== undefined) return items.flatMap((item) => siblingsOf(item, source, slice));
    const { root } = parseDocument(source.text, slice);
    return (this.#whole = root?.kind === 'map' ? siblingsIn(root, source, slice) : []);
  }
}

const SLICES = new WeakMap<SourceFile, readonly DocumentSlice[]>();

/** The documents of a text, which is split once for all that are asked for. */
function slicesOf(source: SourceFile): readonly DocumentSlice[] {
  let slices = SLICES.get(source);
  if (slices === undefined) SLICES.set(source, (slices = splitDocuments(source.text)));
  return slices;
}

// There may be thousands of Pods: kubectl's output is read by the fast reader, without places.
function siblingsOf(item: ItemSlice, source: SourceFile, slice: DocumentSlice): Sibling[] {
  const { text } = source;
  const [object] = (readBlock(text, item.start, item.end, NOISE) ?? []) as readonly unknown[];
  const start = item.start + Math.max(0, text.slice(item.start, item.end).search(/\w(?<=\bkind: *\w)/));
  const sibling = siblingFrom(object, source, slice.index, { start, end: start + 1 });
  if (sibling !== undefined) return [sibling];
  const { root } = parseDocument(text, { ...item, format: 'yaml' });
  return root === undefined ? [] : siblingsIn(root, source, slice);
}

function siblingsIn(root: Node, source: SourceFile, { index }: DocumentSlice): Sibling[] {
  return [...objectsIn(root)].flatMap((map) => {
    const span = entryOf(map, 'kind')?.value.span ?? map.span;
    return siblingFrom(plainValue(map), source, index, span) ?? [];
  });
}

function mayBe(item: ItemSummary, kind: string, namespace: string): boolean {
  if (item.kind !== undefined && item.kind !== kind && item.kind !== 'List') return false;
  return item.namespace === undefined || namespace === '' || item.namespace === namespace;
}

/** The documents by the kinds in their texts, in the order of paths and documents. */
export function documentsByKind(texts: readonly InputText[]): Map<string, SiblingDocument[]> {
  const byKind = new Map<string, SiblingDocument[]>();
  for (const text of [...texts].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    for (const head of text.heads) {
      const document = new SiblingDocument(text, head);
      for (const kind of head.kinds) addTo(byKind, kind, document);
    }
  }
  return byKind;
}

function* objectsIn(node: Node): Generator<MapNode> {
  if (node.kind === 'list') for (const item of node.items) yield* objectsIn(item);
  if (node.kind !== 'map') return;
  const items = entryOf(node, 'items')?.value;
  if (items?.kind === 'list') yield* objectsIn(items);
  else yield node;
}

function siblingFrom(value: unknown, source: SourceFile, document: number, span: Span): Sibling | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, apiVersion, metadata = {} } = value;
  if (typeof kind !== 'string' || (metadata !== null && !isRecord(metadata))) return undefined;
  const namespace = CLUSTER_SCOPED.has(kind) ? '' : textOr(metadata?.['namespace'], 'default');
  const name = textOr(metadata?.['name'], '');
  return { source, document, span, apiVersion: textOr(apiVersion, ''), kind, namespace, name, object: value };
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}
