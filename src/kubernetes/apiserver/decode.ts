/**
 * The typed decoding of a request body. Source: sigs.k8s.io/json UnmarshalStrict over the Go types, and the
 * `UnmarshalJSON` of Quantity, IntOrString, Time and FieldsV1.
 */
import type { DecodeError, Walk } from './decode-problem.ts';
import { repeatedKey, unknownField, wrongType } from './decode-problem.ts';
import { decodeScalar } from './decode-scalar.ts';
import { compareBytes, quote } from '../go/strings.ts';
import { apiPath, type Entry, type ListNode, type MapNode, type Node, type Path } from '../yaml/node.ts';
import type { DaemonSet, Declared } from '../api/objects.ts';
import type { Field, Struct, Type } from '../api/schema.ts';
import { structOf } from '../api/schema.ts';
import { since } from '../api/deviations.ts';

/** A duplicate key that the YAML or JSON reader found, relative to the object. */
export interface RepeatedKey {
  /** As Go prints it: `"app"`, `1`. */
  readonly shown: string;
  /** Of the value, from 1. */
  readonly line: number;
  readonly path: Path;
}

export interface DecodeOptions {
  readonly minor: number;
  /** YAML reaches the decoder with its keys sorted, JSON in the order written. */
  readonly order: 'sorted' | 'written';
  readonly duplicates: readonly RepeatedKey[];
  /** The JSON text of the spans: escapes inside quantities are kept. */
  readonly text?: string;
}

export interface Decoded {
  /** What could be decoded; values of the wrong type and `null` are omitted, empty lists and maps are kept. */
  readonly object: Declared<DaemonSet>;
  /** All errors, in the server's order. */
  readonly problems: readonly DecodeError[];
}

/** Decodes the root of a document as a DaemonSet; anything but a map decodes as an empty object. */
export function decode(root: Node | undefined, options: DecodeOptions): Decoded {
  // The one place where decoded data becomes typed: the tables match the types.
  return decodeAs(root, structOf('DaemonSet', options.minor), options);
}

/** Decodes the root of a document as any struct. */
export function decodeAs(
  root: Node | undefined,
  struct: Struct,
  options: DecodeOptions,
): { object: Readonly<Record<string, unknown>>; problems: readonly DecodeError[] } {
  const yaml = options.order === 'sorted';
  const walk: Walk = {
    order: options.order,
    namesEmbedded: since('namesEmbeddedStructs', options.minor),
    problems: yaml ? options.duplicates.map(repeatedInYaml) : [],
    repeated: yaml || options.duplicates.length === 0 ? undefined : new Set(options.duplicates.map(repeatedField)),
    text: options.text,
    path: [],
    names: [],
  };
  return { object: root?.kind === 'map' ? decodeStruct(root, struct, walk) : {}, problems: walk.problems };
}

const repeatedField = ({ path }: RepeatedKey): string => apiPath(path);

/** YAML reports its duplicates before all other strict errors; JSON reports each in its place. */
function repeatedInYaml({ shown, line, path }: RepeatedKey): DecodeError {
  return repeatedKey(path, `line ${String(line)}: key ${shown} already set in map`);
}

/** The value of a field, item or map entry; undefined if it is null or invalid. */
function decodeValue(node: Node, type: Type, owner: string, walk: Walk): unknown {
  if (node.kind === 'null') return undefined;
  switch (type.kind) {
    case 'struct':
      if (node.kind === 'map' && type.struct !== undefined) return decodeStruct(node, type.struct, walk);
      return wrongType(node, type, owner, walk);
    case 'list':
      if (node.kind === 'list' && type.element !== undefined) return decodeList(node, type.element, owner, walk);
      return wrongType(node, type, owner, walk);
    case 'map':
      if (node.kind === 'map' && type.element !== undefined) return decodeMap(node, type.element, owner, walk);
      return wrongType(node, type, owner, walk);
    default:
      return decodeScalar(node, type, owner, walk);
  }
}

function inOrder(map: MapNode, walk: Walk): readonly Entry[] {
  if (walk.order === 'written' || isSorted(map.entries)) return map.entries;
  return [...map.entries].sort((a, b) => compareBytes(a.key, b.key));
}

function isSorted(entries: readonly Entry[]): boolean {
  for (let i = 1; i < entries.length; i++) if (compareBytes(keyAt(entries, i - 1), keyAt(entries, i)) > 0) return false;
  return true;
}

const keyAt = (entries: readonly Entry[], i: number): string => entries[i]?.key ?? '';

function decodeStruct(map: MapNode, struct: Struct, walk: Walk): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const entry of inOrder(map, walk)) {
    walk.path.push(entry.key);
    const field = struct.byName.get(entry.key);
    if (field === undefined) unknownField(struct, walk);
    else {
      const value = decodeField(entry.value, field, struct, walk);
      if (value !== undefined) object[field.name] = value;
      noteRepeated(walk);
    }
    walk.path.pop();
  }
  return object;
}

function decodeField(node: Node, field: Field, struct: Struct, walk: Walk): unknown {
  const depth = walk.names.length;
  if (walk.namesEmbedded && field.embedded !== undefined) walk.names.push(field.embedded);
  walk.names.push(field.name);
  const value = decodeValue(node, field.type, struct.name, walk);
  walk.names.length = depth;
  return value;
}

function decodeList(list: ListNode, element: Type, owner: string, walk: Walk): unknown[] {
  return list.items.map((item, i) => {
    walk.path.push(i);
    const value = decodeValue(item, element, owner, walk) ?? zeroOf(element);
    walk.path.pop();
    return value;
  });
}

const ORDINARY = { enumerable: true, writable: true, configurable: true };

function decodeMap(map: MapNode, element: Type, owner: string, walk: Walk): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const entry of inOrder(map, walk)) {
    walk.path.push(entry.key);
    const value = entry.value.kind === 'null' ? zeroOf(element) : decodeValue(entry.value, element, owner, walk);
    // A label may have any name, even that of the prototype.
    if (entry.key === '__proto__') Object.defineProperty(object, entry.key, { value, ...ORDINARY });
    else if (value !== undefined) object[entry.key] = value;
    noteRepeated(walk);
    walk.path.pop();
  }
  return object;
}

function noteRepeated({ repeated, path, problems }: Walk): void {
  if (repeated === undefined) return;
  const field = apiPath(path);
  if (repeated.has(field)) problems.push(repeatedKey([...path], `duplicate field ${quote(field)}`));
}

const ZEROS: Readonly<Record<Type['kind'], unknown>> = {
  string: '',
  bool: false,
  int32: 0,
  int64: 0,
  quantity: '0',
  intOrString: 0,
  time: undefined,
  raw: undefined,
  struct: undefined,
  list: undefined,
  map: undefined,
};

/** Go's value for an item or map entry that is null or could not be decoded. */
function zeroOf(type: Type): unknown {
  return type.kind === 'struct' ? {} : ZEROS[type.kind];
}
