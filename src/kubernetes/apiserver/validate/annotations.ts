/** Annotations of any object. Source: apimachinery pkg/api/validation/objectmeta.go ValidateAnnotations. */
import { invalidEach, shownString, tooLong } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { byteLength, toLower } from '../../go/strings.ts';
import { isLabelKey } from '../../apimachinery/names.ts';

const MOST_BYTES = 256 * 1024;

type Annotations = Readonly<Record<string, string | undefined>>;

/** The errors of annotations: the lower-cased keys must be label keys, and their total size is limited. */
export function validateAnnotations(annotations: Annotations = {}, path: FieldPath): FieldError[] {
  const errors = Object.keys(annotations).flatMap((key) =>
    invalidEach({ field: path, at: path.key(key).toPath() }, shownString(key), isLabelKey(toLower(key))),
  );
  return [...errors, ...validateAnnotationBytes(annotations, path)];
}

/** `ValidateAnnotationsSize`. */
export function validateAnnotationBytes(annotations: Annotations, path: FieldPath): FieldError[] {
  const bytes = Object.entries(annotations).reduce(
    (sum, [key, value = '']) => sum + byteLength(key) + byteLength(value),
    0,
  );
  return bytes > MOST_BYTES ? [tooLong(path, MOST_BYTES)] : [];
}
