/** Where policies are written. */
import type { Location } from '../cel/source.ts';
import type { PlacedBinding, PlacedPolicy, PolicySet } from '../kubernetes/admission/policy-set.ts';
import type { Verdict } from '../kubernetes/admission/dispatch.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import { entryOf, nodeAt } from '../kubernetes/yaml/node.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import type { SourceFile } from '../document/source.ts';
import { placeInScalar } from './scalar-place.ts';

/** A place in a file. */
export interface PlaceInFile {
  readonly source: SourceFile;
  readonly span: Span;
}

const known = new WeakMap<PlacedPolicy | PlacedBinding, Map<string, PlaceInFile>>();

/** The field of a policy or binding, or of what is written of it; in an expression, the word at a location. */
export function placeIn(item: PlacedPolicy | PlacedBinding, path: Path, location?: Location): PlaceInFile {
  const places = known.get(item) ?? new Map<string, PlaceInFile>();
  known.set(item, places);
  // Many DaemonSets fail at one place.
  const key = JSON.stringify([path, location]);
  let place = places.get(key);
  if (place === undefined) places.set(key, (place = findPlace(item, path, location)));
  return place;
}

function findPlace(
  { file, parsed: { root } }: PlacedPolicy | PlacedBinding,
  path: Path,
  location?: Location,
): PlaceInFile {
  if (root === undefined) return { source: file, span: { start: 0, end: 1 } };
  const node = nodeAt(root, path);
  if (node?.kind === 'string' && location !== undefined && location.line > 0)
    return { source: file, span: placeInScalar(file.text, node, location) };
  for (let length = path.length; length > 0; length--) {
    const at = nodeAt(root, path.slice(0, length));
    const holder = nodeAt(root, path.slice(0, length - 1));
    const step = path[length - 1];
    if (at === undefined) continue;
    const entry = holder?.kind === 'map' ? entryOf(holder, String(step)) : undefined;
    const isShort =
      !file.text.slice(at.span.start, at.span.end).includes('\n') && at.kind !== 'map' && at.kind !== 'list';
    return { source: file, span: isShort || entry === undefined ? firstLine(file, at.span) : entry.keySpan };
  }
  const kind = root.kind === 'map' ? entryOf(root, 'kind')?.value.span : undefined;
  return { source: file, span: kind ?? firstLine(file, root.span) };
}

function firstLine({ text }: SourceFile, { start, end }: Span): Span {
  const line = text.indexOf('\n', start);
  return { start, end: Math.max(start + 1, line < 0 ? end : Math.min(line, end)) };
}

type Item = PlacedPolicy | PlacedBinding;

const indexes = new WeakMap<PolicySet, ReadonlyMap<string, Item>>();

/** The policy or binding of that name that is in force: the last one. */
export function find<K extends Item['kind']>(
  set: PolicySet,
  kind: K,
  name: string | undefined,
): Extract<Item, { kind: K }> | undefined {
  let index = indexes.get(set);
  if (index === undefined) indexes.set(set, (index = indexOf(set)));
  const found = index.get(`${kind} ${name ?? ''}`);
  const isWanted = (item: Item | undefined): item is Extract<Item, { kind: K }> => item?.kind === kind;
  return isWanted(found) ? found : undefined;
}

function indexOf({ created }: PolicySet): ReadonlyMap<string, Item> {
  const accepted = created.filter(({ answer }) => answer.code < 300);
  return new Map(accepted.map((item) => [`${item.kind} ${item.object.metadata?.name ?? ''}`, item]));
}

/** The path of what a verdict is about. */
export function expressionOf({ index, part }: Verdict): Path {
  if (index === undefined) return ['metadata', 'name'];
  return part === 'validation'
    ? ['spec', 'validations', index, 'expression']
    : ['spec', 'auditAnnotations', index, 'valueExpression'];
}
