import { jsonText } from '../format/json-text.ts';
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
    io.stdout(printed.map((object) => `${jsonText(object)}\n`).join(''));
    return;
  }
  const { stringify } = await import('yaml');
  const style = { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;
  for (const object of printed) io.stdout(`---\n${stringify(object, style)}`);
}

function withFields(object: ValueMap, shows: boolean): ValueMap {
  const copy = copyOfMap(object);
  const metadata = mapAt(copy, 'metadata');
  if (metadata !== undefined && !shows) Reflect.deleteProperty(metadata, 'managedFields');
  return copy;
}
