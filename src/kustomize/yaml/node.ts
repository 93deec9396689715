/** The mutable YAML tree that kustomize works on. Source: go.yaml.in/yaml/v3 yaml.go (Node), kyaml yaml/types.go. */

import { spendValue } from '../../limits/budget.ts';

/** `none` is the zero value of Go's Node: what a null of the code, not of a text, has. */
export type Kind = 'document' | 'map' | 'list' | 'scalar' | 'alias' | 'none';

/** Style bits of a node. */
export const TAGGED = 1;
export const DOUBLE_QUOTED = 2;
export const SINGLE_QUOTED = 4;
export const LITERAL = 8;
export const FOLDED = 16;
export const FLOW = 32;
export const QUOTED = DOUBLE_QUOTED | SINGLE_QUOTED | LITERAL | FOLDED;

/** Where something is written: a text by its name, and offsets into it. */
export interface Place {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** The parts of a node that have a default. */
export interface NodeParts {
  style?: number;
  tag?: string;
  value?: string;
  content?: YNode[];
  place?: Place | undefined;
}

/** From this many keys and values on, a map is looked up by an index, and grows in place. */
const LARGE = 64;

/** Where the keys of a map are in `content`, the first one of each; `isOwn` when no other node holds that array. */
interface KeyIndex {
  readonly content: YNode[];
  readonly positions: Map<string, number>;
  size: number;
  isOwn: boolean;
}

/** A node; the content of a map is keys and values in turn. */
export class YNode {
  kind: Kind;
  style: number;
  tag: string;
  value: string;
  content: YNode[];
  anchor = '';
  alias: YNode | undefined = undefined;
  head = '';
  line = '';
  foot = '';
  /** The base, patch, generator or kustomization line that it comes from. */
  place: Place | undefined;
  /** A null that a merge keeps although it would clear it. */
  keep = false;
  keys: KeyIndex | undefined = undefined;

  constructor(kind: Kind, parts: NodeParts = {}) {
    this.kind = kind;
    this.style = parts.style ?? 0;
    this.tag = parts.tag ?? '';
    this.value = parts.value ?? '';
    this.content = parts.content ?? [];
    this.place = parts.place;
  }
}

/** A scalar without a tag: what it is shows when it is written. */
export function scalar(value: string, place?: Place): YNode {
  return new YNode('scalar', { value, place });
}

/** A string, quoted where needed when it is written. Source: yaml.v3 Node.SetString. */
export function text(value: string, place?: Place): YNode {
  const node = new YNode('scalar', { value, tag: '!!str', place });
  if (value.includes('\n')) node.style = LITERAL;
  return node;
}

/** Makes `target` what `source` is, in place: whoever holds `target` sees it. Source: RNode.SetYNode. */
export function assign(target: YNode, source: YNode): void {
  if (target === source) return;
  target.kind = source.kind;
  target.style = source.style;
  target.tag = source.tag;
  target.value = source.value;
  target.content = source.content;
  // Both hold one array now: neither may grow it in place.
  target.keys = source.keys = undefined;
  target.anchor = source.anchor;
  target.alias = source.alias;
  target.head = source.head;
  target.line = source.line;
  target.foot = source.foot;
  target.place = source.place;
}

/** A copy that shares nothing with `node`. Source: kyaml CopyYNode. */
export function copyNode(node: YNode): YNode {
  spendValue(node.value);
  const copy = new YNode(node.kind);
  assign(copy, node);
  if (node.content.length > 0) copy.content = node.content.map(copyNode);
  return copy;
}

/** Source: kyaml IsMissingOrNull. */
export function isMissingOrNull(node: YNode | undefined): boolean {
  return node === undefined || node.tag === '!!null';
}

/** Source: kyaml IsYNodeNilOrEmpty. */
export function isNilOrEmpty(node: YNode | undefined): boolean {
  if (node === undefined || node.tag === '!!null') return true;
  if (node.kind === 'map' || node.kind === 'list') return node.content.length === 0;
  return node.kind === 'none' && node.tag === '' && node.value === '';
}

/** Source: kyaml IsYNodeString. */
export function isString(node: YNode): boolean {
  return node.kind === 'scalar' && (node.tag === '!!str' || node.tag === '');
}

/** The value under `key` of a map, the first one where it is repeated. */
export function field(map: YNode | undefined, key: string): YNode | undefined {
  if (map?.kind !== 'map') return undefined;
  const { content } = map;
  if (content.length >= LARGE) {
    const at = keysOf(map).positions.get(key);
    return at === undefined ? undefined : content[at + 1];
  }
  for (let i = 0; i < content.length; i += 2) if (content[i]?.value === key) return content[i + 1];
  return undefined;
}

/** Adds a key, which the map does not have, and its value. */
export function append(map: YNode, key: YNode, value: YNode): void {
  if (map.content.length < LARGE || !keysOf(map).isOwn) {
    map.content = [...map.content, key, value];
    if (map.content.length >= LARGE) keysOf(map).isOwn = true;
  } else map.content.push(key, value);
}

function keysOf(map: YNode): KeyIndex {
  const { content } = map;
  if (map.keys?.content !== content) map.keys = { content, positions: new Map(), size: 0, isOwn: false };
  const { keys } = map;
  for (; keys.size < content.length; keys.size += 2) {
    const key = content[keys.size]?.value;
    if (key !== undefined && !keys.positions.has(key)) keys.positions.set(key, keys.size);
  }
  return keys;
}

/** Keys with their values. */
export function* entries(map: YNode | undefined): Generator<readonly [key: YNode, value: YNode]> {
  if (map === undefined) return;
  const { content } = map;
  const { length } = content;
  for (let i = 0; i + 1 < length; i += 2) {
    const [key, value] = [content[i], content[i + 1]];
    if (key !== undefined && value !== undefined) yield [key, value];
  }
}
