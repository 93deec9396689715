/** What was plainly meant to be a list or a Template of DaemonSets, and is none to kubectl, oc or the server. */
import { entryOf, type Entry, type ListNode, type MapNode, type Node } from '../kubernetes/yaml/node.ts';
import type { YamlFault } from '../kubernetes/yaml/parse.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import { isNear } from '../words/similar-name.ts';
import { hasPods, objectsOf } from './declared-objects.ts';
import { groupOf } from './meant-kind.ts';
import { isManifestText, typeMetaOf } from './skip-reason.ts';

/** What kubectl says of a document that is a list of manifests. Source: cli-runtime resource/mapper.go infoForData. */
export function arrayFault({ span }: ListNode): YamlFault {
  return {
    message: 'json: cannot unmarshal array into Go value of type struct { metav1.TypeMeta }',
    explanation:
      'kubectl refuses a document that is a list of manifests: separate them with --- or put them in the items of an object of kind List (apiVersion v1)',
    span: { start: span.start, end: span.start + 1 },
  };
}

/**
 * Of List and of the kinds with List behind them, only these spellings are known, and only the key items is read. Source:
 * client-go restmapper/discovery.go NewDiscoveryRESTMapper, apimachinery unstructured/helpers.go decodeToList.
 */
export function listFault(root: Node): YamlFault | undefined {
  if (root.kind !== 'map' || groupOf(typeMetaOf(root, 'apiVersion') ?? '').includes('.')) return undefined;
  const kind = typeMetaOf(root, 'kind');
  if (kind === undefined) return withoutKind(root);
  const known = LISTS.find(([name, slips]) => isNear(kind, name, slips))?.[0];
  if (known === undefined) return undefined;
  const items = entryOf(root, 'items');
  if (items === undefined && known === 'DaemonSetList' && hasPods(root)) return singleObject(root, kind);
  if (kind === known) return itemsFault(root) ?? versionFault(root);
  return declares(items?.value) || itemsFault(root) !== undefined ? unknownKind(root, kind, known) : undefined;
}

/** The kinds, and how many letters a slip may change. */
const LISTS = [
  ['List', 1],
  ['DaemonSetList', 2],
] as const;

/** Source: client-go restmapper/discovery.go NewDiscoveryRESTMapper: List is in every version, DaemonSetList in apps/v1. */
function versionFault(root: MapNode): YamlFault | undefined {
  const written = typeMetaOf(root, 'apiVersion') ?? '';
  const items = entryOf(root, 'items')?.value;
  if (typeMetaOf(root, 'kind') !== 'DaemonSetList' || groupOf(written) !== '' || !isDeclaringItems(items, root))
    return undefined;
  return {
    message: `no matches for kind "DaemonSetList" in version "${written}"`,
    explanation: `no server has DaemonSetList ${written === '' ? 'without an apiVersion' : `in "${written}"`}, so that kubectl applies none of the objects in it: write apiVersion: apps/v1`,
    span: spanOf(root, written === '' ? 'kind' : 'apiVersion'),
  };
}

/** Whether there are items, which are DaemonSets where they do not say what they are. */
function isDeclaringItems(items: Node | undefined, root: MapNode): boolean {
  return items?.kind === 'list' && objectsOf(root, [], '').length > 0;
}

function withoutKind(root: MapNode): YamlFault | undefined {
  // Values of a chart have other keys.
  if (!root.entries.every(({ key }) => ['apiVersion', 'items', 'metadata'].includes(key))) return undefined;
  const items = entryOf(root, 'items');
  if (items?.value.kind !== 'list' || !declares(items.value)) return undefined;
  return {
    message: "Object 'Kind' is missing",
    explanation: 'kubectl refuses items without a kind, and applies none of them: write kind: List and apiVersion: v1',
    span: items.keySpan,
  };
}

function singleObject(root: MapNode, kind: string): YamlFault {
  return {
    message: `${kind} is not an object`,
    explanation: `${kind} is the kind of a list, which has items and no spec, so that the server refuses this: write kind: DaemonSet`,
    span: spanOf(root, 'kind'),
  };
}

function unknownKind(root: MapNode, kind: string, known: string): YamlFault {
  return {
    message: `no matches for kind "${kind}"`,
    explanation: `no server has the kind ${kind}, so that kubectl applies none of the objects in it: write ${known}`,
    span: spanOf(root, 'kind'),
  };
}

const SLIPS = 2;

