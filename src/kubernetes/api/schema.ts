/** The Go types of a DaemonSet as tables, one set for each Kubernetes minor. */
import { FIELDS } from './fields.ts';
import { POLICY_FIELDS } from './policy-fields.ts';
import { WORKLOAD_FIELDS } from './workload-fields.ts';

/** How a value is decoded: `raw` is any JSON, the others mean what their names say. */
export type Kind =
  'string' | 'bool' | 'int32' | 'int64' | 'quantity' | 'intOrString' | 'time' | 'raw' | 'struct' | 'list' | 'map';

/** A Go type without its pointer. */
export interface Type {
  readonly kind: Kind;
  /** As in Go's messages: `[]v1.Container`. */
  readonly go: string;
  /** Of a struct. */
  readonly struct: Struct | undefined;
  /** Of a list or a map. */
  readonly element: Type | undefined;
}

/** A field of a struct. */
export interface Field {
  readonly name: string;
  readonly type: Type;
  readonly pointer: boolean;
  /** Printed even when it is empty: no `omitempty`. */
  readonly always: boolean;
  /** The embedded struct that contains it. */
  readonly embedded: string | undefined;
}

/** A struct of the API. */
export interface Struct {
  readonly name: string;
  /** In the order in which Go prints them. */
  readonly fields: readonly Field[];
  readonly byName: ReadonlyMap<string, Field>;
}

/** The structs of one minor by name. */
export type Schema = ReadonlyMap<string, Struct>;

const SCALARS: Readonly<Record<string, Kind>> = {
  bool: 'bool',
  int32: 'int32',
  int64: 'int64',
  'resource.Quantity': 'quantity',
  'intstr.IntOrString': 'intOrString',
  'v1.Time': 'time',
  'v1.FieldsV1': 'raw',
};

const MAP = 'map[string]';
const FIELD = /^(?:(\w+)>)?(\w+):(\*?)([^!@<]+)(!?)(?:@(\d+))?(?:<(\d+))?$/;

const schemas = new Map<number, Schema>();

/** Every struct that a DaemonSet of Kubernetes 1.`minor` reaches. */
export function schemaOf(minor: number): Schema {
  let schema = schemas.get(minor);
  if (schema === undefined) {
    schema = buildSchema(FIELDS, minor);
    schemas.set(minor, schema);
  }
  return schema;
}

let policySchema: Schema | undefined;

/** The struct of a policy or a binding. */
export function policyStructOf(kind: PolicyKind): Struct {
  policySchema ??= buildSchema(FIELDS.trimEnd() + POLICY_FIELDS, NEWEST_TABLE);
  const struct = policySchema.get(kind);
  if (struct === undefined) throw new Error(`there is no struct ${kind}`);
  return struct;
}

const workloadSchemas = new Map<number, Schema>();

/** The struct of a workload, or of another kind that policies match or take; nothing when it is not known here. */
export function workloadStructOf(kind: string, minor: number): Struct | undefined {
  let schema = workloadSchemas.get(minor);
  if (schema === undefined)
    workloadSchemas.set(minor, (schema = buildSchema(FIELDS.trimEnd() + WORKLOAD_FIELDS, minor)));
  return schema.get(kind);
}

/** The kinds that make up a policy. */
export type PolicyKind = 'ValidatingAdmissionPolicy' | 'ValidatingAdmissionPolicyBinding';

/** Metadata and selectors are the same in every minor. */
const NEWEST_TABLE = 37;

/** The struct named `name` in Kubernetes 1.`minor`. */
export function structOf(name: string, minor: number): Struct {
  const struct = schemaOf(minor).get(name);
  if (struct === undefined) throw new Error(`there is no struct ${name} in Kubernetes 1.${String(minor)}`);
  return struct;
}

/** A struct whose fields are read when something asks for them: one object reaches few. */
class LazyStruct implements Struct {
  readonly name: string;
  #fields: readonly Field[] | undefined;
  #byName: ReadonlyMap<string, Field> | undefined;
  readonly #read: () => readonly Field[];

  constructor(name: string, read: () => readonly Field[]) {
    this.name = name;
    this.#read = read;
  }

  get fields(): readonly Field[] {
    return (this.#fields ??= this.#read());
  }

  get byName(): ReadonlyMap<string, Field> {
    return (this.#byName ??= new Map(this.fields.map((field) => [field.name, field])));
  }
}

/** Every struct of tables in the form of `FIELDS`. */
export function buildSchema(fields: string, minor: number): Schema {
  const lines = new Map<string, string[]>();
  const structs = new Map<string, Struct>();
  const types = new Map<string, Type>();
  let own: string[] = [];
  for (const line of fields.trim().split('\n')) {
    if (line.startsWith(' ')) own.push(line);
    else lines.set(line, (own = lines.get(line) ?? []));
  }
  for (const [name, texts] of lines) structs.set(name, new LazyStruct(name, () => readFields(texts)));
  return structs;

  function readFields(texts: readonly string[]): Field[] {
    return texts.flatMap((line) => line.trim().split(' ').flatMap(fieldOf));
  }

  function fieldOf(text: string): Field[] {
    const [, embedded, name = '', pointer, go = '', always, since = '0', until = '99'] = FIELD.exec(text) ?? [];
    if (minor < Number(since) || minor >= Number(until)) return [];
    return [{ name, type: typeOf(go), pointer: pointer === '*', always: always === '!', embedded }];
  }

  function typeOf(go: string): Type {
    let type = types.get(go);
    if (type === undefined) types.set(go, (type = makeType(go)));
    return type;
  }

  function makeType(go: string): Type {
    if (go.startsWith('[]')) return { kind: 'list', go, struct: undefined, element: typeOf(go.slice(2)) };
    if (go.startsWith(MAP)) return { kind: 'map', go, struct: undefined, element: typeOf(go.slice(MAP.length)) };
    if (go === 'v1.ResourceList') return { kind: 'map', go, struct: undefined, element: typeOf('resource.Quantity') };
    const found = structs.get(go.slice('v1.'.length));
    return { kind: found ? 'struct' : (SCALARS[go] ?? 'string'), go, struct: found, element: undefined };
  }
}
