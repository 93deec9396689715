/** Objects that were meant to be DaemonSets, and whose kind says nothing, or says two things. */
import { entryOf, type MapNode, type Node } from '../kubernetes/yaml/node.ts';
import type { ParsedDocument, YamlFault } from '../kubernetes/yaml/parse.ts';
import { hasPods } from './declared-objects.ts';
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
  if (twice === undefined || isMeantKind(kind, apiVersion) || !hasPods(root)) return itemFault(root);
  const written = text.slice(twice.firstSpan.end, twice.firstSpan.end + LONGEST).split(/[\r\n]/, 1)[0] ?? '';
  if (!WRITTEN.test(written)) return undefined;
  return {
    message: 'key "kind" already set in map',
    explanation: `the kind is written twice, and the later one counts, so that no DaemonSet is applied: remove the kind that is not meant`,
    span: twice.keySpan,
  };
}

/** An item without a kind. Source: cli-runtime resource/mapper.go infoForObject, apimachinery unstructuredscheme ObjectKinds. */
function itemFault(root: MapNode): YamlFault | undefined {
  const items = entryOf(root, 'items')?.value;
  if (typeMetaOf(root, 'kind') !== 'List' || items?.kind !== 'list') return undefined;
  const item = items.items.find(isDaemonSetWithoutKind);
  if (item === undefined) return undefined;
  return {
    message: "Object 'Kind' is missing",
    explanation: 'kubectl refuses an item without a kind: write kind: DaemonSet, or the kind that it is',
    span: { start: item.span.start, end: item.span.start + 1 },
  };
}

/** By its pods, of which nobody says how many: a Deployment mostly does. */
function isDaemonSetWithoutKind(node: Node): boolean {
  if (node.kind !== 'map' || typeMetaOf(node, 'kind') !== undefined || !hasPods(node)) return false;
  const spec = entryOf(node, 'spec')?.value;
  const isCounted = spec?.kind === 'map' && entryOf(spec, 'replicas') !== undefined;
  return groupOf(typeMetaOf(node, 'apiVersion') ?? '') === 'apps' && !isCounted;
}
