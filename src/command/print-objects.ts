import { jsonEscaped, yamlEscaped } from '../words/escape.ts';
import { printData } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import type { JsonNode } from '../kustomize/index.ts';
import { compareBytes, goJson } from '../kubernetes/go/strings.ts';
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
  const [only] = printed;
  if (only === undefined) return;
  if (output === 'json') {
    const text = printed.length === 1 ? indented(only, '') : listText(printed);
    printData(`${jsonEscaped(text)}\n`, io);
    return;
  }
  const { printYaml } = await import('../kustomize/index.ts');
  const whole = printed.length === 1 ? only : listOf(printed);
  printData(yamlEscaped(printYaml(jsonNode(whole))), io);
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

function listOf(items: ValueMap[]): ValueMap {
  return Object.assign(emptyMap(), { kind: 'List', apiVersion: 'v1', metadata: emptyMap(), items });
}

/** A list is a struct, whose fields keep their order. */
function listText(items: ValueMap[]): string {
  return block('{', Object.entries(listOf(items)).map(entryText('')), '}', '');
}

const STEP = '    ';

/** Go's json.MarshalIndent of an unstructured object: keys sorted. */
function indented(value: Value, indent: string): string {
  if (isList(value))
    return block(
      '[',
      value.map((item) => indented(item, indent + STEP)),
      ']',
      indent,
    );
  if (!isMap(value)) return typeof value === 'bigint' ? String(value) : goJson(value);
  const entries = Object.entries(value).sort(([a], [b]) => compareBytes(a, b));
  return block('{', entries.map(entryText(indent)), '}', indent);
}

function entryText(indent: string): (entry: readonly [string, Value]) => string {
  return ([key, item]) => `${goJson(key)}: ${indented(item, indent + STEP)}`;
}

function block(open: string, lines: readonly string[], close: string, indent: string): string {
  if (lines.length === 0) return open + close;
  return `${open}\n${lines.map((line) => indent + STEP + line).join(',\n')}\n${indent}${close}`;
}

function jsonNode(value: Value): JsonNode {
  const place = undefined;
  if (isList(value)) return { kind: 'list', items: value.map(jsonNode), place };
  if (!isMap(value)) {
    const isWhole = typeof value === 'number' && Number.isSafeInteger(value);
    return { kind: 'scalar', value: isWhole ? BigInt(value) : value, place };
  }
  const entries = Object.entries(value).map(([key, item]) => ({ key, keyPlace: place, value: jsonNode(item) }));
  return { kind: 'map', entries: entries.sort((a, b) => compareBytes(a.key, b.key)), place };
}
