import { entryOf, nodeAt, type MapNode, type Node, type Path } from './kubernetes/node.ts';
import { parseDocument, type ParsedDocument } from './kubernetes/yaml/parse.ts';
import { mayHoldDaemonSet } from './kubernetes/yaml/prefilter.ts';
import { splitDocuments, type DocumentSlice } from './kubernetes/yaml/split.ts';
import type { UnreadableDocument } from './manifest.ts';
import type { SkipReason } from './report.ts';
import type { SourceFile } from './source.ts';
import { isReadableTemplate, isUnreadableTemplate } from './template.ts';

/** A DaemonSet found in a file. */
export interface FoundDaemonSet {
  readonly source: SourceFile;
  readonly document: number;
  /** Where the document starts: the server counts lines from there. */
  readonly slice: DocumentSlice;
  /** `[]`, or `['items', 3]` in a list. */
  readonly prefix: Path;
  readonly root: MapNode;
  readonly parsed: ParsedDocument;
}

/** What a file holds that concerns DaemonSets. */
export interface FileContents {
  readonly found: readonly FoundDaemonSet[];
  readonly unreadable: readonly UnreadableDocument[];
  readonly skipped: readonly { readonly document: number; readonly reason: SkipReason }[];
}

const NOTHING: FileContents = { found: [], unreadable: [], skipped: [] };

/** What is known of a file beside its text. */
interface FileKind {
  readonly path: string;
  /** A kustomization names it among its patches. */
  readonly patch: boolean;
}

const TEMPLATE_NAME = /\.(?:tpl|tmpl|gotmpl|j2|jinja2?|erb|template)$/i;

/**
 * The DaemonSets of a file, its documents that cannot be read, and those left out, each with the reason. `isPatch` tells
 * whether a kustomization names the file among its patches; it is asked only when there is a DaemonSet.
 */
export function readDocuments(source: SourceFile, isPatch: () => boolean = () => false): FileContents {
  const { text } = source;
  if (!mayHoldDaemonSet(text)) return NOTHING;
  if (TEMPLATE_NAME.test(source.path)) return { ...NOTHING, skipped: [{ document: 0, reason: 'template' }] };
  const file = { path: source.path, patch: isPatch() };
  const contents = { found: [] as FoundDaemonSet[], unreadable: [] as UnreadableDocument[], skipped: [] as Skip[] };
  for (const slice of splitDocuments(text)) {
    const broken = slice.badSeparator !== undefined;
    if (!broken && !mayHoldDaemonSet(text, slice.start, slice.end)) continue;
    const outcome = readDocument(source, slice, file);
    if (outcome === undefined) continue;
    if (typeof outcome === 'string') contents.skipped.push({ document: slice.index, reason: outcome });
    else if ('fault' in outcome) contents.unreadable.push(outcome);
    else contents.found.push(...outcome);
  }
  return contents;
}

type Skip = FileContents['skipped'][number];
type Outcome = SkipReason | UnreadableDocument | readonly FoundDaemonSet[] | undefined;

