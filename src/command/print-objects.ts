import { jsonText, yamlEscaped } from '../words/escape.ts';
import { printData } from '../io/say.ts';
import type { Io } from '../io/io.ts';
import { copyOfMap, mapAt, type ValueMap } from '../kubernetes/go/unstructured.ts';

/** Prints objects of the API as JSON, one a line, or as YAML documents; managed fields only when they are asked for. */
export async function printObjects(
  objects: readonly ValueMap[],
  output: string,
  showsManagedFields: boolean,
  io: Io,
): Promise<void> {
  const printed = objects.map((object) => withFields(object, showsManagedFields));
  if (output === 'json') {
    printData(printed.map((object) => `${jsonText(object)}\n`).join(''), io);
    return;
  }
  const yaml = await yamlText();
  for (const object of printed) printData(`---\n${yaml(object)}`, io);
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
