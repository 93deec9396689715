/** Volumes of files from the node and the cluster. Source: core/validation, one function for each source. */
import type {
  ConfigMapVolumeSource,
  EmptyDirVolumeSource,
  GitRepoVolumeSource,
  HostPathVolumeSource,
  NFSVolumeSource,
  SecretVolumeSource,
} from 'kubernetes-types/core/v1.js';
import { forbidden, invalid, notSupported, required, shownJson, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared, Volume } from '../../api/objects.ts';
import { quantityOf, quantitySign } from '../../apimachinery/quantity.ts';
import {
  requireText,
  validateDescendingPath,
  validateKeyToPath,
  validateMode,
  validateNoBacksteps,
} from './volume-paths.ts';

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

/** `emptyDir`: a size below zero. */
export function validateEmptyDir({ sizeLimit = '' }: Declared<EmptyDirVolumeSource>, path: FieldPath): FieldError[] {
  const limit = quantityOf(sizeLimit);
  if (limit === undefined || quantitySign(limit) >= 0) return [];
  return [forbidden(path.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity')];
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

/** `secret`: a name, of whatever form, and the files made from its keys. */
export function validateSecret(source: Declared<SecretVolumeSource>, path: FieldPath): FieldError[] {
  return [...requireText(source, ['secretName'], path), ...validateFiles(source, path)];
}

/** `configMap`: as `secret`. */
export function validateConfigMap(source: Declared<ConfigMapVolumeSource>, path: FieldPath): FieldError[] {
  return [...requireText(source, ['name'], path), ...validateFiles(source, path)];
}

function validateFiles(
  { defaultMode, items = [] }: Declared<SecretVolumeSource> | Declared<ConfigMapVolumeSource>,
  path: FieldPath,
): FieldError[] {
  return [
    ...validateMode(defaultMode, path.child('defaultMode')),
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

/** `image`: a template may leave the reference out. */
export function validateImageVolume(
  { pullPolicy = '' }: NonNullable<Declared<Volume>['image']>,
  path: FieldPath,
): FieldError[] {
  const policy = path.child('pullPolicy');
  if (pullPolicy === '') return [required(policy)];
  return PULL_POLICIES.includes(pullPolicy) ? [] : [notSupported(policy, shownJson(pullPolicy), PULL_POLICIES)];
}
