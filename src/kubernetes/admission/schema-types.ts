/**
 * The types that a CustomResourceDefinition's schema declares for CEL.
 * Source: apiserver pkg/cel/common/schemas.go `SchemaDeclType`; apiextensions-apiserver pkg/controller/openapi/builder.
 */
import type { Type } from '../../cel/types.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  STRING,
  TIMESTAMP,
  listType,
  mapType,
  objectType,
} from '../../cel/types.ts';
import { escapeIdentifier } from '../cel/escaping.ts';
import { isRecord } from '../go/json.ts';

/** The fields of object types, by the names of the types. */
export type DeclaredFields = Map<string, ReadonlyMap<string, Type>>;

const FORMATS: Readonly<Record<string, Type>> = {
  byte: BYTES,
  duration: DURATION,
  date: TIMESTAMP,
  'date-time': TIMESTAMP,
};
const SIMPLE: Readonly<Record<string, Type>> = { boolean: BOOL, number: DOUBLE, integer: INT };
const META = ['name', 'generateName'];

/** The type of a schema; its object types go to `types`. Undefined for what expressions cannot see. */
export function schemaType(schema: unknown, name: string, types: DeclaredFields, root?: Type): Type | undefined {
  if (!isRecord(schema)) return undefined;
  if (schema['x-kubernetes-int-or-string'] === true) return DYN;
  const { type, format, items, additionalProperties } = schema;
  if (type === 'string') return (typeof format === 'string' && own(FORMATS, format)) || STRING;
  if (type === 'array') {
    const element = schemaType(items, `${name}.@idx`, types, metaOf(items, `${name}.@idx`, types));
    return element && listType(element);
  }
  if (type !== 'object') return typeof type === 'string' ? own(SIMPLE, type) : undefined;
  if (!isRecord(additionalProperties)) return objectOf(schema['properties'], name, types, root);
  const value = schemaType(additionalProperties, `${name}.@elem`, types);
  return value && mapType(STRING, value);
}

const own = (table: Readonly<Record<string, Type>>, key: string): Type | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

function objectOf(properties: unknown, name: string, types: DeclaredFields, metadata: Type | undefined): Type {
  const fields = new Map<string, Type>();
  types.set(name, fields);
  for (const [key, property] of isRecord(properties) ? Object.entries(properties) : []) {
    const escaped = escapeIdentifier(key);
    if (escaped === undefined) continue;
    const inner = `${name}.${escaped}`;
    const type = schemaType(property, inner, types, metaOf(property, inner, types));
    if (type !== undefined) fields.set(escaped, type);
  }
  if (metadata !== undefined) fields.set('apiVersion', STRING).set('kind', STRING).set('metadata', metadata);
  return objectType(name);
}

/** The metadata that an embedded resource has, whatever its schema says. */
function metaOf(schema: unknown, name: string, types: DeclaredFields): Type | undefined {
  if (!isRecord(schema) || schema['x-kubernetes-embedded-resource'] !== true) return undefined;
  types.set(`${name}.metadata`, new Map(META.map((field) => [field, STRING])));
  return objectType(`${name}.metadata`);
}
