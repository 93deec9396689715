/** Environment variables. Source: core/validation ValidateEnv, ValidateEnvFrom, validateFileKeyRefVolumes. */
import type { ConfigMapKeySelector, EnvFromSource, EnvVar, EnvVarSource } from 'kubernetes-types/core/v1.js';
import { invalid, invalidEach, notFound, required, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '../../apimachinery/names.ts';
import type { Container, Declared, FileKeySelector, Volume } from '../../api/objects.ts';
import { gateOn } from '../../api/release.ts';
import { validateObjectFieldSelector, validateResourceFieldSelector } from './field-ref.ts';
import { isConfigMapKey, isEnvVarName, isRelaxedEnvVarName, isSubdomainPrefix } from './name-grammars.ts';
import type { ValidationOptions } from './options.ts';
import { validateNoBacksteps } from './volume-paths.ts';
import { addAll } from '../../go/lists.ts';

/** The variables of one container. */
export function validateEnv(
  env: readonly Declared<EnvVar>[],
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  return env.flatMap(({ name = '', value = '', valueFrom }, i) => {
    const at = path.index(i);
    const errors =
      name === ''
        ? [required(at.child('name'))]
        : invalidEach(at.child('name'), shownString(name), nameFaults(name, options));
    if (valueFrom === undefined) return errors;
    return [...errors, ...validateValueFrom(valueFrom, value, at.child('valueFrom'), options.minor)];
  });
}

function nameFaults(name: string, { minor, allowRelaxedEnvNames }: ValidationOptions): string[] {
  const relaxed = allowRelaxedEnvNames === true || gateOn('RelaxedEnvironmentVariableValidation', minor);
  return relaxed ? isRelaxedEnvVarName(name) : isEnvVarName(name);
}

function validateValueFrom(
  source: Declared<EnvVarSource>,
  value: string,
  path: FieldPath,
  minor: number,
): FieldError[] {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source;
  const errors: FieldError[] = [];
  if (fieldRef) addAll(errors, validateObjectFieldSelector(fieldRef, path.child('fieldRef'), 'env', minor));
  if (resourceFieldRef)
    addAll(errors, validateResourceFieldSelector(resourceFieldRef, path.child('resourceFieldRef'), 'env'));
  if (configMapKeyRef) addAll(errors, validateKeyRef(configMapKeyRef, path.child('configMapKeyRef')));
  if (secretKeyRef) addAll(errors, validateKeyRef(secretKeyRef, path.child('secretKeyRef')));
  if (fileKeyRef) addAll(errors, validateFileKeyRef(fileKeyRef, path.child('fileKeyRef')));
  const count = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(Boolean).length;
  if (count === 0) errors.push(invalid(path, shownString(''), oneOf(minor)));
  else if (value !== '') errors.push(invalid(path, shownString(''), 'may not be specified when `value` is not empty'));
  else if (count > 1)
    errors.push(invalid(path, shownString(''), 'may not have more than one field specified at a time'));
  return errors;
}

function oneOf(minor: number): string {
  const last = gateOn('EnvFiles', minor)
    ? '`configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'
    : '`configMapKeyRef` or `secretKeyRef`';
  return `must specify one of: \`fieldRef\`, \`resourceFieldRef\`, ${last}`;
}

function validateKeyRef({ name = '', key = '' }: Declared<ConfigMapKeySelector>, path: FieldPath): FieldError[] {
  return [
    ...invalidEach(path.child('name'), shownString(name), isDNS1123Subdomain(name)),
    ...(key === ''
      ? [required(path.child('key'))]
      : invalidEach(path.child('key'), shownString(key), isConfigMapKey(key))),
  ];
}

function validateFileKeyRef(reference: Declared<FileKeySelector>, path: FieldPath): FieldError[] {
  const { key = '', volumeName = '', path: file = '' } = reference;
  const check = (name: string, value: string, errors: () => FieldError[]): FieldError[] =>
    value === '' ? [required(path.child(name))] : errors();
  return [
    ...check('key', key, () => invalidEach(path.child('key'), shownString(key), isRelaxedEnvVarName(key))),
    ...check('volumeName', volumeName, () =>
      invalidEach(path.child('volumeName'), shownString(volumeName), isDNS1123Label(volumeName)),
    ),
    ...check('path', file, () => validateNoBacksteps(file, path.child('path'))),
  ];
}

/** Sources of whole sets of variables; some of the server's paths have no index. */
export function validateEnvFrom(
  sources: readonly Declared<EnvFromSource>[],
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  return sources.flatMap(({ prefix = '', configMapRef, secretRef }, i) => {
    const at = path.index(i);
    const errors: FieldError[] = [];
    if (prefix !== '')
      addAll(errors, invalidEach(at.child('prefix'), shownString(prefix), nameFaults(prefix, options)));
    if (configMapRef)
      addAll(errors, validateSourceName(configMapRef.name ?? '', at.child('configMapRef').child('name')));
    if (secretRef) addAll(errors, validateSourceName(secretRef.name ?? '', at.child('secretRef').child('name')));
    const place = { field: path, at: at.toPath() };
    if (!configMapRef && !secretRef) {
      errors.push(invalid(place, shownString(''), 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (configMapRef && secretRef) {
      errors.push(invalid(place, shownString(''), 'may not have more than one field specified at a time'));
    }
    return errors;
  });
}

function validateSourceName(name: string, path: FieldPath): FieldError[] {
  return name === '' ? [required(path)] : invalidEach(path, shownString(name), isSubdomainPrefix(name));
}

/** Files with variables come from an emptyDir volume of the pod; here invalid volumes count too. */
export function validateFileKeyRefVolumes(
  containers: readonly { readonly container: Declared<Container>; readonly path: FieldPath }[],
  volumes: readonly Declared<Volume>[],
): FieldError[] {
  return containers.flatMap(({ container: { env = [] }, path }) =>
    env.flatMap(({ valueFrom }, j) => {
      if (valueFrom?.fileKeyRef === undefined) return [];
      const { volumeName = '' } = valueFrom.fileKeyRef;
      const at = path.child('env').index(j).child('valueFrom').child('fileKeyRef').child('volumeName');
      const volume = volumes.findLast(({ name = '' }) => name === volumeName);
      if (volume === undefined) return [notFound(at, shownString(volumeName))];
      if (volume.emptyDir !== undefined) return [];
      return [invalid(at, shownString(volumeName), 'referenced volume must be of type emptyDir')];
    }),
  );
}
