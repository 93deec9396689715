/** Looking up and setting fields of trees. Source: kyaml yaml/fns.go. */
import {
  DOUBLE_QUOTED,
  YNode,
  append,
  assign,
  entries,
  field,
  isMissingOrNull,
  scalar,
  type Kind,
  type Place,
} from './node.ts';
import { resolve } from './resolve.ts';

/** A node of another kind than a path or setter wants. Source: kyaml InvalidNodeKindError. */
export class KindError extends Error {
  readonly actual: Kind;

  constructor(expected: Kind, node: YNode) {
    super(`wrong node kind: expected ${NAMES[expected]} but got ${NAMES[node.kind]}`);
    this.actual = node.kind;
  }
}

const NAMES: Readonly<Record<Kind, string>> = {
  document: 'DocumentNode',
  map: 'MappingNode',
  list: 'SequenceNode',
  scalar: 'ScalarNode',
  alias: 'AliasNode',
  none: '',
};

/** Throws KindError when `node` is there and of another kind. Source: ErrorIfInvalid. */
export function expectKind(node: YNode | undefined, kind: Kind): void {
  if (!isMissingOrNull(node) && node !== undefined && node.kind !== kind) throw new KindError(kind, node);
}

/** Whether a path step picks list items: `[name=nginx]`. */
export function isListIndex(step: string): boolean {
  return step.startsWith('[') && step.endsWith(']');
}

/** The number that Go's strconv.Atoi reads; undefined for other texts. */
export function atoi(step: string): number | undefined {
  return /^[-+]?[0-9]+$/.test(step) ? Number(step) : undefined;
}

/** `[name=nginx]` as field and value. Throws Error. Source: SplitIndexNameValue. */
export function splitIndex(step: string): readonly [name: string, value: string] {
  const element = step.replace(/\]$/, '').replace(/^\[/, '');
  const at = element.indexOf('=');
  if (at < 0) throw new Error('list path element must contain fieldName=fieldValue for element to match');
  return [element.slice(0, at), element.slice(at + 1)];
}

/** The kind of what a path leads on to from a step that is created. Source: getPathPartKind. */
export function kindBefore(next: string | undefined, last: Kind): Kind {
  if (next === undefined || next === '') return last;
  const index = atoi(next);
  return isListIndex(next) || (index !== undefined && index >= 0) ? 'list' : 'map';
}

/**
 * The node at the end of `path`, made where it is missing when `create` says of which kind; undefined when it is not there.
 * Throws Error and KindError. Source: PathGetter.
 */
export function lookup(root: YNode, path: readonly string[], create?: Kind, place?: Place): YNode | undefined {
  let node: YNode | undefined = root;
  const steps = path.map((step) => step.trim()).filter((step) => step !== '');
  for (const [i, step] of steps.entries()) {
    node = lookupStep(node, step, steps[i + 1], create, place);
    if (node === undefined) return undefined;
  }
  return node;
}

function lookupStep(
  node: YNode,
  step: string,
  next: string | undefined,
  create: Kind | undefined,
  place: Place | undefined,
): YNode | undefined {
  const index = atoi(step);
  if (index !== undefined && index < 0) throw new Error(`array index ${String(index)} cannot be negative`);
  if (index !== undefined || step === '-') {
    expectKind(node, 'list');
    const { content } = node;
    if (step === '-' && content.length === 0) throw new Error('the list has no last element');
    return step === '-' ? content[content.length - 1] : content[index ?? 0];
  }
  if (step === '*') throw new Error('wildcard is not supported in PathGetter');
  if (isListIndex(step)) return lookupItem(node, splitIndex(step), create !== undefined, place);
  return matchField(
    node,
    step,
    create === undefined ? undefined : () => new YNode(kindBefore(next, create), { place }),
  );
}

function lookupItem(
  node: YNode,
  [name, value]: readonly [string, string],
  create: boolean,
  place: Place | undefined,
): YNode | undefined {
  const found = matchElement(node, [name], [value]);
  if (found !== undefined || !create) return found;
  const item =
    name === ''
      ? scalar(value, place)
      : new YNode('map', { content: [scalar(name, place), scalar(value, place)], place });
  node.content = [...node.content, item];
  return item;
}

