/** Volumes with files of the node or the cluster. Source: core/validation, one function for each source. */
import type {
  ConfigMapVolumeSource,
  EmptyDirVolumeSource,
  GitRepoVolumeSource,
  HostPathVolumeSource,
  NFSVolumeSource,
  SecretVolumeSource,
} from 'kubernetes-types/core/v1.js';
import {
  forbidden,
  invalid,
  notSupported,
  required,
  shownJson,
  shownPlain,
  shownString,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared, Volume } from '../../api/objects.ts';
import { quantityOf, quantitySign } from '../../apimachinery/quantity.ts';
import type { ValidationOptions } from './options.ts';
import {
  requireText,
  validateDescendingPath,
  validateKeyToPath,
  validateMode,
  validateNoBacksteps,
  validateUser,
} from './volume-paths.ts';
import { since } from '../../api/deviations.ts';

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

/** `emptyDir`: its size and its mode; a mode is dropped unless the stored object has one already. */
export function validateEmptyDir(
  { sizeLimit = '', mode }: Declared<EmptyDirVolumeSource>,
  path: FieldPath,
): FieldError[] {
  const limit = quantityOf(sizeLimit);
  const errors: FieldError[] = [];
  if (limit !== undefined && quantitySign(limit) < 0) {
    errors.push(forbidden(path.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity'));
  }
  if (mode === undefined || (mode >= 0 && mode <= 0o1777)) return errors;
  const detail = 'must be a number between 0 and 01777 (octal), both inclusive';
  return [...errors, invalid(path.child('mode'), shownPlain(mode), detail)];
}

/** `hostPath`: relative paths are accepted. */
export function validateHostPath(
  { path: directory = '', type }: Declared<HostPathVolumeSource>,
  path: FieldPath,
): FieldError[] {
  if (directory === '') return [required(path.child('path'))];
  const errors = validateNoBacksteps(directory, path.child('path'));
  if (type === undefined || HOST_PATH_TYPES.includes(type)) return errors;
  return [...errors, notSupported(path.child('type'), shownJson(type), HOST_PATH_TYPES)];
}

/** `gitRepo`: a repository, and a directory below the volume. */
export function validateGitRepo(source: Declared<GitRepoVolumeSource>, path: FieldPath): FieldError[] {
  return [
    ...requireText(source, ['repository'], path),
    ...validateDescendingPath(source.directory ?? '', path.child('directory')),
  ];
}

/** `secret`: a name of any form, and the files created from its keys. */
export function validateSecret(source: Declared<SecretVolumeSource>, path: FieldPath): FieldError[] {
  return [...requireText(source, ['secretName'], path), ...validateFiles(source, path)];
}

/** `configMap`: like `secret`. */
export function validateConfigMap(source: Declared<ConfigMapVolumeSource>, path: FieldPath): FieldError[] {
  return [...requireText(source, ['name'], path), ...validateFiles(source, path)];
}

function validateFiles(
  { defaultMode, defaultUser, items = [] }: Declared<SecretVolumeSource> | Declared<ConfigMapVolumeSource>,
  path: FieldPath,
): FieldError[] {
  return [
    ...validateMode(defaultMode, path.child('defaultMode')),
    ...validateUser(defaultUser, path.child('defaultUser')),
    ...items.flatMap((item, j) => validateKeyToPath(item, path.child('items').index(j))),
  ];
}

/** `nfs`: a server and an absolute path. */
export function validateNFS(source: Declared<NFSVolumeSource>, path: FieldPath): FieldError[] {
  const { path: directory = '' } = source;
  const errors = requireText(source, ['server', 'path'], path);
  if (directory.startsWith('/')) return errors;
  return [...errors, invalid(path.child('path'), shownString(directory), 'must be an absolute path')];
}

/** `image`: up to 1.36 a template may leave the reference out, and a stored one that does may go on doing so. */
export function validateImageVolume(
  { reference = '', pullPolicy = '' }: NonNullable<Declared<Volume>['image']>,
  path: FieldPath,
  { minor, allowEmptyImageReference = false }: ValidationOptions,
): FieldError[] {
  const needed = since('requiresImageReference', minor) && !allowEmptyImageReference;
  const errors = needed && reference === '' ? [required(path.child('reference'))] : [];
  const policy = path.child('pullPolicy');
  if (pullPolicy === '') return [...errors, required(policy)];
  if (PULL_POLICIES.includes(pullPolicy)) return errors;
  return [...errors, notSupported(policy, shownJson(pullPolicy), PULL_POLICIES)];
}
