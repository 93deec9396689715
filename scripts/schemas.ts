/** The JSON Schema of a DaemonSet for every known minor, from the same tables that the decoder uses. */
import { NEWEST, OLDEST } from '../src/kubernetes/api/release.ts';
import { schemaOf, type Field, type Kind, type Type } from '../src/kubernetes/api/schema.ts';

type Json = Readonly<Record<string, unknown>>;

const LIMIT32 = 2 ** 31;
const LIMIT64 = 2 ** 63;

const QUANTITY = '^\\s*[+-]?[0-9]*(\\.[0-9]*)?([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?\\s*$';

const SCALARS: Readonly<Partial<Record<Kind, Json>>> = {
  string: { type: ['string', 'null'] },
  bool: { type: ['boolean', 'null'] },
  int32: { type: ['integer', 'null'], minimum: -LIMIT32, maximum: LIMIT32 - 1 },
  int64: { type: ['integer', 'null'], minimum: -LIMIT64, maximum: LIMIT64 },
  intOrString: { type: ['integer', 'string', 'null'], minimum: -LIMIT32, maximum: LIMIT32 - 1 },
  quantity: { type: ['string', 'number', 'null'], pattern: QUANTITY },
  time: { type: ['string', 'null'] },
  raw: {},
};

function typeSchema({ kind, struct, element }: Type): Json {
  if (struct !== undefined) return { $ref: `#/definitions/${struct.name}` };
  if (element === undefined) return SCALARS[kind] ?? {};
  if (kind === 'list') return { type: ['array', 'null'], items: typeSchema(element) };
  return { type: ['object', 'null'], additionalProperties: typeSchema(element) };
}

const properties = (fields: readonly Field[]): Json =>
  Object.fromEntries(fields.map(({ name, type }) => [name, typeSchema(type)]));

/** The schema of 1.`minor`: types and names, and null wherever the API takes it; what values mean is not its business. */
export function daemonSetSchema(minor: number): Json {
  const schema = schemaOf(minor);
  const definitions: Record<string, unknown> = {};
  for (const name of reachable(minor)) {
    const { fields = [] } = schema.get(name) ?? {};
    definitions[name] = { type: ['object', 'null'], properties: properties(fields), additionalProperties: false };
  }
  const { DaemonSet: root, ...others } = definitions;
  const typed = { apiVersion: { enum: ['apps/v1'] }, kind: { enum: ['DaemonSet'] } };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `DaemonSet, apps/v1, Kubernetes 1.${String(minor)}`,
    type: 'object',
    properties: { ...properties(schema.get('DaemonSet')?.fields ?? []), ...typed },
    additionalProperties: false,
    definitions: root === undefined ? {} : others,
  };
}

function reachable(minor: number): readonly string[] {
  const found = new Set<string>(['DaemonSet']);
  for (const name of found)
    for (const { type } of schemaOf(minor).get(name)?.fields ?? []) {
      const struct = type.struct ?? type.element?.struct;
      if (struct !== undefined) found.add(struct.name);
    }
  return [...found].sort();
}

/** Path and text of every schema file. */
export function schemaFiles(): readonly (readonly [URL, string])[] {
  const minors = Array.from({ length: NEWEST - OLDEST + 1 }, (_, i) => OLDEST + i);
  return minors.map((minor) => [
    new URL(`../schemas/daemonset-1.${String(minor)}.json`, import.meta.url),
    JSON.stringify(daemonSetSchema(minor)) + '\n',
  ]);
}
