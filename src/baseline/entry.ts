/** An entry of a baseline: what a finding is about, whatever its line. */
import { nodeAt, plainValue, type Node, type Path } from '../kubernetes/yaml/node.ts';
import { jsonText } from '../words/escape.ts';
import { sha256 } from './sha256.ts';

/** One known finding. */
export interface Entry {
  /** From the folder of the baseline, with `/` on every system. */
  readonly path: string;
  /** `NAMESPACE/NAME`, empty for what belongs to no object. */
  readonly object: string;
  readonly rule: string;
  /** As the API names it; items of lists by their keys or by what they are. */
  readonly field: string;
  /** What is written there, shortened, for the reader; the hash says all of it. */
  readonly value: string;
  /** Of the whole value. */
  readonly hash: string;
}

/** The names of an entry's parts, in the order in which they are written. */
export const PARTS = ['path', 'object', 'rule', 'field', 'value', 'hash'] as const satisfies readonly (keyof Entry)[];

/** The entry as it is written: one line, which is YAML and, behind the dash, JSON. */
export function lineOf(entry: Entry): string {
  return `- {${PARTS.map((part) => `"${part}":${jsonText(entry[part])}`).join(',')}}`;
}

/** The same for entries that differ in their paths only. */
export function keyWithoutPath({ object, rule, field, hash }: Omit<Entry, 'path' | 'value'>): string {
  return JSON.stringify([object, rule, field, hash]);
}

const LONGEST_VALUE = 60;
const HASH_LENGTH = 12;

/** What is at a place of an object, and its hash. */
export function valueAt(root: Node, at: Path): Pick<Entry, 'field' | 'value' | 'hash'> {
  return { field: fieldOf(root, at), ...valueOf(nodeAt(root, at)) };
}

/** The same for a part of a text. */
export function valueOfText(text: string): Pick<Entry, 'value' | 'hash'> {
  return { value: shortened(text), hash: hashOf(JSON.stringify(text)) };
}

function valueOf(node: Node | undefined): Pick<Entry, 'value' | 'hash'> {
  if (node === undefined) return { value: '(not set)', hash: hashOf('') };
  // A finding at a map with maps in it is about what the map has, or has not: the rest of it may change.
  if (isDeep(node)) return { value: '(set)', hash: hashOf(node.kind) };
  const json = jsonText(plainValue(node));
  return { value: shortened(node.kind === 'string' ? node.value : json), hash: hashOf(json) };
}

function isDeep(node: Node): boolean {
  const inner = node.kind === 'map' ? node.entries.map(({ value }) => value) : node.kind === 'list' ? node.items : [];
  return inner.some(({ kind }) => kind === 'map' || kind === 'list');
}

function shortened(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 1)}…`;
}

function hashOf(text: string): string {
  return sha256(text).slice(0, HASH_LENGTH);
}

/** A path that stays when the items of a list move. */
function fieldOf(root: Node, at: Path): string {
  let text = '';
  let node: Node | undefined = root;
  for (const step of at) {
    node = node && nodeAt(node, [step]);
    if (typeof step === 'number') text += `[${node === undefined ? String(step) : nameOf(node)}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

/** What names the items of the lists of a pod, the nearest to a name first. */
const NAMING = ['name', 'mountPath', 'devicePath', 'containerPort', 'topologyKey'];
const names = new WeakMap<Node, string>();

function nameOf(item: Node): string {
  let name = names.get(item);
  if (name === undefined) names.set(item, (name = namingKey(item) ?? `#${hashOf(jsonText(plainValue(item)))}`));
  return name;
}

function namingKey(item: Node): string | undefined {
  if (item.kind !== 'map') return undefined;
  for (const key of NAMING) {
    const value = nodeAt(item, [key]);
    if (value?.kind === 'string') return `${key}=${value.value}`;
    if (value?.kind === 'number') return `${key}=${value.literal}${protocolOf(item)}`;
  }
  return undefined;
}

function protocolOf(port: Node): string {
  const protocol = nodeAt(port, ['protocol']);
  return protocol?.kind === 'string' && protocol.value !== 'TCP' ? `/${protocol.value}` : '';
}
