import { jsonEscaped, yamlEscaped } from '../words/escape.ts';
import { printData } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import type { JsonNode } from '../kustomize/index.ts';
import { compareBytes } from '../kubernetes/go/strings.ts';
import { copyOfMap, emptyMap, isList, isMap, mapAt, type Value, type ValueMap } from '../kubernetes/go/unstructured.ts';

/**
 * Prints objects as kubectl apply does, several in a list; managed fields only when they are asked for.
 * Source: kubectl pkg/cmd/apply apply.go printObjects, cli-runtime pkg/printers json.go, yaml.go.
 */
export async function printObjects(
  objects: readonly ValueMap[],
  output: 'json' | 'yaml',
  showsManagedFields: boolean,
  io: Io,
): Promise<void> {
  const printed = objects.map((object) => withFields(object, showsManagedFields));
  const { prettyJson, printYaml } = await import('../kustomize/index.ts');
  const [only, ...more] = printed.map(jsonNode);
  if (only === undefined) return;
  const whole = more.length === 0 ? only : listOf([only, ...more], output);
  if (output === 'json') printData(`${jsonEscaped(prettyJson(whole, '    '))}\n`, io);
  else printData(yamlEscaped(printYaml(whole)), io);
}

/** Prints an object as a document of YAML, without a line before it. */
export async function yamlText(): Promise<(object: unknown) => string> {
  const { stringify } = await import('yaml');
  return (object) => yamlEscaped(stringify(object, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false }));
}

function withFields(object: ValueMap, shows: boolean): ValueMap {
  const copy = copyOfMap(object);
  const metadata = mapAt(copy, 'metadata');
  if (metadata !== undefined && !shows) Reflect.deleteProperty(metadata, 'managedFields');
  return copy;
}

/** As JSON, a list is a struct, whose fields keep their order. */
function listOf(items: readonly JsonNode[], output: 'json' | 'yaml'): JsonNode {
  const fields = { kind: jsonNode('List'), apiVersion: jsonNode('v1'), metadata: jsonNode(emptyMap()) };
  const entries = Object.entries({ ...fields, items: { kind: 'list', items, place: undefined } as const });
  return mapOf(output === 'json' ? entries : entries.sort(byKey));
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => compareBytes(a, b);

function mapOf(entries: readonly (readonly [string, JsonNode])[]): JsonNode {
  const place = undefined;
  return { kind: 'map', entries: entries.map(([key, value]) => ({ key, keyPlace: place, value })), place };
}

/** Keys sorted. */
function jsonNode(value: Value): JsonNode {
  const place = undefined;
  if (isList(value)) return { kind: 'list', items: value.map(jsonNode), place };
  if (isMap(value))
    return mapOf(
      Object.entries(value)
        .sort(byKey)
        .map(([key, item]) => [key, jsonNode(item)]),
    );
  const isWhole = typeof value === 'number' && Number.isSafeInteger(value);
  return { kind: 'scalar', value: isWhole ? BigInt(value) : value, place };
}
