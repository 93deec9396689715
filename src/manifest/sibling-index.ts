import { isRecord } from '../kubernetes/go/json.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import { Alternatives } from './variants.ts';
import { AS_SHOWN, Clusters, type Layout } from './clusters.ts';
import { readBlock } from '../dump/block-yaml.ts';
import { entryOf, type MapNode, type Node, plainValue } from '../kubernetes/yaml/node.ts';
import { splitDocuments, type DocumentSlice } from '../kubernetes/yaml/split.ts';
import { parseDocument } from '../kubernetes/yaml/parse.ts';
import { largeListItems, type ItemSlice, type ItemSummary } from '../document/kubectl-list.ts';
import {
  SIBLING_KINDS,
  type ClusterTexts,
  type Manifest,
  type Sibling,
  type Siblings,
  type ZoneOf,
} from './manifest.ts';
import type { SourceFile } from '../document/source.ts';
import { groupBy } from '../words/group-by.ts';
import type { Span } from '../kubernetes/yaml/span.ts';

/** May hold objects of any kind. */
const LIST = 'List';
const KIND = new RegExp(`\\bkind["']?\\s*:\\s*["']?(${[...SIBLING_KINDS, LIST].join('|')})\\b`);
const EACH_KIND = new RegExp(KIND, 'g');
/** Not used by any rule. */
const NOISE: ReadonlySet<string> = new Set(['managedFields']);
const CLUSTER_SCOPED = new Set([
  'Namespace',
  'PriorityClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
]);

/** Whether a text, or bytes as latin1, can contain an admission policy. */
export function mayHoldPolicy(text: string): boolean {
  return text.includes('ValidatingAdmissionPolicy');
}

/** Whether a text, or bytes as latin1, can contain an object that a rule reads. */
export function mayHoldSibling(text: string): boolean {
  return KIND.test(text);
}

/** What admission policies ask of an input. */
export interface PolicyTexts {
  /** Whether there is a policy at all: most inputs have none, and their texts need not be read for it. */
  readonly hasPolicies: () => boolean;
  /** Texts in which rules look for nothing; called only when a policy may depend on them. */
  readonly rest: () => readonly SourceFile[];
}

const NO_POLICIES: PolicyTexts = { hasPolicies: () => false, rest: () => [] };

/** The other objects of an input, read on first use and then once for all manifests. */
export class SiblingIndex {
  readonly #read: () => readonly SourceFile[];
  readonly #manifests: () => readonly Manifest[];
  #sources: readonly SourceFile[] | undefined;
  #documents: ReadonlyMap<string, readonly Document[]> | undefined;
  readonly #found = new Map<string, readonly Sibling[]>();
  readonly #layout: Layout;
  #alternatives: Alternatives | undefined;
  #clusters: Clusters | undefined;
  readonly #zones = new Map<string, string>();
  readonly #computed = new Map<unknown, unknown>();
  readonly #computedOf = new Map<readonly Sibling[], Map<unknown, unknown>>();

  readonly #forPolicies: PolicyTexts;
  #policies: readonly SourceFile[] | undefined;
  readonly #foundTexts = new Map<string, readonly SourceFile[]>();

  /** `sources` gives the texts of the whole input, once it is read; it is called once. */
  constructor(
    sources: () => readonly SourceFile[],
    manifests: () => readonly Manifest[],
    layout = AS_SHOWN,
    forPolicies = NO_POLICIES,
  ) {
    this.#forPolicies = forPolicies;
    this.#layout = layout;
    this.#read = sources;
    this.#manifests = manifests;
  }

