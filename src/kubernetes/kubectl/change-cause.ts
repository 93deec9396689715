/** The command that `--record` writes down. Source: cli-runtime genericclioptions record_flags.go. */
import { emptyMap, mapAt, type ValueMap } from '../go/unstructured.ts';
import { stringMap } from '../apiserver/field-manager.ts';
import { CHANGE_CAUSE } from './history.ts';

/** Writes `command` into the object's annotations, in place. */
export function recordCause(object: ValueMap, command: string): void {
  const metadata = mapAt(object, 'metadata') ?? emptyMap();
  const annotations = stringMap(metadata['annotations']) ?? emptyMap();
  annotations[CHANGE_CAUSE] = command;
  metadata['annotations'] = annotations;
  object['metadata'] = metadata;
}
