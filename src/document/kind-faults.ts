/** Objects that were meant to be DaemonSets, and whose kind says nothing, or says two things. */
import { entryOf, type MapNode, type Node } from '../kubernetes/yaml/node.ts';
import type { ParsedDocument, YamlFault } from '../kubernetes/yaml/parse.ts';
import { hasPods, objectsOf, POD_PARTS } from './declared-objects.ts';
import { groupOf, isMeantKind } from './meant-kind.ts';
import { typeMetaOf } from './skip-reason.ts';

const WRITTEN = /^["']?\s*:\s*["']?DaemonSet["']?\s*(?:#.*)?$/m;
const LONGEST = 60;

/** A kind that is written twice: without strict reading the later one counts. Source: sigs.k8s.io/yaml YAMLToJSON. */
export function kindFault({ root, duplicates }: ParsedDocument, text: string): YamlFault | undefined {
  if (root?.kind !== 'map') return undefined;
  const apiVersion = typeMetaOf(root, 'apiVersion') ?? '';
  const kind = typeMetaOf(root, 'kind') ?? '';
  const twice = duplicates.find(({ path }) => path.length === 1 && path[0] === 'kind');
  if (twice === undefined || isMeantKind(kind, apiVersion) || !hasPods(root)) return missingKind(root, text);
  const written = text.slice(twice.firstSpan.end, twice.firstSpan.end + LONGEST).split(/[\r\n]/, 1)[0] ?? '';
  if (!WRITTEN.test(written)) return undefined;
  return {
    message: 'key "kind" already set in map',
    explanation: `the kind is written twice, and the later one counts, so that no DaemonSet is applied: remove the kind that is not meant`,
    span: twice.keySpan,
  };
}

/** A document, or an item of a list, without a kind. Source: cli-runtime resource/mapper.go infoForObject, apimachinery unstructuredscheme ObjectKinds. */
function missingKind(root: MapNode, text: string): YamlFault | undefined {
  const node = withoutKind(root, text);
  if (node === undefined) return undefined;
  return {
    message: "Object 'Kind' is missing",
    explanation: `kubectl refuses ${node === root ? 'a document' : 'an item'} without a kind: write kind: DaemonSet, or the kind that it is`,
    span: { start: node.span.start, end: node.span.start + 1 },
  };
}

/** `parts`: how many of the parts that make pods it has at least; a document alone may be a piece of one. */
function withoutKind(node: Node, text: string, parts = POD_PARTS.length): MapNode | undefined {
  if (node.kind !== 'map') return undefined;
  const kind = typeMetaOf(node, 'kind') ?? '';
  if (kind === '') return isDaemonSetWithoutKind(node, text, parts) ? node : undefined;
  // An item of a typed list without both has its type.
  const items = ['List', 'DaemonSetList'].includes(kind) ? entryOf(node, 'items')?.value : undefined;
  if (items?.kind !== 'list') return undefined;
  for (const item of items.items) {
    const found = withoutKind(item, text, 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Fields of Deployments, StatefulSets and ReplicaSets alone. Source: k8s.io/api/apps/v1 types.go. */
const OF_OTHERS = [
  ...['replicas', 'strategy', 'paused', 'progressDeadlineSeconds'],
  ...['serviceName', 'volumeClaimTemplates', 'podManagementPolicy', 'persistentVolumeClaimRetentionPolicy', 'ordinals'],
];

/** By its pods, and by nothing that only another kind has. */
function isDaemonSetWithoutKind(node: MapNode, text: string, parts: number): boolean {
  const spec = entryOf(node, 'spec')?.value;
  if (spec?.kind !== 'map' || POD_PARTS.filter((key) => entryOf(spec, key) !== undefined).length < parts) return false;
  if (OF_OTHERS.some((key) => entryOf(spec, key) !== undefined)) return false;
  // Where the kind is said in another way, that is told of.
  return groupOf(typeMetaOf(node, 'apiVersion') ?? '') === 'apps' && objectsOf(node, [], text).length === 0;
}
