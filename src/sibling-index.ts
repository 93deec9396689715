import { Alternatives } from './alternatives.ts';
import { entryOf, type MapNode } from './kubernetes/node.ts';
import { plainValue } from './kubernetes/plain.ts';
import { parseDocument } from './kubernetes/yaml/parse.ts';
import { splitDocuments, type DocumentSlice } from './kubernetes/yaml/split.ts';
import type { Manifest } from './manifest.ts';
import type { Sibling, Siblings } from './siblings.ts';
import type { SourceFile } from './source.ts';

/** The kinds that rules ask for; a document that names none of them is not parsed. */
const ALL_KINDS = [
  'ConfigMap',
  'Deployment',
  'Job',
  'Namespace',
  'PersistentVolumeClaim',
  'Pod',
  'PodDisruptionBudget',
  'PriorityClass',
  'ReplicaSet',
  'ReplicationController',
  'Secret',
  'ServiceAccount',
  'StatefulSet',
];
/** May hold objects of any kind. */
const LIST = 'List';
const KIND = new RegExp(`\\bkind["']?\\s*:\\s*["']?(${[...ALL_KINDS, LIST].join('|')})\\b`);
const EACH_KIND = new RegExp(KIND, 'g');
const CLUSTER_SCOPED = new Set(['Namespace', 'PriorityClass']);

/** Whether a text, or bytes as latin1, can hold an object that a rule asks for. */
export function mayHoldSibling(text: string): boolean {
  return KIND.test(text);
}

/** The other objects of an input, read on first use and then once for all manifests. */
export class SiblingIndex {
  readonly #read: () => readonly SourceFile[];
  readonly #manifests: () => readonly Manifest[];
  #sources: readonly SourceFile[] | undefined;
  #documents: ReadonlyMap<string, readonly Document[]> | undefined;
  readonly #byKind = new Map<string, readonly Sibling[]>();
  #alternatives: Alternatives | undefined;

  /** `sources` gives the texts of the whole input, once it is read; it is called once. */
  constructor(sources: () => readonly SourceFile[], manifests: () => readonly Manifest[]) {
    this.#read = sources;
    this.#manifests = manifests;
  }

  /** The input as seen from `manifest`: what can be applied together with it. */
  of(manifest: Manifest): Siblings {
    const { path } = manifest.source;
    const together = <T extends { readonly source: SourceFile }>(found: readonly T[]): readonly T[] =>
      found.filter(({ source }) => source.path === path || !this.#variants().between(path, source.path));
    let daemonSets: readonly Manifest[] | undefined;
    const manifests = this.#manifests;
    return {
      get daemonSets() {
        return (daemonSets ??= together(manifests().filter((other) => other !== manifest)));
      },
      of: (kind, namespace) => {
        const wanted = CLUSTER_SCOPED.has(kind) ? '' : namespace;
        return together(this.#ofKind(kind).filter((sibling) => sibling.namespace === wanted));
      },
    };
  }

  #ofKind(kind: string): readonly Sibling[] {
    let siblings = this.#byKind.get(kind);
    if (siblings === undefined) {
      this.#documents ??= documentsByKind(this.#texts());
      const documents = this.#documents.get(kind) ?? [];
      siblings = documents.flatMap((document) => document.siblings()).filter((sibling) => sibling.kind === kind);
      this.#byKind.set(kind, siblings);
    }
    return siblings;
  }

  #texts(): readonly SourceFile[] {
    return (this.#sources ??= this.#read());
  }

  #variants(): Alternatives {
    return (this.#alternatives ??= new Alternatives(this.#texts(), this.#manifests()));
  }
}

/** A document that is parsed when a kind is asked for that it names. */
class Document {
  readonly #source: SourceFile;
  readonly #slice: DocumentSlice;
  #siblings: readonly Sibling[] | undefined;

  constructor(source: SourceFile, slice: DocumentSlice) {
    this.#source = source;
    this.#slice = slice;
  }

  siblings(): readonly Sibling[] {
    return (this.#siblings ??= this.#read());
  }

  #read(): Sibling[] {
    const { root } = parseDocument(this.#source.text, this.#slice);
    const objects = root?.kind === 'map' ? [...objectsIn(root)] : [];
    return objects.flatMap((map) => siblingFrom(map, this.#source, this.#slice.index) ?? []);
  }
}

/** The documents by the kinds that stand in their texts, in the order of paths and documents. */
function documentsByKind(sources: readonly SourceFile[]): Map<string, Document[]> {
  const byKind = new Map<string, Document[]>();
  for (const source of [...sources].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (!mayHoldSibling(source.text)) continue;
    for (const slice of splitDocuments(source.text)) {
      if (slice.badSeparator !== undefined) continue;
      const kinds = kindsIn(source.text.slice(slice.start, slice.end));
      const document = new Document(source, slice);
      for (const kind of kinds) {
        const documents = byKind.get(kind);
        if (documents === undefined) byKind.set(kind, [document]);
        else documents.push(document);
      }
    }
  }
  return byKind;
}

function kindsIn(text: string): Iterable<string> {
  const kinds = new Set([...text.matchAll(EACH_KIND)].map(([, kind = '']) => kind));
  return kinds.has(LIST) ? ALL_KINDS : kinds;
}

function* objectsIn(map: MapNode): Generator<MapNode> {
  const items = entryOf(map, 'items')?.value;
  if (items?.kind !== 'list') yield map;
  else for (const item of items.items) if (item.kind === 'map') yield* objectsIn(item);
}

function siblingFrom(map: MapNode, source: SourceFile, document: number): Sibling | undefined {
  const object = plainValue(map) as Record<string, unknown>;
  const { kind, apiVersion } = object;
  const metadata = (object['metadata'] ?? {}) as Record<string, unknown>;
  if (typeof kind !== 'string' || typeof metadata !== 'object') return undefined;
  const namespace = CLUSTER_SCOPED.has(kind) ? '' : textOr(metadata['namespace'], 'default');
  const span = entryOf(map, 'kind')?.value.span ?? map.span;
  const name = textOr(metadata['name'], '');
  return { source, document, span, apiVersion: textOr(apiVersion, ''), kind, namespace, name, object };
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}
