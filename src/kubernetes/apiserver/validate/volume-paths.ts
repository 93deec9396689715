/** Paths and modes of the files in a volume. Source: core/validation validatePathNoBacksteps and its callers. */
import type { KeyToPath } from 'kubernetes-types/core/v1.js';
import { invalid, invalidEach, required, shownPlain, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared } from '../../api/objects.ts';
import { isValidID } from './name-grammars.ts';

/** No element is `..` (validatePathNoBacksteps). */
export function validateNoBacksteps(text: string, path: FieldPath): FieldError[] {
  return text.split('/').includes('..') ? [invalid(path, shownString(text), "must not contain '..'")] : [];
}

/** Relative, and without `..` (validateLocalDescendingPath). */
export function validateDescendingPath(text: string, path: FieldPath): FieldError[] {
  const absolute = text.startsWith('/') ? [invalid(path, shownString(text), 'must be a relative path')] : [];
  return [...absolute, ...validateNoBacksteps(text, path)];
}

/** As above, and not beginning with `..` either (ValidateLocalNonReservedPath); empty is accepted. */
export function validateLocalPath(text: string, path: FieldPath): FieldError[] {
  const errors = validateDescendingPath(text, path);
  const reserved = text.startsWith('..') && !text.startsWith('../');
  return reserved ? [...errors, invalid(path, shownString(text), "must not start with '..'")] : errors;
}

/** A file mode, if there is one. */
export function validateMode(mode: number | undefined, path: FieldPath): FieldError[] {
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return [];
  return [invalid(path, shownPlain(mode), 'must be a number between 0 and 0777 (octal), both inclusive')];
}

/** The owner of a file, when there is one (validateUserField). */
export function validateUser(user: number | undefined, path: FieldPath): FieldError[] {
  return user === undefined ? [] : invalidEach(path, shownPlain(user), isValidID(user));
}

/** One of the `items` of a secret or config map (validateKeyToPath). */
export function validateKeyToPath(
  { key = '', path: file = '', mode, user }: Declared<KeyToPath>,
  path: FieldPath,
): FieldError[] {
  return [
    ...requireText({ key, path: file }, ['key', 'path'], path),
    ...validateLocalPath(file, path.child('path')),
    ...validateMode(mode, path.child('mode')),
    ...validateUser(user, path.child('user')),
  ];
}

/** Required fields of `source`: each of `keys` is a non-empty string or list. */
export function requireText<Key extends string>(
  source: Readonly<Partial<Record<Key, { readonly length: number }>>>,
  keys: readonly Key[],
  path: FieldPath,
): FieldError[] {
  return keys.flatMap((key) => ((source[key]?.length ?? 0) === 0 ? [required(path.child(key))] : []));
}
