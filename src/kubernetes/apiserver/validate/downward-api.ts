/** Files created from the pod's own fields. Source: core/validation validateDownwardAPIVolumeFile. */
import type { DownwardAPIVolumeFile, DownwardAPIVolumeSource } from 'kubernetes-types/core/v1.js';
import { invalid, required, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared } from '../../api/objects.ts';
import { validateObjectFieldSelector, validateResourceFieldSelector } from './field-ref.ts';
import type { ValidationOptions } from './options.ts';
import { requireText, validateLocalPath, validateMode, validateUser } from './volume-paths.ts';

/** A `downwardAPI` volume. */
export function validateDownwardAPI(
  { defaultMode, defaultUser, items = [] }: Declared<DownwardAPIVolumeSource>,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  return [
    ...validateMode(defaultMode, path.child('defaultMode')),
    ...validateUser(defaultUser, path.child('defaultUser')),
    ...items.flatMap((file, i) => validateDownwardAPIFile(file, downwardAPIFilePath(path, i), options)),
  ];
}

/** The path of a file: the server omits the index of the item. */
export function downwardAPIFilePath(volume: FieldPath, index: number): FieldPath {
  return volume.hidden('items').hidden(index);
}

/** One file, of a volume or of a projected source. */
export function validateDownwardAPIFile(
  file: Declared<DownwardAPIVolumeFile>,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  return [
    ...requireText(file, ['path'], path),
    ...validateLocalPath(file.path ?? '', path.child('path')),
    ...validateReference(file, path, options),
    ...validateMode(file.mode, path.child('mode')),
    ...validateUser(file.user, path.child('user')),
  ];
}

function validateReference(
  { fieldRef, resourceFieldRef }: Declared<DownwardAPIVolumeFile>,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  if (fieldRef !== undefined) {
    const errors = validateObjectFieldSelector(fieldRef, path.child('fieldRef'), 'volume', options.minor);
    if (resourceFieldRef === undefined) return errors;
    const detail = 'fieldRef and resourceFieldRef can not be specified simultaneously';
    return [...errors, invalid(path, shownString('resource'), detail)];
  }
  if (resourceFieldRef === undefined) return [required(path, 'one of fieldRef and resourceFieldRef is required')];
  return validateResourceFieldSelector(resourceFieldRef, path.child('resourceFieldRef'), 'volume');
}
