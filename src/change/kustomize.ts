/**
 * DaemonSets with the patches of a kustomization applied to their base. Source: kustomize api/types/kustomization.go,
 * patch.go.
 */
import { dirname, join, resolve } from 'node:path';
import { decodeText } from '../document/decode-text.ts';
import { readDocuments, type FoundDaemonSet } from '../document/documents.ts';
import type { Io } from '../io/io.ts';
import { jsonPatch } from '../kubernetes/patch/json-patch.ts';
import { plainValue } from '../kubernetes/yaml/node.ts';
import { PatchError, strategicMerge } from '../kubernetes/patch/strategic-merge.ts';
import { isMap, type Json, type JsonMap } from '../kubernetes/go/json.ts';
import { parseDocument } from '../kubernetes/yaml/parse.ts';
import { splitDocuments } from '../kubernetes/yaml/split.ts';
import { KUSTOMIZATIONS } from '../input/kustomization.ts';

/** A DaemonSet with the patches of a kustomization applied. */
export interface PatchedDaemonSet {
  readonly found: FoundDaemonSet;
  /** How many patches of this kustomization changed it. */
  readonly patches: number;
}

/** The part of a kustomization that can be built. */
export interface Built {
  readonly daemonSets: readonly PatchedDaemonSet[];
  /** Fields that also change objects, and are not applied: `images`, `components`… */
  readonly leftOut: readonly string[];
  /** Patches that do not apply. */
  readonly faults: readonly string[];
}

// Fields that only add objects, or say where patches and bases are.
const APPLIED = new Set([
  ...['apiVersion', 'kind', 'metadata', 'resources', 'bases', 'crds', 'openapi', 'buildMetadata', 'sortOptions'],
  ...['patches', 'patchesStrategicMerge', 'patchesJson6902', 'namespace'],
]);
const DEEPEST = 8;

interface Patch {
  readonly value: Json;
  readonly target: JsonMap | undefined;
}

/** Builds the kustomization in the file `path`; `shown` is its name in reports. */
export function build(path: string, shown: string, io: Io): Built {
  return new Builder(io).build(path, shown, 0);
}

class Builder {
  readonly #io: Io;

  constructor(io: Io) {
    this.#io = io;
  }

  build(path: string, shown: string, depth: number): Built {
    const [root] = this.#documents(path);
    if (!isMap(root) || depth > DEEPEST) return { daemonSets: [], leftOut: [], faults: [] };
    const directory = dirname(path);
    const below = [...strings(root['resources']), ...strings(root['bases'])].map((entry) =>
      this.#resource(resolve(directory, entry), shown, depth),
    );
    const patches = this.#patches(root, directory);
    const faults = below.flatMap((built) => built.faults);
    const namespace = typeof root['namespace'] === 'string' ? root['namespace'] : undefined;
    const daemonSets = below.flatMap((built) =>
      built.daemonSets.flatMap(({ found }) => {
        try {
          return patched(found, patches, namespace, shown);
        } catch (error) {
          if (!(error instanceof PatchError)) throw error;
          faults.push(error.message);
          return [];
        }
      }),
    );
    const unselected = patches.some(({ target }) => target !== undefined && isBySelector(target));
    const own = Object.keys(root).filter((key) => !APPLIED.has(key));
    if (unselected) own.push('patches by selector');
    return { daemonSets, leftOut: [...new Set([...below.flatMap(({ leftOut }) => leftOut), ...own])].sort(), faults };
  }

  /** A file with objects, or a directory with its own kustomization; what is elsewhere is unknown. */
  #resource(path: string, shown: string, depth: number): Built {
    const inner = KUSTOMIZATIONS.map((name) => join(path, name)).find((file) => this.#text(file) !== undefined);
    if (inner !== undefined) return this.build(inner, shown, depth + 1);
    const text = this.#text(path);
    const found = text === undefined ? [] : readDocuments({ path, text }, { everything: true }).found;
    return { daemonSets: found.map((each) => ({ found: each, patches: 0 })), leftOut: [], faults: [] };
  }

