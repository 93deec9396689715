/** OpenAPI documents as sets of definitions. Source: kyaml openapi/openapi.go (parse, AddDefinitions, findNamespaceability). */
import type { Definition, Definitions } from './schema.ts';

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectAt(value: Json, key: string): Json {
  const found = value[key];
  return isObject(found) ? found : {};
}

/** What an OpenAPI v2 document says about merging and namespaces. */
export function readOpenApi(document: unknown): Definitions {
  const definitions: Record<string, Definition> = {};
  const types: Record<string, string> = {};
  const namespaced: Record<string, boolean> = {};
  if (!isObject(document)) return { definitions, types, namespaced };
  for (const [name, schema] of Object.entries(objectAt(document, 'definitions'))) {
    if (!isObject(schema)) continue;
    definitions[name] = readSchema(schema);
    for (const type of typesOf(schema)) types[type] = name;
  }
  for (const [path, item] of Object.entries(objectAt(document, 'paths'))) {
    if (!isObject(item) || !isObject(item['get'])) continue;
    for (const type of typesOf(item['get'])) {
      if (path.includes('namespaces/{namespace}')) namespaced[type] = true;
      else namespaced[type] ??= false;
    }
  }
  return { definitions, types, namespaced };
}

function typesOf(value: Json): string[] {
  const found = value['x-kubernetes-group-version-kind'];
  return (Array.isArray(found) ? found : [found]).filter(isObject).map(({ group, version, kind }) => {
    const prefix = typeof group === 'string' && group !== '' ? `${group}/` : '';
    return `${prefix}${String(version)} ${String(kind)}`;
  });
}

const REF = '#/definitions/';

/** One schema. */
export function readSchema(schema: Json): Definition {
  const { $ref: ref, properties, items, additionalProperties: values, type } = schema;
  if (typeof ref === 'string')
    return { ref: ref.startsWith(REF) ? ref.slice(REF.length).replaceAll('~1', '/').replaceAll('~0', '~') : ref };
  const strategy = schema['x-kubernetes-patch-strategy'];
  const key = schema['x-kubernetes-patch-merge-key'];
  const list = schema['x-kubernetes-list-map-keys'];
  const keys = Array.isArray(list)
    ? list.filter((item) => typeof item === 'string')
    : typeof key === 'string'
      ? [key]
      : undefined;
  const isArray = type === 'array' || (Array.isArray(type) && type.length === 1 && type[0] === 'array');
  return {
    ...(isObject(properties) ? { fields: readFields(properties) } : {}),
    ...(isObject(values) ? { values: readSchema(values) } : {}),
    ...(isArray && isObject(items) ? { items: readSchema(items) } : {}),
    ...(typeof strategy === 'string' ? { strategy } : {}),
    ...(keys === undefined ? {} : { keys }),
  };
}

function readFields(properties: Json): Record<string, Definition> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema]) => (isObject(schema) ? [[name, readSchema(schema)]] : [])),
  );
}

/** Leaves out what leads to no merge. */
export function pruned({ definitions, types, namespaced }: Definitions): Definitions {
  const useful = new Set<string>();
  const isUseful = (definition: Definition): boolean =>
    definition.strategy !== undefined ||
    (definition.ref !== undefined && useful.has(definition.ref)) ||
    [definition.values, definition.items, ...Object.values(definition.fields ?? {})].some(
      (inner) => inner !== undefined && isUseful(inner),
    );
  for (let grown = true; grown;) {
    grown = false;
    for (const [name, definition] of Object.entries(definitions)) {
      if (useful.has(name) || !isUseful(definition)) continue;
      useful.add(name);
      grown = true;
    }
  }
  const prune = (definition: Definition): Definition => {
    const fields = Object.entries(definition.fields ?? {}).filter(([, inner]) => isUseful(inner));
    const { ref, values, items, strategy, keys } = definition;
    return {
      ...(ref === undefined ? {} : { ref }),
      ...(fields.length === 0
        ? {}
        : { fields: Object.fromEntries(fields.map(([name, inner]) => [name, prune(inner)])) }),
      ...(values !== undefined && isUseful(values) ? { values: prune(values) } : {}),
      ...(items !== undefined && isUseful(items) ? { items: prune(items) } : {}),
      ...(strategy === undefined ? {} : { strategy, ...(keys === undefined ? {} : { keys }) }),
    };
  };
  const roots = Object.entries(types).filter(([, name]) => useful.has(name));
  const reached = new Set<string>();
  const visit = (definition: Definition): void => {
    if (definition.ref !== undefined && !reached.has(definition.ref)) reach(definition.ref);
    for (const inner of [definition.values, definition.items, ...Object.values(definition.fields ?? {})])
      if (inner !== undefined) visit(inner);
  };
  const reach = (name: string): void => {
    reached.add(name);
    const definition = definitions[name];
    if (definition !== undefined && useful.has(name)) visit(prune(definition));
  };
  for (const [, name] of roots) reach(name);
  return {
    definitions: Object.fromEntries(
      Object.entries(definitions)
        .filter(([name]) => useful.has(name) && reached.has(name))
        .map(([name, definition]) => [name, prune(definition)]),
    ),
    types: Object.fromEntries(roots),
    namespaced,
  };
}
