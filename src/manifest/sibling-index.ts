import { Alternatives } from './variants.ts';
import { AS_SHOWN, Clusters, type Layout } from './clusters.ts';
import type { InputText } from './input-text.ts';
import { type ClusterTexts, type Manifest, type Sibling, type Siblings, type Zone, type ZoneOf } from './manifest.ts';
import type { SourceFile } from '../document/source.ts';
import { CLUSTER_SCOPED, documentsByKind, type SiblingDocument } from './sibling-documents.ts';
import { areVersions, isOrdinary, worldOf } from './worlds.ts';
import { groupBy } from '../words/group-by.ts';

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
  #documents: ReadonlyMap<string, readonly SiblingDocument[]> | undefined;
  readonly #found = new Map<string, readonly Sibling[]>();
  readonly #names = new Map<string, Names>();
  readonly #options: SiblingOptions;
  #alternatives: Alternatives | undefined;
  #clusters: Clusters | undefined;
  readonly #zones = new Map<string, Zone>();
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
      named: (kind, namespace, name) => together(this.named(kind, namespace, name)),
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
      const [variant, home] = [this.#variants().variantOf(path), this.#places().homeOf(path)];
      // Of ordinary files the folders alone say only what is applied together.
      const name = JSON.stringify([variant, this.#places().waysTo(path), isOrdinary(path) ? '' : home]);
      zone = { name, home, appliers: this.#places().appliersOf(path) };
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

  /** Objects of a name in the whole input. Reads what has the name, and once what only a parser can tell. */
  named(kind: string, place: string, name: string): readonly Sibling[] {
    const namespace = CLUSTER_SCOPED.has(kind) ? '' : place;
    const { documents, others, found } = this.#namesOf(kind, namespace);
    let siblings = found.get(name);
    if (siblings === undefined) {
      const own = this.#among(documents.get(name) ?? [], kind, namespace).filter((sibling) => sibling.name === name);
      found.set(name, (siblings = [...own, ...(others.get(name) ?? [])].sort(byPlace)));
    }
    return siblings;
  }

  #namesOf(kind: string, namespace: string): Names {
    const key = `${kind} ${namespace}`;
    let names = this.#names.get(key);
    if (names === undefined) {
      const all = this.#documentsOf(kind, namespace);
      const unnamed = all.filter(({ head }) => head.name === undefined);
      const documents = groupBy(all, ({ head }) => head.name);
      const others = groupBy(this.#among(unnamed, kind, namespace), ({ name }) => name);
      this.#names.set(key, (names = { documents, others, found: new Map() }));
    }
    return names;
  }

  #documentsOf(kind: string, namespace: string): readonly SiblingDocument[] {
    this.#documents ??= documentsByKind(this.#texts());
    const all = this.#documents.get(kind) ?? [];
    return CLUSTER_SCOPED.has(kind) ? all : all.filter(({ head }) => (head.namespace ?? namespace) === namespace);
  }

  #among(documents: readonly SiblingDocument[], kind: string, namespace: string): readonly Sibling[] {
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

/** The objects of a kind in a namespace, by their names. */
interface Names {
  /** Those whose name can be seen; other documents hold the others. */
  readonly documents: ReadonlyMap<string, readonly SiblingDocument[]>;
  readonly others: ReadonlyMap<string, readonly Sibling[]>;
  readonly found: Map<string, readonly Sibling[]>;
}

function byPlace(a: Sibling, b: Sibling): number {
  if (a.source.path !== b.source.path) return a.source.path < b.source.path ? -1 : 1;
  return a.document - b.document;
}