  /** What the whole input says about the cluster. */
  readonly cluster: ClusterTexts = {
    policyTexts: () =>
      (this.#policies ??= this.#forPolicies.hasPolicies()
        ? this.#texts().filter(({ text }) => mayHoldPolicy(text))
        : []),
    clusterTexts: (pattern, everywhere) => {
      const key = `${pattern.source} ${String(everywhere)}`;
      let found = this.#foundTexts.get(key);
      if (found === undefined) {
        const rest = everywhere ? this.#forPolicies.rest() : [];
        found = [...this.#texts(), ...rest].filter(({ text }) => pattern.test(text));
        this.#foundTexts.set(key, found);
      }
      return found;
    },
  };

  /** The input as seen from `manifest`: what can be applied together with it. */
  of(manifest: Manifest): Siblings {
    const { path } = manifest.source;
    const together = <T extends { readonly source: SourceFile }>(found: readonly T[]): readonly T[] =>
      found.filter(({ source }) => isBeside(source));
    const isBeside = (source: SourceFile): boolean =>
      source.path === path ||
      !(this.#variants().between(path, source.path) || this.#places().areApart(path, source.path));
    const manifests = this.#manifests;
    return {
      get daemonSets() {
        return together(manifests().filter((other) => other !== manifest));
      },
      of: (kind, namespace) => together(this.#ofKind(kind, namespace)),
      named: (kind, namespace, name) => {
        const byName = this.#onceOf(kind, namespace, groupByName);
        return together(byName.get(name) ?? []);
      },
      onceOf: (kind, namespace, compute) => this.#onceOf(kind, namespace, compute),
      once: (compute) => this.#once(compute),
      isBeside,
      isTogether: (source) => source.path === path || this.#places().areTogether(path, source.path),
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
      this.#documents ??= documentsByKind(this.#texts());
      siblings = (this.#documents.get(kind) ?? [])
        .flatMap((document) => document.siblings(kind, namespace))
        .filter((sibling) => sibling.kind === kind && sibling.namespace === namespace);
      this.#found.set(key, siblings);
    }
    return siblings;
  }

  #texts(): readonly SourceFile[] {
    return (this.#sources ??= this.#read());
  }

  #variants(): Alternatives {
    return (this.#alternatives ??= new Alternatives(this.#texts(), this.#manifests()));
  }

  #places(): Clusters {
    if (this.#clusters !== undefined) return this.#clusters;
    const named = new Set(this.#manifests().flatMap(({ context }) => context.clusters ?? []));
    return (this.#clusters = new Clusters(this.#texts(), this.#layout, [...named]));
  }
}

const groupByName = (objects: readonly Sibling[]): ReadonlyMap<string, readonly Sibling[]> =>
  groupBy(objects, ({ name }) => name);

/** A document that is read when a kind in it is requested: as a whole, or only the requested objects of a dump. */
class Document {
  readonly #source: SourceFile;
  readonly #slice: DocumentSlice;
  #whole: readonly Sibling[] | undefined;

  constructor(source: SourceFile, slice: DocumentSlice) {
    this.#source = source;
    this.#slice = slice;
  }

  /** Those of `kind` in `namespace`, possibly among others. */
  siblings(kind: string, namespace: string): readonly Sibling[] {
    if (this.#whole !== undefined) return this.#whole;
    const items = largeListItems(this.#source.text, this.#slice, (item) => mayBe(item, kind, namespace));
    if (items !== undefined) return items.flatMap((item) => this.#siblingsOf(item));
    const { root } = parseDocument(this.#source.text, this.#slice);
    return (this.#whole = root?.kind === 'map' ? this.#siblingsIn(root) : []);
  }

  // There may be thousands of Pods: kubectl's output is read by the fast reader, without places.
  #siblingsOf(item: ItemSlice): Sibling[] {
    const { text } = this.#source;
    const [object] = (readBlock(text, item.start, item.end, NOISE) ?? []) as readonly unknown[];
    const start = item.start + Math.max(0, text.slice(item.start, item.end).search(/\w(?<=\bkind: *\w)/));
    const sibling = siblingFrom(object, this.#source, this.#slice.index, { start, end: start + 1 });
    if (sibling !== undefined) return [sibling];
    const { root } = parseDocument(text, { ...item, format: 'yaml' });
    return root === undefined ? [] : this.#siblingsIn(root);
  }

  #siblingsIn(root: Node): Sibling[] {
    return [...objectsIn(root)].flatMap((map) => {
      const span = entryOf(map, 'kind')?.value.span ?? map.span;
      return siblingFrom(plainValue(map), this.#source, this.#slice.index, span) ?? [];
    });
  }
}

function mayBe(item: ItemSummary, kind: string, namespace: string): boolean {
  if (item.kind !== undefined && item.kind !== kind && item.kind !== LIST) return false;
  return item.namespace === undefined || namespace === '' || item.namespace === namespace;
}

/** The documents by the kinds in their texts, in the order of paths and documents. */
function documentsByKind(sources: readonly SourceFile[]): Map<string, Document[]> {
  const byKind = new Map<string, Document[]>();
  for (const source of [...sources].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (!mayHoldSibling(source.text)) continue;
    for (const slice of splitDocuments(source.text)) {
      if (slice.badSeparator !== undefined) continue;
      const kinds = kindsIn(source.text.slice(slice.start, slice.end));
      const document = new Document(source, slice);
      for (const kind of kinds) addTo(byKind, kind, document);
    }
  }
  return byKind;
}

function kindsIn(text: string): Iterable<string> {
  const kinds = new Set([...text.matchAll(EACH_KIND)].map(([, kind = '']) => kind));
  return kinds.has(LIST) ? SIBLING_KINDS : kinds;
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
