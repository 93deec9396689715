import { entryOf, nodeAt, type MapNode, type Node } from '../kubernetes/yaml/node.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import { structOf, type Type } from '../kubernetes/api/schema.ts';
import { typeMetaOf } from './skip-reason.ts';

/** A folder or a file name that says so. */
const PATCH_PATH = /(?:^|[/\\])(?:overlays?|patches)[/\\]|(?:(?:^|[^a-zA-Z])patch|Patch)[^/\\]*$/;
/** The same as a word: what is whole needs more to be taken for a piece. */
const PATCH_WORD = /(?:^|[/\\])(?:overlays?|patches)[/\\]|(?:(?:^|[^a-zA-Z])patch|Patch)(?:es)?(?![a-z])[^/\\]*$/;
/** Keys of strategic merge patches. */
export const DIRECTIVE = /^\$(?:patch|retainKeys|setElementOrder|deleteFromPrimitiveList)\b/;
/** Versions in which the selector could be left out. */
const WITHOUT_SELECTOR = new Set(['extensions/v1beta1', 'apps/v1beta1']);
const OBJECT_KEYS = new Set(['apiVersion', 'kind', 'metadata', 'spec', 'status']);
const IDENTITY = new Set(['name', 'namespace']);

/**
 * Whether a DaemonSet is a piece to be merged over another one. A whole one that lacks something is not: it has a
 * selector, or labels for its pods, or containers with images (perhaps below a misspelt key), or nothing to be merged
 * at all, or a key that no DaemonSet has, or nobody who would merge it; and its path does not say that it is a patch.
 * One with directives of a patch is whole when it has all three: kubectl apply carries them out.
 */
export function isPartial(map: MapNode, path: string, isMerged: (isWhole: boolean) => boolean): boolean {
  const hasSelector = nodeAt(map, ['spec', 'selector']) !== undefined;
  const labels = nodeAt(map, ['spec', 'template', 'metadata', 'labels']) !== undefined;
  const images = hasImages(map);
  if (hasDirective(map)) return !(hasSelector && labels && images) || (PATCH_WORD.test(path) && isMerged(true));
  if (map.entries.some(({ key }) => !OBJECT_KEYS.has(key)) || !changesSomething(map)) return false;
  if (hasSelector) return false;
  const complete = labels && images && WITHOUT_SELECTOR.has(typeMetaOf(map, 'apiVersion') ?? '');
  if (PATCH_PATH.test(path)) return !complete;
  return !labels && !images && hasOnlyFields(map) && isMerged(false);
}

function hasDirective(node: Node): boolean {
  if (node.kind === 'list') return node.items.some(hasDirective);
  return node.kind === 'map' && node.entries.some(({ key, value }) => DIRECTIVE.test(key) || hasDirective(value));
}

function changesSomething(map: MapNode): boolean {
  const spec = entryOf(map, 'spec')?.value;
  if (spec !== undefined) return spec.kind === 'map' && spec.entries.length > 0;
  const metadata = entryOf(map, 'metadata')?.value;
  return metadata?.kind === 'map' && metadata.entries.some(({ key }) => !IDENTITY.has(key));
}

function hasImages(map: MapNode): boolean {
  const containers = nodeAt(map, ['spec', 'template', 'spec', 'containers']);
  return containers?.kind === 'list' && containers.items.some((item) => nodeAt(item, ['image']) !== undefined);
}

/** Whether every key is a field: a slip of the pen may be why something is missing. */
export function hasOnlyFields(map: MapNode): boolean {
  return isKnown(map, { struct: structOf('DaemonSet', NEWEST) });
}

function isKnown(node: Node, type: Partial<Pick<Type, 'struct' | 'element'>> | undefined): boolean {
  if (type === undefined || node.kind === 'list') {
    return type === undefined || (node.kind === 'list' && node.items.every((item) => isKnown(item, type.element)));
  }
  if (node.kind !== 'map') return true;
  const { struct, element } = type;
  return node.entries.every(({ key, value }) =>
    struct === undefined
      ? isKnown(value, element)
      : struct.byName.has(key) && isKnown(value, struct.byName.get(key)?.type),
  );
}
