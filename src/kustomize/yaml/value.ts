/**
 * What a tree means as JSON: kyaml writes a node as YAML, reads that again and marshals it.
 * Source: kyaml yaml/rnode.go (MarshalJSON), go.yaml.in/yaml/v3 encode.go (node), decode.go (scalar, mapping).
 */
import { compareBytes } from '../../kubernetes/go/strings.ts';
import { analyze } from './analyze.ts';
import { chooseStyle, emitNode, writtenTag } from './emit.ts';
import { FLOW, FOLDED, QUOTED, YNode, entries, field, type Place } from './node.ts';
import { parseNode } from './parse.ts';
import { resolve, shortTag } from './resolve.ts';

/** A JSON value that knows where it is written. */
export type JsonNode = JsonMap | JsonList | JsonScalar;

export interface JsonEntry {
  readonly key: string;
  readonly keyPlace: Place | undefined;
  readonly value: JsonNode;
}

/** Entries in the order of their keys' bytes. */
export interface JsonMap {
  readonly kind: 'map';
  readonly entries: readonly JsonEntry[];
  readonly place: Place | undefined;
}

export interface JsonList {
  readonly kind: 'list';
  readonly items: readonly JsonNode[];
  readonly place: Place | undefined;
}

/** An integer is a bigint, a float a number. */
export interface JsonScalar {
  readonly kind: 'scalar';
  readonly value: string | bigint | number | boolean | null;
  readonly place: Place | undefined;
}

/** A tree that cannot be written as JSON; the message is Go's. */
export class ValueError extends Error {
  readonly place: Place | undefined;

  constructor(message: string, place: Place | undefined) {
    super(message);
    this.place = place;
  }
}

/** The JSON value of a tree whose root is a map or list. Throws ValueError. */
export function toJson(node: YNode): JsonNode {
  return value(node, (node.style & FLOW) !== 0, true);
}

function value(node: YNode, flow: boolean, root = false): JsonNode {
  const { place } = node;
  if (node.kind === 'scalar') return { kind: 'scalar', value: scalarValue(node, flow, false), place };
  const inFlow = flow || (node.style & FLOW) !== 0;
  if (node.kind === 'list') return { kind: 'list', items: node.content.map((item) => value(item, inFlow)), place };
  if (node.kind === 'map') return { kind: 'map', entries: mapEntries(node, inFlow, root), place };
  if (node.kind === 'alias' && node.alias !== undefined) return value(node.alias, flow, root);
  if (node.kind === 'document' && node.content[0] !== undefined) return value(node.content[0], flow, root);
  throw new ValueError('yaml: cannot encode node with unknown kind 0', place);
}

function mapEntries(node: YNode, flow: boolean, root: boolean): JsonEntry[] {
  const seen = new Set<string>();
  const found: JsonEntry[] = [];
  for (const [keyNode, valueNode] of entries(node)) {
    const key = keyNode.value;
    if (keyNode.kind !== 'scalar') throw new ValueError('yaml: invalid map key', keyNode.place);
    if (seen.has(key)) throw new ValueError(`yaml: mapping key ${JSON.stringify(key)} already defined`, keyNode.place);
    seen.add(key);
    const meant = scalarValue(keyNode, flow, true);
    if (typeof meant !== 'string') {
      if (!root) throw new ValueError('json: unsupported type: map[interface {}]interface {}', keyNode.place);
      if (meant === null) continue;
    }
    found.push({ key, keyPlace: keyNode.place, value: value(valueNode, flow) });
  }
  return found.sort((a, b) => compareBytes(a.key, b.key));
}

function scalarValue(node: YNode, flow: boolean, key: boolean): JsonScalar['value'] {
  const { tag, quote } = writtenTag(node);
  if (tag !== '') return tagged(node, shortTag(tag));
  let style = node.style & QUOTED;
  if (style === 0 && quote) return node.value;
  if (style === 0 && node.value.includes('\n')) return node.value;
  style = chooseStyle(node.value, analyze(node.value, true), style, key, flow);
  if (style === FOLDED) return refolded(node.value);
  return style === 0 ? plain(node.value, node.place) : node.value;
}

function plain(text: string, place: Place | undefined): JsonScalar['value'] {
  const found = resolve(text);
  switch (found.tag) {
    case '!!null':
      return null;
    case '!!float':
      if (!Number.isFinite(found.value))
        throw new ValueError(
          `json: unsupported value: ${Number.isNaN(found.value) ? 'NaN' : found.value > 0 ? '+Inf' : '-Inf'}`,
          place,
        );
      return found.value;
    case '!!bool':
    case '!!int':
    case '!!timestamp':
      return found.value;
    default:
      return text;
  }
}

const RESOLVABLE = new Set(['!!bool', '!!int', '!!float', '!!null', '!!timestamp']);

// A tag that is written because the text would mean something else without it.
function tagged(node: YNode, tag: string): JsonScalar['value'] {
  if (tag === '!!binary') return decodeBinary(node);
  if (!RESOLVABLE.has(tag)) return node.value;
  const found = resolve(node.value);
  if (found.tag === '!!int' && tag === '!!float') return Number(found.value);
  if (found.tag !== tag)
    throw new ValueError(`yaml: cannot decode ${found.tag} \`${node.value}\` as a ${tag}`, node.place);
  return plain(node.value, node.place);
}

function decodeBinary(node: YNode): string {
  const packed = node.value.replace(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(packed))
    throw new ValueError('yaml: !!binary value contains invalid base64 data', node.place);
  return Buffer.from(packed, 'base64').toString('utf8');
}

// The emitter does not always give back a folded text as it was.
function refolded(text: string): string {
  const folded = new YNode('scalar', { value: text, tag: '!!str', style: FOLDED });
  const map = new YNode('map', { content: [new YNode('scalar', { value: 'k' }), folded] });
  return field(parseNode(emitNode(map))?.content[0], 'k')?.value ?? text;
}
