/** The result of a command on a DaemonSet: `kubectl set image` and `kubectl patch`, before they are run. */
import { resolve } from 'node:path';
import { buildManifest } from '../manifest/file-manifest.ts';
import { CHANGE_CAUSE } from '../facts/daemonset-facts.ts';
import { storedBefore } from '../facts/update.ts';
import { readDocuments } from '../document/documents.ts';
import { InputError, UsageError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import { jsonPatch, mergePatch } from '../kubernetes/patch/json-patch.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import { goText } from '../kubernetes/apiserver/serialize.ts';
import { PatchFault } from '../kubernetes/patch/patch-fault.ts';
import { strategicMerge } from '../kubernetes/patch/strategic-merge.ts';
import { copyOfMap, emptyMap, isMap, mapAt, type Value, type ValueMap } from '../kubernetes/go/unstructured.ts';
import { parseDocument } from '../kubernetes/yaml/parse.ts';
import { valueOf } from '../kubernetes/yaml/unstructured.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { reasonOf } from '../io/system-error.ts';

/** The values of `kubectl patch --type`. */
export const PATCH_TYPES = ['strategic', 'merge', 'json'] as const;
export type PatchType = (typeof PATCH_TYPES)[number];

/** What kubectl writes down is what was given. */
export type RecordedFlag = 'type' | 'patch' | 'record';

export interface WhatIf {
  /** Images by container name; `*` is every container. */
  readonly images: ReadonlyMap<string, string>;
  readonly patch: { readonly value: Value; readonly type: PatchType; readonly text: string } | undefined;
  /** What the command writes of itself into the change-cause (`--record`), as it was given; else nothing. */
  readonly recorded?: { readonly flags: readonly RecordedFlag[]; readonly images: readonly string[] };
}

/** Why the server refuses a patch, before there is a new object. */
export interface PatchRefusal {
  /** Null where kubectl does not ask the server. */
  readonly code: number | null;
  readonly message: string;
}

/** A manifest after the command, or why the server refuses the patch. */
export type WhatIfResult = { readonly manifest: Manifest } | { readonly refusal: PatchRefusal };

/** `NAME=IMAGE` as kubectl reads it. Throws UsageError. */
export function readImages(pairs: readonly string[]): ReadonlyMap<string, string> {
  const images = new Map(
    pairs.map((pair) => {
      const [, name, image] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
      if (name === undefined || image === undefined)
        throw new UsageError(`--set-image needs NAME=IMAGE with the name of a container, or *=IMAGE, not "${pair}"`);
      return [name, image] as const;
    }),
  );
  if (images.has('*') && images.size > 1) throw new UsageError(ALL_AND_MORE);
  return images;
}

/** kubectl's words. */
const ALL_AND_MORE =
  'all containers are already specified by *, but saw more than one container_name=container_image pairs';

/** A patch in JSON or YAML: the text itself, or the path of a file that contains it. Throws InputError. */
export function readPatch(text: string, io: Io): Value {
  const path = resolve(io.cwd, text);
  const kind = isText(text) ? undefined : io.kindOf(path);
  const isFile = kind === 'file' || kind === 'other';
  const content = isFile ? contentOf(path, text, io) : text;
  const { root, fault } = parseDocument(content, { start: 0, end: content.length });
  if (fault !== undefined) throw new InputError(`cannot read the patch: ${fault.explanation}`);
  if (root === undefined || root.kind === 'string')
    throw new InputError(`"${text}" is neither a patch in JSON or YAML nor the path of a file with one`);
  return valueOf(root);
}

/** Whether it is a patch itself, and not the path of one. */
const isText = (patch: string): boolean => /[{[\n]/.test(patch);

function contentOf(path: string, shown: string, io: Io): string {
  try {
    return Buffer.from(io.readFile(path, { named: true })).toString('utf8');
  } catch (error) {
    throw new InputError(`${shown}: ${reasonOf(error)}`);
  }
}

/** Runs the command on the stored object, as the server does. */
export function applyWhatIf(manifest: Manifest, whatIf: WhatIf): WhatIfResult {
  const { images, patch, recorded } = whatIf;
  if (manifest.name === '') return { refusal: { code: null, message: 'resource name may not be empty (kubectl)' } };
  const minor = manifest.context.minors[0] ?? NEWEST;
  const stored = storedBefore(manifest, minor);
  try {
    const object = copyOfMap({ ...stored, ...withImages(stored, images) });
    const next = patch === undefined ? object : patched(object, patch, minor);
    return { manifest: successor(manifest, recorded ? withCause(next, commandOf(manifest, patch, recorded)) : next) };
  } catch (error) {
    if (!(error instanceof PatchFault)) throw error;
    return { refusal: { code: error.code, message: error.ofServer } };
  }
}

/** The object with the command as its change-cause. Source: cli-runtime genericclioptions record_flags.go. */
function withCause(object: ValueMap, command: string): ValueMap {
  const metadata = mapAt(object, 'metadata') ?? emptyMap();
  const annotations = mapAt(metadata, 'annotations') ?? emptyMap();
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [CHANGE_CAUSE]: command } } };
}

