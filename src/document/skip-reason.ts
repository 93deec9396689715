/** What a document is that mentions DaemonSets and declares none. */
import { ENCODED_WORD, SLIP } from '../kubernetes/yaml/prefilter.ts';
import { isMeantKind } from './meant-kind.ts';
import { entryOf, nodeAt, type MapNode, type Node } from '../kubernetes/yaml/node.ts';
import { LAST_APPLIED } from '../kubernetes/api/annotations.ts';

/** Why a document that mentions a DaemonSet is not checked. */
export type SkipReason =
  | 'template'
  | 'switched-off'
  | 'kustomize-patch'
  | 'assertion'
  | 'embedded'
  | 'values'
  | 'parameters'
  | 'placeholders'
  | 'missing-chart'
  | 'broken-kustomization'
  | 'foreign-kind'
  | 'mention'
  | 'unreadable'
  | 'too-large'
  | 'lfs-pointer'
  | 'submodule'
  | 'linked-folder';

/** `kind` however it is spelt: the server finds the key whatever its case, and refuses it afterwards. */
export function typeMetaOf(map: MapNode, key: 'kind' | 'apiVersion'): string | undefined {
  const entry = entryOf(map, key) ?? map.entries.find((candidate) => candidate.key.toLowerCase() === key.toLowerCase());
  return entry?.value.kind === 'string' ? entry.value.value : undefined;
}

/** By its tree. */
export function reasonOfTree(root: Node): SkipReason {
  if (isJsonPatch(root) || holdsKustomization(root)) return 'kustomize-patch';
  if (root.kind === 'map' && typeMetaOf(root, 'kind') === 'CustomResourceDefinition') return 'mention';
  if (!holdsManifest(root)) return 'mention';
  // Values of a chart are a map; tasks of Ansible are a list.
  return isObject(root) || root.kind === 'list' ? 'embedded' : 'values';
}

/** Whether it says what kind of an object it is; what does not is a file of values. */
export function isObject(root: Node): boolean {
  return (
    root.kind === 'map' && (typeMetaOf(root, 'kind') !== undefined || typeMetaOf(root, 'apiVersion') !== undefined)
  );
}

function isJsonPatch(root: Node): boolean {
  return root.kind === 'list' && root.items.some((item) => nodeAt(item, ['op']) !== undefined);
}

export function holdsKustomization(root: Node): boolean {
  if (root.kind !== 'map') return false;
  const kind = typeMetaOf(root, 'kind');
  if (kind !== undefined) return KUSTOMIZATIONS.has(kind);
  return ['patches', 'patchesJson6902', 'patchesStrategicMerge'].some((key) => entryOf(root, key));
}

const KUSTOMIZATIONS = new Set(['Kustomization', 'Component']);
const MANIFEST_TEXT = [
  /(?:^|[\s{,])["']?kind["']?\s*:\s*["']?DaemonSet\b/,
  /(?:^|[\s{,])["']?apiVersion["']?\s*:/,
  /(?:^|[\s{,])["']?(?:metadata|spec)["']?\s*:/,
];

/** Whether a text has the lines of a manifest of a DaemonSet. */
export function isManifestText(text: string): boolean {
  return MANIFEST_TEXT.every((pattern) => pattern.test(text));
}

const FIRST_KEY = /^(?:[ \t]*(?:#.*|---[ \t]*)?\r?\n)*[ \t]*(?:apiVersion|kind|metadata|spec)[ \t]*:/;
const KIND_LINE_OF_OURS = /^[ \t]*kind:[ \t]*["']?DaemonSet["']?[ \t]*(?:#.*)?$/m;
const ANY_MARK = /\{\{|\{%|<%|\[%|\$[{(]|\(\(|\[\[|<<|^#!/;

/** Whether a text is nothing but a manifest of a DaemonSet, filled in by nobody, also where it cannot be read. */
export function isPlainManifest(text: string): boolean {
  return FIRST_KEY.test(text) && KIND_LINE_OF_OURS.test(text) && isManifestText(text) && !ANY_MARK.test(text);
}

// A manifest as text (ConfigMap, Helm release), or as a map below another object. A kind alone makes none: values of a
// chart, references, tests of charts.
export function holdsManifest(node: Node): boolean {
  if (node.kind === 'string') return isManifestText(node.value);
  if (node.kind === 'list') return node.items.some(holdsManifest);
  if (node.kind !== 'map') return false;
  if (typeMetaOf(node, 'kind') === 'DaemonSet' && entryOf(node, 'apiVersion') !== undefined) {
    if (entryOf(node, 'metadata') !== undefined || entryOf(node, 'spec') !== undefined) return true;
  }
  // kubectl's record of an object is no other one.
  return node.entries.some(({ key, value }) => key !== LAST_APPLIED && holdsManifest(value));
}

const KIND_LINE = /^kind.*$/gim;
const PLAIN_KIND = /^kind:[ \t]+([A-Za-z]+)[ \t]*(?:#.*)?$/;
/** The first line that says something begins in column 1, with a plain key. */
const BLOCK = /^(?:---[ \t]*(?:#.*)?\r?\n)?(?:[ \t]*(?:#.*)?\r?\n)*[A-Za-z]/;
/** A line that begins with anything but a plain key, an item or a comment: quotes, tags, merges, directives, braces. */
const ODD_LINE = /^(?:[^A-Za-z#\s-]|-(?!\s|--))/m;
/** What Go takes for the end of a line, or of the mark before the first one, and a regular expression does not. */
const ODD_BREAK = /\r(?!\n)|[\u0085\u2028\u2029\ufeff]/;
/** What may make it unreadable, and is a better reason. */
const TEMPLATE = /\{\{|\{%|<%/;
/** Wherever the tree could hold a manifest: escapes and quotes are allowed for. */
const MAY_EMBED = /kind[\\"']*\s*:\s*(?:[\\"'>|-]+\s*)?DaemonSet/;
/** A kind that an OpenShift Template puts in. */
const PARAMETER = /kind[\\"']*\s*:\s*["']?[A-Za-z]*\$\{/;

/**
 * By its text alone, for most of the documents of large files (CRDs, roles): the kind is in column 1 and is another
 * one, and nothing else in column 1 can be a kind. Undefined when only the tree can tell.
 */
export function reasonOfText(text: string): SkipReason | undefined {
  const kinds = text.match(KIND_LINE);
  if (kinds?.length !== 1) return undefined;
  const kind = PLAIN_KIND.exec(kinds[0])?.[1];
  if (kind === undefined || isMeantKind(kind, '') || /list$/i.test(kind)) return undefined;
  if (MAY_EMBED.test(text) || SLIP.test(text) || PARAMETER.test(text)) return undefined;
  if (ENCODED_WORD.test(text)) return undefined;
  if (TEMPLATE.test(text)) return undefined;
  if (!BLOCK.test(text) || ODD_LINE.test(text) || ODD_BREAK.test(text)) return undefined;
  return KUSTOMIZATIONS.has(kind) ? 'kustomize-patch' : 'mention';
}
