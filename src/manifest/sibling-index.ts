import { isRecord } from '../kubernetes/go/json.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import { Alternatives } from './variants.ts';
import { AS_SHOWN, Clusters, type Layout } from './clusters.ts';
import type { InputText } from './input-text.ts';
import type { DocumentHead } from './object-heads.ts';
import { readBlock } from '../dump/block-yaml.ts';
import { entryOf, type MapNode, type Node, plainValue } from '../kubernetes/yaml/node.ts';
import { splitDocuments, type DocumentSlice } from '../kubernetes/yaml/split.ts';
import { parseDocument } from '../kubernetes/yaml/parse.ts';
import { largeListItems, type ItemSlice, type ItemSummary } from '../document/kubectl-list.ts';
import { type ClusterTexts, type Manifest, type Sibling, type Siblings, type ZoneOf } from './manifest.ts';
import type { SourceFile } from '../document/source.ts';
import { areVersions, worldOf } from './worlds.ts';
import type { Span } from '../kubernetes/yaml/span.ts';

/** Not used by any rule. */
const NOISE: ReadonlySet<string> = new Set(['managedFields']);
const CLUSTER_SCOPED = new Set([
  'Namespace',
  'PriorityClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
]);

/** What is known of an input beside its texts; everything may be missing. */
export interface SiblingOptions {
  readonly layout?: Layout | undefined;
  /** Texts in which rules look for nothing; called only when a policy may depend on them. */
  readonly rest?: () => readonly SourceFile[];
  /** Those of all DaemonSets that policies judge. */
  readonly namespaces?: () => ReadonlySet<string>;
}

/** The other objects of an input, read on first use and then once for all manifests. */
export class SiblingIndex {
  readonly #read: () => readonly InputText[];
  readonly #manifests: () => readonly Manifest[];
  #inputTexts: readonly InputText[] | undefined;
  #documents: ReadonlyMap<string, readonly Document[]> | undefined;
  readonly #found = new Map<string, readonly Sibling[]>();
  readonly #options: SiblingOptions;
  #alternatives: Alternatives | undefined;
  #clusters: Clusters | undefined;
  readonly #zones = new Map<string, string>();
  readonly #computed = new Map<unknown, unknown>();
  readonly #computedOf = new Map<readonly Sibling[], Map<unknown, unknown>>();

  #policies: readonly SourceFile[] | undefined;
  #namespaces: ReadonlySet<string> | undefined;
  readonly #foundTexts = new Map<string, readonly SourceFile[]>();

  /** `texts` gives those of the whole input, once it is read; it is called once. */
  constructor(texts: () => readonly InputText[], manifests: () => readonly Manifest[], options: SiblingOptions = {}) {
    this.#options = options;
    this.#read = texts;
    this.#manifests = manifests;
  }