function itemsFault(root: MapNode): YamlFault | undefined {
  const items = entryOf(root, 'items');
  if (items !== undefined) {
    if (items.value.kind === 'list') return nestedFault(items.value) ?? secondItemsFault(root);
    if (!declares(items.value)) return undefined;
    return {
      message: 'the items are no list',
      explanation: 'kubectl refuses items that are no list: write a dash before each object in items',
      span: items.keySpan,
    };
  }
  return secondItemsFault(root);
}

/** A list where an object has to be. Source: apimachinery unstructured/helpers.go decodeToList. */
function nestedFault({ items }: ListNode): YamlFault | undefined {
  const nested = items.find((item) => item.kind === 'list' && declares(item));
  if (nested === undefined) return undefined;
  return {
    message: 'json: cannot unmarshal array into Go value of type map[string]interface {}',
    explanation:
      'kubectl refuses a list whose item is a list, and applies none of its objects: remove one of the dashes',
    span: { start: nested.span.start, end: nested.span.start + 1 },
  };
}

/** A key that is nearly items, with or without the right one beside it. */
function secondItemsFault(root: MapNode): YamlFault | undefined {
  const entry = root.entries.find(
    ({ key, value }) => key !== 'items' && isNear(key, 'items', SLIPS) && declares(value),
  );
  if (entry === undefined) return undefined;
  const isAlone = entryOf(root, 'items') === undefined;
  return {
    message: isAlone ? 'the list has no items' : `the list has ${entry.key} beside its items`,
    explanation: `kubectl reads the objects of a list under the key items alone, so that nothing ${isAlone ? 'here' : `under ${entry.key}`} is applied: write ${isAlone ? `items instead of ${entry.key}` : 'all of them under items'}`,
    span: entry.keySpan,
  };
}

/** Whether a DaemonSet is there, as an item, alone, by its name or as text. */
function declares(node: Node | undefined): boolean {
  if (node === undefined) return false;
  if (node.kind === 'string') return isManifestText(node.value);
  if (node.kind === 'list') return node.items.some((item) => objectsOf(item, [], '').length > 0);
  if (node.kind !== 'map') return false;
  return objectsOf(node, [], '').length > 0 || node.entries.some(({ value }) => objectsOf(value, [], '').length > 0);
}

const TEMPLATE = 'Template';
/** Source: openshift/api template/v1 register.go; servers knew v1 alone before. */
const TEMPLATE_VERSIONS = ['template.openshift.io/v1', 'v1'];

/** What is wrong with the kind, the version or the key objects of an OpenShift Template. Source: openshift/api template/v1 types.go. */
export function templateFault(root: Node): YamlFault | undefined {
  if (root.kind !== 'map') return undefined;
  const [kind = '', apiVersion = ''] = [typeMetaOf(root, 'kind'), typeMetaOf(root, 'apiVersion')];
  const [version = ''] = TEMPLATE_VERSIONS;
  const isKnown = TEMPLATE_VERSIONS.includes(apiVersion);
  if (!isNear(kind, TEMPLATE, 1) || (!isKnown && !isNear(apiVersion, version, SLIPS))) return undefined;
  const objects = root.entries.find(({ key, value }) => isNear(key, 'objects', SLIPS) && isDeclaringList(value));
  if (objects === undefined) return undefined;
  if (kind !== TEMPLATE) return unread(root, 'kind', kind, TEMPLATE);
  if (!isKnown) return unread(root, 'apiVersion', apiVersion, version);
  if (objects.key !== 'objects') return unread(objects, 'key', objects.key, 'objects');
  return objects.value.kind === 'list' ? nestedFault(objects.value) : undefined;
}

const isDeclaringList = (value: Node): boolean =>
  value.kind === 'list' && (declares(value) || value.items.some((item) => item.kind === 'list' && declares(item)));

function unread(at: MapNode | Entry, what: 'kind' | 'apiVersion' | 'key', written: string, known: string): YamlFault {
  return {
    message: `no OpenShift Template has the ${what} ${written}`,
    explanation: `no OpenShift Template has the ${what} ${written}, so that oc makes none of the objects in it: write ${known}`,
    span: 'keySpan' in at ? at.keySpan : spanOf(at, what),
  };
}

/** Where the value of a key is, however the key is spelt. */
function spanOf(map: MapNode, name: string): Span {
  return map.entries.find(({ key }) => key.toLowerCase() === name.toLowerCase())?.value.span ?? map.span;
}
