import { isRecord } from '../go/json.ts';
import { compareBytes } from '../go/strings.ts';
import type { Layout } from './go-layout.ts';
import { layoutOf } from './go-layout.ts';
import { dumpQuantity } from '../apimachinery/quantity-dump.ts';
import type { PodTemplateSpec } from '../api/objects.ts';

const ALPHANUMS = 'bcdfghjklmnpqrstvwxz2456789';

/** Go `rand.SafeEncodeString` (apimachinery pkg/util/rand). */
export function safeEncode(text: string): string {
  let out = '';
  for (const char of text) out += ALPHANUMS.charAt((char.codePointAt(0) ?? 0) % ALPHANUMS.length);
  return out;
}

/** FNV-1a, 32 bits, over `bytes`; `hash` continues an earlier sum. */
function fnv1a(bytes: Uint8Array, hash = 0x811c9dc5): number {
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/**
 * The value of label `controller-revision-hash` that the DaemonSet controller of Kubernetes 1.`minor` gives to a stored
 * template; undefined if the Go types of the minor are not known, or if the template contains a time (printed by the
 * controller with its own time zone). Source: pkg/controller/controller_utils.go ComputeHash.
 */
export function templateHash(template: PodTemplateSpec, minor: number, collisionCount?: number): string | undefined {
  const layout = layoutOf(minor);
  if (layout === undefined) return undefined;
  const dumped = dumpTemplate(template, layout);
  if (dumped === undefined) return undefined;
  let sum = fnv1a(new TextEncoder().encode(dumped));
  if (collisionCount !== undefined) {
    const count = new Uint8Array(8);
    new DataView(count.buffer).setUint32(0, collisionCount, true);
    sum = fnv1a(count, sum);
  }
  return safeEncode(String(sum));
}

/** Thrown inside the dump for a value whose printed form depends on the controller's machine. */
class MachineDependent extends Error {}

/** Go `dump.ForHash` (k8s.io/utils/dump: spew's `%#v`) of the template after a round trip through protobuf. */
export function dumpTemplate(template: PodTemplateSpec, layout: Layout): string | undefined {
  try {
    return '(v1.PodTemplateSpec)' + dumpValue(template, 'v1.PodTemplateSpec', layout);
  } catch (error) {
    if (error instanceof MachineDependent) return undefined;
    throw error;
  }
}

// `resource.Quantity`, `intstr.IntOrString` and `v1.Time` have methods of their own for JSON.
const SPECIAL: Readonly<Record<string, (value: unknown) => string>> = {
  'resource.Quantity': dumpQuantity,
  'intstr.IntOrString': dumpIntOrString,
  'v1.Time': dumpTime,
  string: plain,
  bool: (value) => String(value === true),
  int32: dumpInteger,
  int64: dumpInteger,
};

const NAMED_MAPS: Readonly<Record<string, string>> = { 'v1.ResourceList': 'resource.Quantity' };

/** `value` in the form of Go type `type`, without the type's name in front. */
function dumpValue(value: unknown, type: string, layout: Layout): string {
  const special = SPECIAL[type];
  if (special !== undefined) return special(value);
  if (type.startsWith('*'))
    return value === undefined || value === null ? '<nil>' : dumpValue(value, type.slice(1), layout);
  if (type.startsWith('[]')) return dumpList(value, type.slice(2), layout);
  const element = type.startsWith('map[string]') ? type.slice('map[string]'.length) : NAMED_MAPS[type];
  if (element !== undefined) return dumpMap(value, element, layout);
  const fields = layout.get(type);
  if (fields === undefined) return plain(value);
  const record = isRecord(value) ? value : {};
  const parts = fields.map((field) => {
    const inner = field.json === undefined ? record : record[field.json];
    return `${field.name}:(${field.type})${dumpValue(inner, field.type, layout)}`;
  });
  return `{${parts.join(' ')}}`;
}

// Protobuf does not distinguish a missing list or map from an empty one: both come back as nil.
function dumpList(value: unknown, type: string, layout: Layout): string {
  if (!Array.isArray(value) || value.length === 0) return '<nil>';
  return `[${value.map((item: unknown) => dumpValue(item, type, layout)).join(' ')}]`;
}

function dumpMap(value: unknown, type: string, layout: Layout): string {
  const keys = isRecord(value) ? Object.keys(value).sort(compareBytes) : [];
  if (!isRecord(value) || keys.length === 0) return '<nil>';
  return `map[${keys.map((key) => `${key}:${dumpValue(value[key], type, layout)}`).join(' ')}]`;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function dumpInteger(value: unknown): string {
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '0';
}

function dumpIntOrString(value: unknown): string {
  const text = typeof value === 'string';
  return `{Type:(intstr.Type)${text ? '1' : '0'} IntVal:(int32)${dumpInteger(value)} StrVal:(string)${plain(value)}}`;
}

function dumpTime(value: unknown): string {
  if (value !== undefined && value !== null) throw new MachineDependent();
  return '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}';
}
