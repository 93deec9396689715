/**
 * The types that a CustomResourceDefinition's schema declares for CEL.
 * Source: apiserver pkg/cel/common/schemas.go `SchemaDeclType`; apiextensions-apiserver pkg/controller/openapi/builder.
 */
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  STRING,
  TIMESTAMP,
  Type,
  listType,
  mapType,
  objectType,
} from '../../cel/types.ts';
import { escapeIdentifier } from '../cel/escaping.ts';
import { isRecord } from '../go/json.ts';

/** The fields of object types, by the names of the types. */
export type DeclaredFields = Map<string, ReadonlyMap<string, Type>>;

/** Declares an object type: those of its fields that have a type and can be written. Names are paths, as the server's. */
export function declareObject<F>(
  name: string,
  fields: Iterable<readonly [name: string, field: F]>,
  typeOf: (field: F, name: string) => Type | undefined,
  types: DeclaredFields,
): Type {
  const declared = new Map<string, Type>();
  types.set(name, declared);
  for (const [key, field] of fields) {
    const escaped = escapeIdentifier(key);
    const type = escaped === undefined ? undefined : typeOf(field, `${name}.${escaped}`);
    if (escaped === undefined || type === undefined) continue;
    declared.set(escaped, type);
    // Words that are reserved are found unescaped too.
    if (escaped === `__${key}__`) declared.set(key, type);
  }
  return objectType(name);
}

const FORMATS: Readonly<Record<string, Type>> = {
  byte: BYTES,
  duration: DURATION,
  date: TIMESTAMP,
  'date-time': TIMESTAMP,
};
const SIMPLE: Readonly<Record<string, Type>> = { boolean: BOOL, number: DOUBLE, integer: INT };
const METADATA = { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } };

/** The type of a schema; its object types go to `types`. Undefined for what expressions cannot see. */
export function schemaType(schema: unknown, name: string, types: DeclaredFields): Type | undefined {
  if (schema instanceof Type) return schema;
  if (!isRecord(schema)) return undefined;
  if (schema['x-kubernetes-int-or-string'] === true) return DYN;
  const { type, format, items, additionalProperties } = schema;
  if (type === 'string') return (typeof format === 'string' && own(FORMATS, format)) || STRING;
  if (type === 'array') {
    const element = schemaType(items, `${name}.@idx`, types);
    return element && listType(element);
  }
  if (type !== 'object') return typeof type === 'string' ? own(SIMPLE, type) : undefined;
  if (isRecord(additionalProperties)) {
    const value = schemaType(additionalProperties, `${name}.@elem`, types);
    return value && mapType(STRING, value);
  }
  const { properties } = schema['x-kubernetes-embedded-resource'] === true ? withMeta(schema, METADATA) : schema;
  const fields = isRecord(properties) ? Object.entries(properties) : [];
  return declareObject(name, fields, (property, inner) => schemaType(property, inner, types), types);
}

/** The schema of a resource with what every resource has; `metadata` is a schema or a type. */
export function withMeta(
  schema: Readonly<Record<string, unknown>>,
  metadata: unknown,
): Readonly<Record<string, unknown>> {
  const { properties } = schema;
  return {
    ...schema,
    properties: { ...(isRecord(properties) ? properties : {}), apiVersion: STRING, kind: STRING, metadata },
  };
}

const own = (table: Readonly<Record<string, Type>>, key: string): Type | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