  #patches(root: JsonMap, directory: string): Patch[] {
    const load = (entry: Json): Json[] =>
      typeof entry !== 'string'
        ? []
        : entry.includes('\n')
          ? parse(entry)
          : [...this.#documents(resolve(directory, entry))];
    const listed = [...listOf(root['patches']), ...listOf(root['patchesJson6902'])].filter(isMap);
    const targeted = listed.flatMap(({ path, patch, target }) => {
      const values = typeof patch === 'string' ? parse(patch) : load(path ?? null);
      return values.map((value) => ({ value, target: isMap(target) ? target : undefined }));
    });
    const merged = listOf(root['patchesStrategicMerge']).flatMap(load);
    return [...merged.map((value) => ({ value, target: undefined })), ...targeted];
  }

  #documents(path: string): readonly Json[] {
    const text = this.#text(path);
    return text === undefined ? [] : parse(text);
  }

  #text(path: string): string | undefined {
    try {
      return decodeText(this.#io.readFile(path)).text;
    } catch {
      return undefined;
    }
  }
}

function parse(text: string): Json[] {
  return splitDocuments(text).flatMap((slice) => {
    const { root } = parseDocument(text, slice);
    // Parsed YAML consists of JSON values.
    return root === undefined ? [] : [plainValue(root) as Json];
  });
}

/** Throws PatchError if a patch does not apply. */
function patched(
  found: FoundDaemonSet,
  patches: readonly Patch[],
  namespace: string | undefined,
  shown: string,
): PatchedDaemonSet[] {
  const base = plainValue(found.root) as Json;
  if (!isMap(base)) return [];
  let object: JsonMap = base;
  let count = 0;
  for (const patch of patches) {
    if (!isMeant(patch, base)) continue;
    if (isMap(patch.value) && patch.value['$patch'] === 'delete') return [];
    object = isMap(patch.value) ? strategicMerge(object, patch.value) : jsonPatch(object, patch.value);
    count++;
  }
  if (namespace !== undefined) object = strategicMerge(object, { metadata: { namespace } });
  // In JSON, which is YAML too.
  const [built] = readDocuments({ path: shown, text: `${JSON.stringify(object)}\n` }, { everything: true }).found;
  return built === undefined ? [] : [{ found: built, patches: count }];
}

/** Whether a patch is for this object: by its target, otherwise by its own kind, name and namespace. */
function isMeant({ value, target }: Patch, object: JsonMap): boolean {
  const { name, namespace } = metadataOf(object);
  if (target === undefined) {
    if (!isMap(value) || value['kind'] !== 'DaemonSet') return false;
    const own = metadataOf(value);
    return own.name === name && (own.namespace ?? 'default') === (namespace ?? 'default');
  }
  if (isBySelector(target)) return false;
  const apiVersion = object['apiVersion'];
  const [group, version] = typeof apiVersion === 'string' ? apiVersion.split('/') : [];
  return (
    fits(target['kind'], 'DaemonSet') &&
    fits(target['group'], group ?? '') &&
    fits(target['version'], version ?? '') &&
    fits(target['name'], name ?? '') &&
    fits(target['namespace'], namespace ?? 'default')
  );
}

function isBySelector(target: JsonMap): boolean {
  return target['labelSelector'] !== undefined || target['annotationSelector'] !== undefined;
}

// A target's fields are regular expressions for the whole text.
function fits(pattern: Json | undefined, text: string): boolean {
  if (typeof pattern !== 'string' || pattern === '') return true;
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return false;
  }
}

function metadataOf(object: JsonMap): { readonly name: string | undefined; readonly namespace: string | undefined } {
  const metadata = object['metadata'];
  const textAt = (key: string): string | undefined => {
    const value = isMap(metadata) ? metadata[key] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  return { name: textAt('name'), namespace: textAt('namespace') };
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function strings(value: Json | undefined): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}
