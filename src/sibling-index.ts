import { Alternatives } from './alternatives.ts';
import { entryOf, type MapNode } from './kubernetes/node.ts';
import { plainValue } from './kubernetes/plain.ts';
import { parseDocument } from './kubernetes/yaml/parse.ts';
import { splitDocuments } from './kubernetes/yaml/split.ts';
import type { Manifest } from './manifest.ts';
import type { Sibling, Siblings } from './siblings.ts';
import type { SourceFile } from './source.ts';

// The kinds that rules ask for; a document that names none of them is not parsed.
const KINDS =
  /\bkind["']?\s*:\s*["']?(PodDisruptionBudget|Namespace|Deployment|StatefulSet|ReplicaSet|ReplicationController|Job|Pod|PriorityClass|ServiceAccount|ConfigMap|Secret|PersistentVolumeClaim|List)\b/;

const CLUSTER_SCOPED = new Set(['Namespace', 'PriorityClass']);

/** The other objects of an input, read on first use and then once for all manifests. */
export class SiblingIndex {
  readonly #sources: () => readonly SourceFile[];
  readonly #manifests: () => readonly Manifest[];
  #byKind: Map<string, Sibling[]> | undefined;
  #alternatives: Alternatives | undefined;

  constructor(sources: () => readonly SourceFile[], manifests: () => readonly Manifest[]) {
    this.#sources = sources;
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
        this.#byKind ??= index(this.#sources());
        return together(this.#byKind.get(`${kind} ${CLUSTER_SCOPED.has(kind) ? '' : namespace}`) ?? []);
      },
    };
  }

  #variants(): Alternatives {
    return (this.#alternatives ??= new Alternatives(this.#sources(), this.#manifests()));
  }
}

function index(sources: readonly SourceFile[]): Map<string, Sibling[]> {
  const byKind = new Map<string, Sibling[]>();
  for (const source of [...sources].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (!KINDS.test(source.text)) continue;
    for (const slice of splitDocuments(source.text)) {
      if (slice.badSeparator !== undefined || !KINDS.test(source.text.slice(slice.start, slice.end))) continue;
      const { root } = parseDocument(source.text, slice);
      for (const map of root?.kind === 'map' ? objectsIn(root) : []) add(byKind, source, slice.index, map);
    }
  }
  return byKind;
}

function* objectsIn(map: MapNode): Generator<MapNode> {
  const items = entryOf(map, 'items')?.value;
  if (items?.kind !== 'list') yield map;
  else for (const item of items.items) if (item.kind === 'map') yield* objectsIn(item);
}

function add(byKind: Map<string, Sibling[]>, source: SourceFile, document: number, map: MapNode): void {
  const object = plainValue(map) as Record<string, unknown>;
  const { kind, apiVersion } = object;
  const metadata = (object['metadata'] ?? {}) as Record<string, unknown>;
  if (typeof kind !== 'string' || typeof metadata !== 'object' || !KINDS.test(`kind: ${kind}`)) return;
  const namespace = CLUSTER_SCOPED.has(kind) ? '' : textOr(metadata['namespace'], 'default');
  const at = entryOf(map, 'kind')?.value.span ?? map.span;
  const sibling = { source, document, span: at, kind, namespace, object };
  const key = `${kind} ${namespace}`;
  const list = byKind.get(key) ?? [];
  list.push({ ...sibling, apiVersion: textOr(apiVersion, ''), name: textOr(metadata['name'], '') });
  byKind.set(key, list);
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}