  /** What the whole input says about the cluster. */
  readonly cluster: ClusterTexts = {
    policyTexts: () =>
      (this.#policies ??= this.#texts().flatMap(({ holdsPolicy, source }) => (holdsPolicy ? (source() ?? []) : []))),
    clusterTexts: (pattern, everywhere) => {
      const key = `${pattern.source} ${String(everywhere)}`;
      let found = this.#foundTexts.get(key);
      if (found === undefined) {
        const rest = everywhere ? (this.#options.rest?.() ?? []) : [];
        const own = this.#texts().flatMap((text) => (this.#concerns(text, pattern) ? (text.source() ?? []) : []));
        found = [...own, ...rest].filter(({ text }) => pattern.test(text));
        this.#foundTexts.set(key, found);
      }
      return found;
    },
  };

  /** Whether a text may hold a kind that is asked for; of namespaces, those of the DaemonSets. */
  #concerns({ heads }: InputText, pattern: RegExp): boolean {
    const namespaces = (this.#namespaces ??= this.#options.namespaces?.());
    return heads.some(({ kind, name }) => {
      if (kind === undefined) return true;
      return (kind !== 'Namespace' || namespaces?.has(name ?? '') !== false) && pattern.test(`kind: ${kind}`);
    });
  }

  /** The input as seen from `manifest`: what can be applied together with it. */
  of(manifest: Manifest): Siblings {
    const { path } = manifest.source;
    const together = <T extends { readonly source: SourceFile }>(found: readonly T[]): readonly T[] =>
      found.filter(({ source }) => isReached(source));
    const isReached = (source: SourceFile): boolean =>
      source.path === path ||
      !(this.#variants().between(path, source.path) || this.#places().areApart(path, source.path));
    const isTogether = (source: SourceFile): boolean =>
      source.path === path || this.#places().areTogether(path, source.path);
    const areForeign = (other: string): boolean => worldOf(path) !== worldOf(other) || areVersions(path, other);
    const manifests = this.#manifests;
    return {
      get daemonSets() {
        return together(manifests().filter((other) => other !== manifest));
      },
      of: (kind, namespace) => together(this.#ofKind(kind, namespace)),
      named: (kind, namespace, name) => {
        return together(this.#named(kind, namespace, name));
      },
      onceOf: (kind, namespace, compute) => this.#onceOf(kind, namespace, compute),
      once: (compute) => this.#once(compute),
      isBeside: (source) => isReached(source) && (!areForeign(source.path) || isTogether(source)),
      isTogether,
      policyTexts: () => this.cluster.policyTexts().filter((text) => this.#holdsFor(text, path)),
      clusterTexts: (...asked) => this.cluster.clusterTexts(...asked).filter((text) => this.#holdsFor(text, path)),
    };
  }

  /** What is for a whole cluster holds for all variants in it, unless it lies in a variant of its own. */
  #holdsFor({ path: own }: SourceFile, path: string): boolean {
    if (own === path) return true;
    if (this.#places().areApart(path, own)) return false;
    if (!this.#variants().between(path, own)) return true;
    const folders = path.split('/').slice(0, -1);
    const steps = own.split('/');
    const differs = folders.findIndex((step, i) => step !== steps[i]);
    const depth = differs === -1 ? folders.length : differs;
    const variant = `${steps.slice(0, depth + 1).join('/')}/`;
    return !this.#manifests().some(({ source }) => source.path.startsWith(variant));
  }

  readonly #zoneOf: ZoneOf = ({ path }) => {
    let zone = this.#zones.get(path);
    if (zone === undefined) {
      zone = JSON.stringify([this.#variants().zoneOf(path), this.#places().zoneOf(path)]);
      this.#zones.set(path, zone);
    }
    return zone;
  };

  #once<T>(compute: (daemonSets: readonly Manifest[], zoneOf: ZoneOf) => T): T {
    // The function itself is the key, so that the value is of its type.
    if (!this.#computed.has(compute)) this.#computed.set(compute, compute(this.#manifests(), this.#zoneOf));
    return this.#computed.get(compute) as T;
  }

  #onceOf<T>(kind: string, namespace: string, compute: (objects: readonly Sibling[], zoneOf: ZoneOf) => T): T {
    const objects = this.#ofKind(kind, namespace);
    const known = this.#computedOf.get(objects) ?? new Map<unknown, unknown>();
    this.#computedOf.set(objects, known);
    if (!known.has(compute)) known.set(compute, compute(objects, this.#zoneOf));
    return known.get(compute) as T;
  }

  #ofKind(kind: string, place: string): readonly Sibling[] {
    const namespace = CLUSTER_SCOPED.has(kind) ? '' : place;
    const key = `${kind} ${namespace}`;
    let siblings = this.#found.get(key);
    if (siblings === undefined) {
      siblings = this.#among(this.#documentsOf(kind, namespace), kind, namespace);
      this.#found.set(key, siblings);
    }
    return siblings;
  }

  /** Reads only what can have the name. */
  #named(kind: string, place: string, name: string): readonly Sibling[] {
    const namespace = CLUSTER_SCOPED.has(kind) ? '' : place;
    const whole = this.#found.get(`${kind} ${namespace}`);
    if (whole !== undefined) return whole.filter((sibling) => sibling.name === name);
    const key = `${kind} ${namespace} ${name}`;
    let siblings = this.#found.get(key);
    if (siblings === undefined) {
      const documents = this.#documentsOf(kind, namespace).filter(({ head }) => (head.name ?? name) === name);
      siblings = this.#among(documents, kind, namespace).filter((sibling) => sibling.name === name);
      this.#found.set(key, siblings);
    }
    return siblings;
  }

  #documentsOf(kind: string, namespace: string): readonly Document[] {
    this.#documents ??= documentsByKind(this.#texts());
    const all = this.#documents.get(kind) ?? [];
    return CLUSTER_SCOPED.has(kind) ? all : all.filter(({ head }) => (head.namespace ?? namespace) === namespace);
  }

  #among(documents: readonly Document[], kind: string, namespace: string): readonly Sibling[] {
    return documents
      .flatMap((document) => document.siblings(kind, namespace))
      .filter((sibling) => sibling.kind === kind && sibling.namespace === namespace);
  }

  #texts(): readonly InputText[] {
    return (this.#inputTexts ??= this.#read());
  }

  #variants(): Alternatives {
    return (this.#alternatives ??= new Alternatives(this.#texts(), this.#manifests()));
  }

  #places(): Clusters {
    if (this.#clusters !== undefined) return this.#clusters;
    const named = new Set(this.#manifests().flatMap(({ context }) => context.clusters ?? []));
    const delivering = this.#texts().flatMap(({ delivers, source }) => (delivers ? (source() ?? []) : []));
    return (this.#clusters = new Clusters(delivering, this.#options.layout ?? AS_SHOWN, [...named]));
  }
}

/** A document that is read when a kind in it is requested: as a whole, or only the requested objects of a dump. */
class Document {
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
function documentsByKind(texts: readonly InputText[]): Map<string, Document[]> {
  const byKind = new Map<string, Document[]>();
  for (const text of [...texts].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    for (const head of text.heads) {
      const document = new Document(text, head);
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
