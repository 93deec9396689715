/** What the file writes and an apply does not store. */
import { asPatched } from '../kubernetes/apiserver/patch-request.ts';
import { copyOfMap, isMap, marshalValue, type Value, type ValueMap } from '../kubernetes/go/unstructured.ts';
import { DIRECTIVE, isDirective, withoutDirectives } from '../kubernetes/patch/directives.ts';
import { STRATEGIES } from '../kubernetes/patch/patch-meta.ts';
import { compareValues } from '../kubernetes/structured-merge/compare.ts';
import { equalValues } from '../kubernetes/structured-merge/list-items.ts';
import { pathText } from '../kubernetes/structured-merge/path-element.ts';
import type { FieldPath } from '../kubernetes/structured-merge/field-set.ts';
import { entryOf, nodeAt, type Entry, type Node, type Path } from '../kubernetes/yaml/node.ts';
import { nodeOf, valueOf } from '../kubernetes/yaml/unstructured.ts';
import type { AppliedLoss } from '../manifest/manifest.ts';
import type { ApplyFacts } from './applied.ts';
import { pathsIn, placesIn, topmost, valuesIn, type FieldPlace } from './applied-paths.ts';

type Lost = Omit<AppliedLoss, 'kind' | 'cure'>;

/** What an accepted apply does not store of a file that a replace refuses: everything that the file says counts. */
export function unstored(
  facts: ApplyFacts,
  stored: ValueMap,
  isToldElsewhere: (path: FieldPath) => boolean,
): readonly AppliedLoss[] {
  const { root, type, minor } = facts;
  const whole = valueOf(root);
  const read = isMap(whole) ? asPatched(withoutDirectives(whole), minor) : undefined;
  if (read === undefined) return [];
  const alone = copyOfMap(read.object);
  const written = nodeOf(read.written);
  const placesOf = placesIn(written, type);
  const [wantedAt, storedAt] = [valuesIn(alone, type), valuesIn(stored, type)];
  const { removed, modified } = compareValues(alone, stored, type);
  const paths = topmost(removed.union(modified)).filter((path) => !isToldElsewhere(path));
  const [cureOf, wordAt] = [cureIn(facts, wantedAt), directivesIn(root)];
  const losses = paths.flatMap((path) => {
    const places = placesOf(path);
    const lost = places[0].isWritten ? lossesOf(path, places, wantedAt(path), storedAt(path)) : [];
    return lost.flatMap((loss): AppliedLoss[] => {
      const word = wordAt(loss.at);
      if (word === 'deletion') return [];
      const cure = word ?? (places.length > 1 ? 'one' : cureOf(path));
      const said = nodeAt(written, loss.at);
      return [{ kind: 'loss', cure, ...loss, wanted: said && valueOf(said) }];
    });
  });
  return [...misfits(facts, written), ...losses];
}

/** The numbers of which an apply stores the lowest bits. */
function misfits({ root, type, misfits: places }: ApplyFacts, written: Node): readonly AppliedLoss[] {
  const pathOf = pathsIn(root, type);
  return places.map((at) => {
    const kept = nodeAt(written, at);
    const stored = kept && valueOf(kept);
    const field = pathText(pathOf(at)).slice(1);
    return { kind: 'loss', field, at, wanted: writtenNumber(root, at), stored, cure: 'number' };
  });
}

/** With all its digits, which Go's numbers do not have. */
function writtenNumber(root: Node, at: Path): Value | undefined {
  const node = nodeAt(root, at);
  if (node?.kind === 'number' && /^-?\d{1,40}$/.test(node.literal)) return BigInt(node.literal);
  return node && valueOf(node);
}

type Word = 'directive' | 'deletion' | undefined;

/** Whether the file itself says by a directive what becomes of a place; a deletion that only names an item means it. */
function directivesIn(root: Node): (at: Path) => Word {
  const words = new Map<Node, Word>();
  return (at) => {
    let [node, found]: [Node | undefined, Word] = [root, undefined];
    for (const [depth, step] of [...at, ''].entries()) {
      if (node === undefined) return found;
      const word = words.has(node) ? words.get(node) : wordOf(node, mergeKeyOf(at.slice(0, depth)));
      words.set(node, word);
      if (word === 'deletion') return word;
      found = word ?? found;
      node = nodeAt(node, [step]);
    }
    return found;
  };
}

function wordOf(node: Node, mergeKey: string): Word {
  if (node.kind === 'list') return node.items.some(isDirected) ? 'directive' : undefined;
  if (node.kind !== 'map') return undefined;
  const isDeletion = ({ key, value }: Entry): boolean =>
    key === DIRECTIVE && value.kind === 'string' && value.value === 'delete';
  const { entries } = node;
  if (entries.some(isDeletion) && entries.every((entry) => isDeletion(entry) || entry.key === mergeKey))
    return 'deletion';
  return entries.some(({ key }) => isDirective(key)) ? 'directive' : undefined;
}

const isDirected = (item: Node): boolean => item.kind === 'map' && entryOf(item, DIRECTIVE) !== undefined;

function mergeKeyOf(at: Path): string {
  const [list, index] = [at.at(-2), at.at(-1)];
  return typeof list === 'string' && typeof index === 'number' ? (STRATEGIES[list]?.mergeKey ?? '') : '';
}

/** The items of one key that are not stored; usually there is only one. */
export function lossesOf(
  path: FieldPath,
  places: readonly [FieldPlace, ...FieldPlace[]],
  wanted: readonly Value[],
  stored: readonly Value[],
): readonly Lost[] {
  const field = pathText(path).slice(1);
  const loss = (index: number, left: Value | undefined): Lost => {
    const { at } = places[index] ?? places[0];
    return { field, at, wanted: wanted[index], stored: left };
  };
  if (wanted.length <= 1 && stored.length <= 1) return [loss(0, stored[0])];
  // The kubelet takes the last of several variables of one name.
  if (path.at(-2)?.text === 'f:env') {
    const [last, kept] = [wanted.at(-1) ?? null, stored.at(-1)];
    return kept !== undefined && equalValues(last, kept) ? [] : [loss(Math.max(wanted.length - 1, 0), kept)];
  }
  // An item that is written twice is there when it is stored once.
  const kept = new Set(stored.map(marshalValue));
  return wanted.flatMap((item, index) => (kept.has(marshalValue(item)) ? [] : [loss(index, stored[0])]));
}

/** Which other way to the cluster stores a field as the file has it. */
export function cureIn(
  { type, storedByServer }: ApplyFacts,
  wantedAt: (path: FieldPath) => readonly Value[],
): (path: FieldPath) => AppliedLoss['cure'] {
  let serverAt: ((path: FieldPath) => readonly Value[]) | undefined;
  return (path) => {
    serverAt ??= valuesIn(copyOfMap(storedByServer() ?? {}), type);
    return equalValues([...serverAt(path)], [...wantedAt(path)]) ? 'server' : 'replace';
  };
}