/** The value of a map's field, made by `create` when it is missing. Source: FieldMatcher. */
export function matchField(node: YNode | undefined, name: string, create?: () => YNode): YNode | undefined {
  if (node === undefined || isMissingOrNull(node)) return undefined;
  expectKind(node, 'map');
  const found = field(node, name);
  if (found !== undefined || create === undefined) return found;
  return setField(node, name, create());
}

/** The first item of a list whose `keys` have `values`; a key `''` matches scalars. Source: ElementMatcher. */
export function matchElement(list: YNode, keys: readonly string[], values: readonly string[]): YNode | undefined {
  expectKind(list, 'list');
  if ((keys[0] ?? '') === '') return list.content.find((item) => item.value === (values[0] ?? ''));
  return list.content.find(
    (item) => item.kind === 'map' && keys.every((key, i) => field(item, key)?.value === (values[i] ?? '')),
  );
}

/** Removes a field; gives what it held. Source: FieldClearer. */
export function clearField(map: YNode | undefined, name: string): YNode | undefined {
  if (map === undefined || isMissingOrNull(map)) return undefined;
  expectKind(map, 'map');
  for (let i = 0; i < map.content.length; i += 2) {
    if (map.content[i]?.value !== name) continue;
    const removed = map.content[i + 1];
    map.content = [...map.content.slice(0, i), ...map.content.slice(i + 2)];
    return removed;
  }
  return undefined;
}

/** Removes the first field of each name. */
export function clearFields(map: YNode, names: ReadonlySet<string>): void {
  const left = new Set(names);
  if (left.size === 0 || isMissingOrNull(map)) return;
  expectKind(map, 'map');
  map.content = [...entries(map)].flatMap((entry) => (left.delete(entry[0].value) ? [] : entry));
}

/** Whether a value that is set clears the field. */
export function isCleared({ tag, keep }: YNode): boolean {
  return tag === '!!null' && !keep;
}

/** More about a field that is set. */
export interface Setting {
  /** The style of the key, where it is new. */
  readonly keyStyle?: number;
  readonly keyPlace?: Place | undefined;
}

/**
 * Sets a field of a map, keeping the style of the value it replaces; a null clears it. Gives the node in the tree.
 * Source: FieldSetter with a name.
 */
export function setField(map: YNode, name: string, value: YNode | undefined, setting: Setting = {}): YNode | undefined {
  if (value !== undefined) quoteOldWord(value);
  if (value === undefined || isCleared(value)) return clearField(map, name);
  const found = matchField(map, name);
  if (found !== undefined) {
    value.style = found.style;
    assign(found, value);
    return found;
  }
  const key = scalar(name, setting.keyPlace ?? value.place);
  key.style = setting.keyStyle ?? 0;
  append(map, key, value);
  return value;
}

/** Makes a scalar `value`, keeping its style. Source: FieldSetter without a name. */
export function setScalar(node: YNode, value: YNode): void {
  quoteOldWord(value);
  expectKind(node, 'scalar');
  if (isMissingOrNull(value)) return;
  value.style = node.style;
  assign(node, value);
}

// Words that YAML 1.1 takes for something else than a string are quoted.
function quoteOldWord(value: YNode): void {
  if (
    value.kind === 'scalar' &&
    (value.tag === '!!str' || value.tag === '') &&
    value.style === 0 &&
    isOldNonString(value.value)
  )
    value.style = DOUBLE_QUOTED;
}

/** Whether yaml.v2 takes the text for a scalar that is not a string; a timestamp is one to it. Source: kyaml IsValueNonString. */
export function isOldNonString(value: string): boolean {
  if (value === '') return false;
  const { tag } = resolve(value, true);
  return tag !== '!!str' && tag !== '!!timestamp';
}

/** The keys of a map. */
export function fieldNames(map: YNode): string[] {
  return [...entries(map)].map(([key]) => key.value);
}