/** The command line as kubectl writes it down: arguments before flags, these with their values. */
function commandOf(
  { name, namespace }: Manifest,
  patch: WhatIf['patch'],
  { flags, images }: NonNullable<WhatIf['recorded']>,
): string {
  const there = namespace === 'default' ? '' : ` --namespace=${namespace}`;
  if (patch === undefined) return `kubectl set image ds/${name} ${images.join(' ')}${there} --record=true`;
  const flag = isText(patch.text) ? 'patch' : 'patch-file';
  const texts = { type: `--type=${patch.type}`, patch: `--${flag}=${patch.text}`, record: '--record=true' };
  return `kubectl patch ds/${name}${there} ${flags.map((name) => texts[name]).join(' ')}`;
}

/** The names in `images` for which no manifest has a container. */
export function unknownContainers(
  manifests: readonly Manifest[],
  images: ReadonlyMap<string, string>,
): readonly string[] {
  const names = new Set(
    manifests.flatMap(({ pod: { containers = [], initContainers = [] } }) =>
      [...containers, ...initContainers].map(({ name }) => name),
    ),
  );
  return [...images.keys()].filter((name) => name !== '*' && !names.has(name));
}

function withImages({ spec }: DaemonSet, images: ReadonlyMap<string, string>): Pick<DaemonSet, 'spec'> {
  const pod = spec?.template.spec;
  if (spec === undefined || pod === undefined || images.size === 0) return {};
  const renewed = <T extends { readonly name: string; readonly image?: string }>(containers: readonly T[] = []): T[] =>
    containers.map((container) => {
      const image = images.get(container.name) ?? images.get('*');
      return image === undefined ? container : { ...container, image };
    });
  const { containers, initContainers } = pod;
  const renewedPod = {
    ...pod,
    containers: renewed(containers),
    ...(initContainers === undefined ? {} : { initContainers: renewed(initContainers) }),
  };
  return { spec: { ...spec, template: { ...spec.template, spec: renewedPod } } };
}

function patched(object: ValueMap, { value, type }: NonNullable<WhatIf['patch']>, minor: number): ValueMap {
  if (type === 'json') return jsonPatch(object, value);
  if (type === 'merge') return mergePatch(object, value);
  if (!isMap(value)) throw new PatchFault('a strategic patch has to be a map', 400);
  return strategicMerge(object, value, minor);
}

/** The manifest of a changed object, whose earlier state is `manifest`. */
function successor(manifest: Manifest, object: ValueMap): Manifest {
  const source = { path: manifest.source.path, text: `${goText(object)}\n` };
  const [found] = readDocuments(source, { everything: true }).found;
  if (found === undefined) throw new PatchFault('the patch changes apiVersion or kind');
  return buildManifest(found, {
    // The command is not an apply: what it makes of the object is what is stored.
    context: { ...manifest.context, apply: { mode: 'replace' } },
    siblings: () => manifest.siblings,
    previous: () => manifest,
    history: () => manifest.history,
  });
}
