/** The DaemonSets of a document's tree. */
import { entryOf, type Entry, type MapNode, type Node, type Path } from '../kubernetes/yaml/node.ts';
import { groupOf, isMeantKind } from './meant-kind.ts';
import { typeMetaOf } from './skip-reason.ts';

/** An object that is a DaemonSet, or was meant to be one. */
export interface DeclaredObject {
  readonly map: MapNode;
  readonly prefix: Path;
  readonly kind: string;
  readonly apiVersion: string;
}

/** What the items of a list are when they do not say it: entries to add to them. */
interface ItemType {
  readonly kind: string;
  readonly entries: readonly Entry[];
}

const NO_TYPE: ItemType = { kind: '', entries: [] };

/** The DaemonSets that a document declares, foreign ones included; lists are gone into. */
export function objectsOf(node: Node, prefix: Path, text: string, inherited: ItemType = NO_TYPE): DeclaredObject[] {
  if (node.kind !== 'map') return [];
  const untyped = typeMetaOf(node, 'kind') === undefined && typeMetaOf(node, 'apiVersion') === undefined;
  const map = untyped && inherited.kind !== '' ? { ...node, entries: [...inherited.entries, ...node.entries] } : node;
  const kind = typeMetaOf(map, 'kind') ?? '';
  const apiVersion = typeMetaOf(map, 'apiVersion') ?? '';
  const isOurs = kind === '' ? isWithoutKind(map, apiVersion, text) : isMeantKind(kind, apiVersion);
  if (isOurs) return [{ map, prefix, kind, apiVersion }];
  const items = entryOf(map, 'items')?.value;
  if (items?.kind !== 'list' || !/List$/i.test(kind)) return [];
  const type = /^daemonsetlist$/i.test(kind) ? itemTypeOf(map) : NO_TYPE;
  return items.items.flatMap((item, index) => objectsOf(item, [...prefix, 'items', index], text, type));
}

/** Groups that have or had DaemonSets. */
const GROUPS = new Set(['apps', 'extensions']);

/** Whether an object has no kind, and says DaemonSet elsewhere: `type: DaemonSet`, `kind: [DaemonSet]`, `kind: !DaemonSet`. */
function isWithoutKind(map: MapNode, apiVersion: string, text: string): boolean {
  if (!GROUPS.has(groupOf(apiVersion)) || !hasPods(map)) return false;
  return map.entries.some(({ keySpan, value }) =>
    KIND_ONLY.test(text.slice(keySpan.end, Math.min(value.span.end, keySpan.end + LONGEST))),
  );
}

const LONGEST = 60;
/** What is written behind the key. */
const KIND_ONLY = /^["']?\s*:\s*(?:\[\s*|-\s+)?[!"']?DaemonSet\s*["']?\s*\]?\s*$/i;

/** Source: apimachinery unstructured/helpers.go decodeToList. */
function itemTypeOf(list: MapNode): ItemType {
  const entries = list.entries.flatMap((entry): Entry[] => {
    if (entry.key === 'apiVersion') return [entry];
    const { value } = entry;
    if (entry.key !== 'kind' || value.kind !== 'string') return [];
    return [{ ...entry, value: { ...value, value: value.value.slice(0, -'List'.length) } }];
  });
  return { kind: 'DaemonSet', entries };
}

export const POD_PARTS = ['template', 'selector'];

/** Whether an object has what a DaemonSet makes pods from. */
export function hasPods(map: MapNode): boolean {
  const spec = entryOf(map, 'spec')?.value;
  return spec?.kind === 'map' && POD_PARTS.some((key) => entryOf(spec, key) !== undefined);
}
