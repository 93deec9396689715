/** Annotations of any object. Source: apimachinery pkg/api/validation/objectmeta.go ValidateAnnotations. */
import { invalidEach, shownString, tooLong } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { byteLength, toLower } from '../../go/strings.ts';
import { isLabelKey } from '../../apimachinery/names.ts';

const MAX_BYTES = 256 * 1024;

/** What is wrong with annotations: the lower-cased keys are label keys, and all together have a size. */
export function validateAnnotations(
  annotations: Readonly<Record<string, string | undefined>> | undefined,
  path: FieldPath,
): FieldError[] {
  let bytes = 0;
  const errors = Object.entries(annotations ?? {}).flatMap(([key, value = '']) => {
    bytes += byteLength(key) + byteLength(value);
    return invalidEach({ field: path, at: path.key(key).toPath() }, shownString(key), isLabelKey(toLower(key)));
  });
  return bytes > MAX_BYTES ? [...errors, tooLong(path, MAX_BYTES)] : errors;
}
