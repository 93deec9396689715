/**
 * The object that a patch has made, typed. It is not decoded from JSON: integers that do not fit wrap around, where a
 * decoder would refuse them. Source: apimachinery runtime converter.go FromUnstructuredWithValidation.
 */
import type { DaemonSet, Declared } from '../api/objects.ts';
import type { Field, Struct, Type } from '../api/schema.ts';
import { structOf } from '../api/schema.ts';
import { compareBytes } from '../go/strings.ts';
import { emptyMap, goTypeOf, isList, isMap, type Value, type ValueMap } from '../go/unstructured.ts';
import { apiPath } from '../yaml/node.ts';
import { nodeOf } from '../yaml/unstructured.ts';
import { decodeScalar } from './decode-scalar.ts';
import type { Walk } from './decode-problem.ts';

/** The object as a decoder would have it, and the fields that are not known; or what ends the conversion. */
export type Converted =
  { readonly object: Declared<DaemonSet>; readonly unknown: readonly string[] } | { readonly fault: string };

/** Converts a DaemonSet of Kubernetes 1.`minor`. */
export function fromUnstructured(value: ValueMap, minor: number): Converted {
  const context: Context = { path: [], unknown: [] };
  try {
    // Converted by the tables, which say the same as the types.
    const object = structFrom(value, structOf('DaemonSet', minor), context) as Declared<DaemonSet>;
    const unknown = context.unknown.map((field) => `unknown field "${field}"`);
    return { object, unknown: unknown.sort(compareBytes) };
  } catch (error) {
    if (error instanceof ConversionFault) return { fault: error.message };
    throw error;
  }
}

class ConversionFault extends Error {}

interface Context {
  readonly path: (string | number)[];
  readonly unknown: string[];
}

// Go's names of the kinds that JSON has.
const KINDS = {
  nil: 'invalid',
  bool: 'bool',
  int64: 'int64',
  float64: 'float64',
  string: 'string',
  slice: 'slice',
  map: 'map',
} as const;

const kindOf = (value: Value): string => KINDS[goTypeOf(value)];

/** A field, item or entry that is not null. */
function valueFrom(value: Value, type: Type, context: Context): unknown {
  switch (type.kind) {
    case 'struct':
      if (type.struct === undefined) return value;
      if (isMap(value)) return structFrom(value, type.struct, context);
      throw new ConversionFault(`cannot restore struct from: ${kindOf(value)}`);
    case 'list':
      if (isList(value)) return listFrom(value, type, context);
      throw new ConversionFault(`cannot restore slice from ${kindOf(value)}`);
    case 'map':
      if (isMap(value)) return mapFrom(value, type, context);
      throw new ConversionFault(`cannot restore map from ${kindOf(value)}`);
    case 'raw':
      return value;
    case 'quantity':
    case 'intOrString':
    case 'time':
      return unmarshalled(value, type);
    default:
      return scalarFrom(value, type);
  }
}

function structFrom(value: ValueMap, struct: Struct, context: Context): ValueMap {
  const object = emptyMap();
  for (const field of struct.fields) {
    const item = value[field.name];
    if (item === undefined || item === null) continue;
    context.path.push(field.name);
    object[field.name] = fieldFrom(item, field, context);
    context.path.pop();
  }
  for (const key of Object.keys(value))
    if (!struct.byName.has(key)) context.unknown.push(apiPath([...context.path, key]));
  return object;
}

function fieldFrom(value: Value, { type }: Field, context: Context): Value {
  return valueFrom(value, type, context) as Value;
}

function listFrom(value: Value[], { element }: Type, context: Context): Value[] {
  return value.map((item, index) => {
    context.path.push(index);
    const converted = element === undefined ? item : itemFrom(item, element, context);
    context.path.pop();
    return converted;
  });
}

// Map keys are not part of the path.
function mapFrom(value: ValueMap, { element }: Type, context: Context): ValueMap {
  const map = emptyMap();
  for (const [key, item] of Object.entries(value))
    map[key] = element === undefined ? item : itemFrom(item, element, context);
  return map;
}

const ZEROS: Readonly<Partial<Record<Type['kind'], Value>>> = {
  string: '',
  bool: false,
  int32: 0,
  int64: 0,
  quantity: '0',
  intOrString: 0,
};

function itemFrom(item: Value, type: Type, context: Context): Value {
  if (item === null) return type.kind === 'struct' ? emptyMap() : (ZEROS[type.kind] ?? null);
  return valueFrom(item, type, context) as Value;
}

/** Types with a JSON form of their own read the value's JSON. */
function unmarshalled(value: Value, type: Type): unknown {
  const walk: Walk = {
    order: 'sorted',
    namesEmbedded: true,
    problems: [],
    repeated: undefined,
    text: undefined,
    path: [],
    names: [],
  };
  const decoded = decodeScalar(nodeOf(value), type, '', walk);
  const [problem] = walk.problems;
  if (problem === undefined) return decoded;
  throw new ConversionFault(
    problem.message.replace(/ into Go (?:struct field \S+ of type|value of type) /, ' into Go value of type '),
  );
}

function scalarFrom(value: Value, type: Type): unknown {
  const from = goTypeOf(value);
  const { kind } = type;
  if (from === 'string' || from === 'bool') {
    if (kind === from) return value;
  } else if (typeof value === 'number' || typeof value === 'bigint') {
    if (kind === 'int32' || kind === 'int64') return integerFrom(value, type);
    // Go converts an integer to a string, by its code point; Kubernetes does not.
    if (kind === 'string' && from === 'int64') throw new ConversionFault(`cannot convert int64 to ${type.go}`);
  }
  throw new ConversionFault(`unrecognized type: ${kind}`);
}

const MIN_INT64 = -(2n ** 63n);

function integerFrom(value: number | bigint, { kind, go }: Type): number | bigint {
  if (typeof value === 'number' && !Number.isInteger(value))
    throw new ConversionFault(`cannot convert float64 to ${go}`);
  const exact = BigInt(value);
  // A float64 beyond an int64 becomes the smallest one, as amd64 has it.
  const int64 = BigInt.asIntN(64, exact) === exact ? exact : MIN_INT64;
  const wrapped = kind === 'int32' ? BigInt.asIntN(32, int64) : int64;
  const small = Number(wrapped);
  return Number.isSafeInteger(small) ? small : wrapped;
}
