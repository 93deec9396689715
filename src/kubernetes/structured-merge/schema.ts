/**
 * The types of a DaemonSet as structured merge sees them: which lists have keys, and what is one value however large.
 * Source: the OpenAPI extensions x-kubernetes-list-type, -list-map-keys, -map-type; kube-openapi schemaconv.
 */
import type { Field, Struct, Type } from '../api/schema.ts';
import { structOf } from '../api/schema.ts';
import type { Value } from '../go/unstructured.ts';

export type Scalar = 'numeric' | 'string' | 'boolean' | 'untyped';

/** What a value may be; a type may allow several. */
export interface Atom {
  readonly scalar?: Scalar;
  readonly list?: ListType;
  readonly map?: MapType;
}

type Lazy = () => Atom;

export interface MapType {
  /** One value, however many entries it has. */
  readonly isAtomic: boolean;
  /** Of a struct. */
  readonly fields: ReadonlyMap<string, NamedField> | undefined;
  /** Of every other key; a struct has no others. */
  readonly element: Lazy | undefined;
}

export interface ListType {
  readonly isAtomic: boolean;
  /** What distinguishes the items; none for a set of plain values. */
  readonly keys: readonly string[];
  readonly element: Lazy;
}

/** A field of a struct. */
export interface NamedField {
  readonly type: Lazy;
  /** What an absent key of a list's item means. */
  readonly keyDefault: Value | undefined;
}

const ATOMIC_STRUCTS: ReadonlySet<string> = new Set([
  'ConfigMapKeySelector',
  'EvictionResponder',
  'FileKeySelector',
  'LabelSelector',
  'LocalObjectReference',
  'NodeSelector',
  'NodeSelectorTerm',
  'ObjectFieldSelector',
  'OwnerReference',
  'ResourceFieldSelector',
  'SecretKeySelector',
  'TypedLocalObjectReference',
]);

const ATOMIC_MAPS: ReadonlySet<string> = new Set(['PodSpec.nodeSelector']);

/** Lists whose items have keys, by field: no two structs of a DaemonSet use one name differently. */
const KEYED_LISTS: Readonly<Record<string, readonly string[]>> = {
  claims: ['name'],
  conditions: ['type'],
  containers: ['name'],
  env: ['name'],
  ephemeralContainers: ['name'],
  evictionResponders: ['name'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  initContainers: ['name'],
  ownerReferences: ['uid'],
  ports: ['containerPort', 'protocol'],
  resourceClaims: ['name'],
  schedulingGates: ['name'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  volumeDevices: ['devicePath'],
  volumeMounts: ['mountPath'],
  volumes: ['name'],
};

const SETS: ReadonlySet<string> = new Set([
  'ObjectMeta.finalizers',
  'ContainerRestartRuleOnExitCodes.values',
  'VolumeMount.bindMountOptions',
]);

const UNTYPED: Atom = {
  scalar: 'untyped',
  list: { isAtomic: true, keys: [], element: () => UNTYPED },
  map: { isAtomic: true, fields: undefined, element: () => UNTYPED },
};

// Also of an IntOrString, to which the OpenAPI gives no type: it may be anything before it is decoded.
const DEDUCED: Atom = {
  scalar: 'untyped',
  list: { isAtomic: true, keys: [], element: () => UNTYPED },
  map: { isAtomic: false, fields: undefined, element: () => DEDUCED },
};

const SCALARS: Readonly<Partial<Record<Type['kind'], Atom>>> = {
  string: { scalar: 'string' },
  bool: { scalar: 'boolean' },
  int32: { scalar: 'numeric' },
  int64: { scalar: 'numeric' },
  quantity: { scalar: 'untyped' },
  time: { scalar: 'untyped' },
  intOrString: DEDUCED,
  raw: DEDUCED,
};

const known = new WeakMap<Struct, Atom>();

/** The root of a DaemonSet of Kubernetes 1.`minor`. */
export function daemonSetType(minor: number): Atom {
  return structType(structOf('DaemonSet', minor));
}

function structType(struct: Struct): Atom {
  const made = known.get(struct);
  if (made !== undefined) return made;
  const fields = new Map(struct.fields.map((field) => [field.name, namedField(field, struct.name)]));
  const atom: Atom = { map: { isAtomic: ATOMIC_STRUCTS.has(struct.name), fields, element: undefined } };
  known.set(struct, atom);
  return atom;
}

function namedField(field: Field, struct: string): NamedField {
  return { type: () => typeOf(field.type, field.name, struct), keyDefault: keyDefaultOf(field, struct) };
}

const KEY_DEFAULTS: Readonly<Record<string, Value>> = {
  'ContainerPort.protocol': 'TCP',
  'LocalObjectReference.name': '',
};

/** The OpenAPI's default; else the zero value of a field that Go always prints. */
function keyDefaultOf({ name, type, always, pointer }: Field, struct: string): Value | undefined {
  const own = KEY_DEFAULTS[`${struct}.${name}`];
  if (own !== undefined || pointer || !always) return own;
  return type.kind === 'string' ? '' : type.kind === 'int32' || type.kind === 'int64' ? 0 : undefined;
}

function typeOf(type: Type, field: string, struct: string): Atom {
  const scalar = SCALARS[type.kind];
  if (scalar !== undefined) return scalar;
  if (type.struct !== undefined) return structType(type.struct);
  const { element } = type;
  if (element === undefined) return DEDUCED;
  const inner = (): Atom => typeOf(element, '', struct);
  const place = `${struct}.${field}`;
  if (type.kind === 'map') return { map: { isAtomic: ATOMIC_MAPS.has(place), fields: undefined, element: inner } };
  const keys = element.struct !== undefined && Object.hasOwn(KEYED_LISTS, field) ? (KEYED_LISTS[field] ?? []) : [];
  return { list: { isAtomic: keys.length === 0 && !SETS.has(place), keys, element: inner } };
}

/** The type below a map at `key`, undefined when it has no such field. */
export function fieldType({ fields, element }: MapType, key: string): Atom | undefined {
  return (fields?.get(key)?.type ?? element)?.();
}

/** The type of a list's items. */
export function itemType({ element }: ListType): Atom {
  return element();
}
