import { jsonEscaped, yamlEscaped } from '../words/escape.ts';
import { printData } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import type { JsonNode } from '../kustomize/index.ts';
import { structOf, type Type } from '../kubernetes/api/schema.ts';
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
  const [only, ...more] = printed.map((object) => jsonNode(object));
  if (only === undefined) return;
  const whole = more.length === 0 ? only : listOf([only, ...more], output);
  if (output === 'json') printData(`${jsonEscaped(prettyJson(whole, '    '))}\n`, io);
  else printData(yamlEscaped(printYaml(whole)), io);
}

/**
 * Prints a DaemonSet as JSON as kubectl rollout restart does, which decodes it: its fields are in the order of the Go
 * types. Source: kubectl pkg/cmd/rollout rollout_restart.go, cli-runtime pkg/printers json.go.
 */
export async function printDecoded(
  object: ValueMap,
  showsManagedFields: boolean,
  minor: number,
  io: Io,
): Promise<void> {
  const { prettyJson } = await import('../kustomize/index.ts');
  const type: Type = { kind: 'struct', go: 'v1.DaemonSet', struct: structOf('DaemonSet', minor), element: undefined };
  printData(`${jsonEscaped(prettyJson(jsonNode(withFields(object, showsManagedFields), type), '    '))}\n`, io);
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

/** Fields as the struct of the type has them, if one is given; other keys sorted. */
function jsonNode(value: Value, type?: Type): JsonNode {
  const place = undefined;
  if (isList(value)) return { kind: 'list', items: value.map((item) => jsonNode(item, type?.element)), place };
  if (isMap(value)) {
    const names = type?.struct?.fields.map(({ name }) => name) ?? [];
    const others = Object.keys(value).filter((key) => !names.includes(key));
    const keys = [...names.filter((name) => Object.hasOwn(value, name)), ...others.sort(compareBytes)];
    const typeOf = (key: string): Type | undefined => type?.struct?.byName.get(key)?.type ?? type?.element;
    return mapOf(keys.map((key) => [key, jsonNode(value[key] ?? null, typeOf(key))]));
  }
  const isWhole = typeof value === 'number' && Number.isSafeInteger(value);
  return { kind: 'scalar', value: isWhole ? BigInt(value) : value, place };
}