// A broken document counts when it declares a kind that could be ours, in any spelling.
const DECLARES = /(?:^|[\s{,"'?-])kind["']?\s*:\s*(?:[!&*]\S+\s+)*(?:["'|>]|(?:DaemonSet(?:List)?|List)\b)/i;

function readDocument(source: SourceFile, slice: DocumentSlice, file: FileKind): Outcome {
  const text = source.text.slice(slice.start, slice.end);
  const parsed = parseDocument(source.text, slice);
  if (parsed.fault !== undefined) {
    if (isUnreadableTemplate(text)) return 'template';
    if (slice.badSeparator === undefined && !DECLARES.test(text)) return 'mention';
    return { source, document: slice.index, fault: parsed.fault };
  }
  const { root } = parsed;
  if (root === undefined) return 'mention';
  const objects = objectsOf(root, []);
  if (objects.length === 0) return notAnObject(root);
  const judged = objects.map((object) => judge(object, text, file));
  const found = objects.filter((_, index) => judged[index] === 'daemonset');
  if (found.length === 0) return judged.find((verdict) => verdict !== 'daemonset') ?? 'mention';
  return found.map(({ map, prefix }) => ({
    source,
    document: slice.index,
    slice,
    prefix,
    root: map,
    parsed: prefix.length === 0 ? parsed : within(parsed, map, prefix),
  }));
}

interface DeclaredObject {
  readonly map: MapNode;
  readonly prefix: Path;
  readonly kind: string;
  readonly apiVersion: string;
}

/** The DaemonSets that a document declares, foreign ones included; lists are gone into. */
function objectsOf(node: Node, prefix: Path, inherited = ''): DeclaredObject[] {
  if (node.kind !== 'map') return [];
  const kind = textOf(node, 'kind') ?? inherited;
  const apiVersion = textOf(node, 'apiVersion') ?? '';
  if (/^daemonset$/i.test(kind)) return [{ map: node, prefix, kind, apiVersion }];
  const items = entryOf(node, 'items')?.value;
  if (items?.kind !== 'list' || !/List$/i.test(kind)) return [];
  const itemKind = /^daemonsetlist$/i.test(kind) ? 'DaemonSet' : '';
  return items.items.flatMap((item, index) => objectsOf(item, [...prefix, 'items', index], itemKind));
}

// The server finds kind and apiVersion whatever their case, and refuses the key afterwards.
function textOf(map: MapNode, key: string): string | undefined {
  const entry = entryOf(map, key) ?? map.entries.find((candidate) => candidate.key.toLowerCase() === key.toLowerCase());
  return entry?.value.kind === 'string' ? entry.value.value : undefined;
}

const OUR_GROUPS = new Set(['', 'apps', 'extensions']);

function judge(object: DeclaredObject, text: string, file: FileKind): 'daemonset' | SkipReason {
  const { map, kind, apiVersion } = object;
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  if (!OUR_GROUPS.has(group)) return isReadableTemplate(map, text) ? 'template' : 'foreign-kind';
  if (kind !== 'DaemonSet' && group !== 'apps') return 'mention';
  if (isReadableTemplate(map, text)) return 'template';
  if (entryOf(map, 'spec') === undefined && entryOf(map, 'metadata') === undefined) return 'mention';
  return isPartial(map, text, file) ? 'kustomize-patch' : 'daemonset';
}

const PATCH_PATH = /(?:^|[/\\])(?:overlays?|patches|components)[/\\]|patch[^/\\]*$/i;
const DIRECTIVE = /^\s*(?:- )?["']?\$(?:patch|retainKeys|setElementOrder|deleteFromPrimitiveList)\b/m;

/**
 * Whether the object is a piece to be merged over another one. A whole DaemonSet that lacks one thing is not: it has a
 * selector, or labels for its pods, or containers with images, and its path does not say that it is a patch.
 */
function isPartial(map: MapNode, text: string, file: FileKind): boolean {
  if (file.patch || DIRECTIVE.test(text)) return true;
  if (nodeAt(map, ['spec', 'selector']) !== undefined) return false;
  if (PATCH_PATH.test(file.path)) return true;
  const containers = nodeAt(map, ['spec', 'template', 'spec', 'containers']);
  const images = containers?.kind === 'list' && containers.items.some((item) => nodeAt(item, ['image']) !== undefined);
  return !images && nodeAt(map, ['spec', 'template', 'metadata', 'labels']) === undefined;
}

/** The rest of a document that mentions the word without being a DaemonSet. */
function notAnObject(root: Node): SkipReason | undefined {
  if (isJsonPatch(root) || isKustomization(root)) return 'kustomize-patch';
  return holdsManifest(root) ? 'embedded' : 'mention';
}

function isJsonPatch(root: Node): boolean {
  return root.kind === 'list' && root.items.some((item) => nodeAt(item, ['op']) !== undefined);
}

function isKustomization(root: Node): boolean {
  if (root.kind !== 'map') return false;
  const kind = textOf(root, 'kind');
  if (kind === 'Kustomization' || kind === 'Component') return true;
  return (
    kind === undefined && ['patches', 'patchesJson6902', 'patchesStrategicMerge'].some((key) => entryOf(root, key))
  );
}

const MANIFEST_TEXT = /kind["']?\s*:\s*["']?DaemonSet/;

// A manifest as text (ConfigMap, Helm release), or as a map below another object.
function holdsManifest(node: Node): boolean {
  if (node.kind === 'string') return MANIFEST_TEXT.test(node.value);
  if (node.kind === 'list') return node.items.some(holdsManifest);
  if (node.kind !== 'map') return false;
  const kind = entryOf(node, 'kind')?.value;
  if (kind?.kind === 'string' && kind.value === 'DaemonSet') return true;
  return node.entries.some((entry) => holdsManifest(entry.value));
}

/** What was parsed, as if the item of the list were a document of its own. */
function within(parsed: ParsedDocument, root: MapNode, prefix: Path): ParsedDocument {
  const duplicates = parsed.duplicates
    .filter(({ path }) => prefix.every((step, index) => step === path[index]))
    .map((duplicate) => ({ ...duplicate, path: duplicate.path.slice(prefix.length) }));
  return { ...parsed, root, duplicates };
}
