/**
 * What the API server stores and returns. Source: Go encoding/json over the v1 types, after the round trip through
 * storage, which loses empty lists and maps.
 */
import { compareBytes, goJson } from '../go/strings.ts';
import type { DaemonSet, Declared, PodTemplateSpec } from '../api/objects.ts';
import { canonicalQuantity } from '../apimachinery/quantity-text.ts';
import type { Field, Struct, Type } from '../api/schema.ts';
import { structOf } from '../api/schema.ts';

/**
 * The stored form of a decoded and defaulted object: fields in Go's order, without the fields that Go omits, map keys
 * sorted. `status` is not included.
 */
export function serialize(object: Declared<DaemonSet>, minor: number): DaemonSet {
  const struct = structOf('DaemonSet', minor);
  const { metadata, spec } = serializeStruct({ metadata: object.metadata, spec: object.spec }, struct);
  // Printed from typed tables: a field that `kubernetes-types` requires may still be missing in an invalid object.
  return { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec } as DaemonSet;
}

type Bag = Readonly<Record<string, unknown>>;

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null;
}

function serializeStruct(value: unknown, struct: Struct): Record<string, unknown> {
  const bag = isBag(value) ? value : {};
  const out: Record<string, unknown> = {};
  for (const field of struct.fields) {
    const printed = serializeField(bag[field.name], field);
    if (printed !== undefined) out[field.name] = printed;
  }
  return out;
}

const EMPTY: Readonly<Record<Type['kind'], unknown>> = {
  string: '',
  bool: false,
  int32: 0,
  int64: 0,
  quantity: '0',
  intOrString: 0,
  time: null,
  raw: null,
  struct: {},
  list: null,
  map: null,
};

/** Go's zero time, which counts as missing. */
const ZERO_TIME = '0001-01-01T00:00:00Z';

function serializeField(value: unknown, { type, pointer, always }: Field): unknown {
  if (type.kind === 'struct') return serializeStructField(value, type, pointer, always);
  // Quantities are structs in Go, for which `omitempty` has no effect.
  if (type.kind === 'quantity' && !pointer) return value === undefined ? '0' : serializeScalar(value, type);
  if (value === undefined) return always ? (pointer ? null : EMPTY[type.kind]) : undefined;
  if (type.kind === 'list' || type.kind === 'map') return serializeMany(value, type) ?? (always ? null : undefined);
  if (pointer || always) return serializeScalar(value, type);
  return value === EMPTY[type.kind] || value === ZERO_TIME ? undefined : value;
}

function serializeScalar(value: unknown, { kind }: Type): unknown {
  return kind === 'quantity' && typeof value === 'string' ? canonicalQuantity(value) : value;
}

function serializeStructField(value: unknown, type: Type, pointer: boolean, always: boolean): unknown {
  if (isBag(value) && type.struct !== undefined) return serializeStruct(value, type.struct);
  if (pointer) return always ? null : undefined;
  return type.struct === undefined ? {} : serializeStruct({}, type.struct);
}

/** Undefined if it is empty. */
function serializeMany(value: unknown, { element }: Type): unknown {
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    const struct = element?.struct;
    const items: readonly unknown[] = value;
    return struct === undefined ? [...items] : items.map((item) => serializeStruct(item, struct));
  }
  const entries = Object.entries(isBag(value) ? value : {}).sort(([a], [b]) => compareBytes(a, b));
  if (entries.length === 0) return undefined;
  if (element?.kind !== 'quantity') return Object.fromEntries(entries);
  return Object.fromEntries(entries.map(([key, item]) => [key, serializeScalar(item, element)]));
}

const INDEX = /^(?:0|[1-9][0-9]*)$/;

/** The bytes of a stored object or a part of it, as Go prints them. */
export function goText(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return goJson(value);
  if (Array.isArray(value)) return `[${value.map(goText).join(',')}]`;
  const entries: [string, unknown][] = Object.entries(value);
  // JavaScript moves keys that look like indexes to the front; structs have none.
  if (entries.some(([key]) => INDEX.test(key))) entries.sort(([a], [b]) => compareBytes(a, b));
  return `{${entries.map(([key, item]) => `${goJson(key)}:${goText(item)}`).join(',')}}`;
}

/** The stored template as the DaemonSet controller compares it: other bytes mean a new ControllerRevision. */
export function storedJson(template: PodTemplateSpec): string {
  return goText(template);
}
