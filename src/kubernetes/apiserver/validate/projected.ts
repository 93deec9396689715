/** Volumes put together from several sources. Source: core/validation validateProjectedVolumeSource. */
import type {
  ConfigMapProjection,
  ProjectedVolumeSource,
  SecretProjection,
  ServiceAccountTokenProjection,
  VolumeProjection,
} from 'kubernetes-types/core/v1.js';
import { forbidden, invalid, required, shownPlain, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared } from '../../api/objects.ts';
import { downwardAPIFilePath, validateDownwardAPIFile } from './downward-api.ts';
import type { ValidationOptions } from './options.ts';
import { requireText, validateKeyToPath, validateLocalPath, validateMode } from './volume-paths.ts';

/** A path that was taken before is reported at the volume itself. */
type Claim = (file: string, shown: string, at: FieldPath) => FieldError[];

/** A `projected` volume; clusterTrustBundle and podCertificate are dropped before, for their gates are off everywhere. */
export function validateProjected(
  { defaultMode, sources = [] }: Declared<ProjectedVolumeSource>,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const taken = new Set<string>();
  const claim: Claim = (file, shown, at) => {
    if (file === '') return [];
    if (taken.has(file))
      return [invalid({ field: path, at: at.toPath() }, shownString(shown), 'conflicting duplicate paths')];
    taken.add(file);
    return [];
  };
  return [
    ...validateMode(defaultMode, path.child('defaultMode')),
    ...sources.flatMap((source, j) => validateSource(source, path, j, claim, options)),
  ];
}

function validateSource(
  source: Declared<VolumeProjection>,
  volume: FieldPath,
  index: number,
  claim: Claim,
  options: ValidationOptions,
): FieldError[] {
  const { secret, configMap, downwardAPI, serviceAccountToken } = source;
  const path = volume.child('sources').index(index);
  const errors: FieldError[] = [];
  if (secret !== undefined) errors.push(...validateKeys(secret, path.child('secret'), claim));
  if (configMap !== undefined) errors.push(...validateKeys(configMap, path.child('configMap'), claim));
  for (const [i, file] of (downwardAPI?.items ?? []).entries()) {
    const at = downwardAPIFilePath(path.child('downwardAPI'), i);
    errors.push(...validateDownwardAPIFile(file, at, options));
    errors.push(...claim(file.path ?? '', file.path ?? '', at.child('path')));
  }
  if (serviceAccountToken !== undefined) {
    // The server puts the token's path at the volume.
    const file = volume.hidden('sources').hidden(index).hidden('serviceAccountToken').child('path');
    errors.push(...validateToken(serviceAccountToken, path.child('serviceAccountToken'), file, options));
  }
  const kinds = [secret, configMap, downwardAPI, serviceAccountToken].filter((kind) => kind !== undefined);
  if (kinds.length > 1) errors.push(forbidden(path, 'may not specify more than 1 volume type per source'));
  return errors;
}

function validateKeys(
  source: Declared<SecretProjection> | Declared<ConfigMapProjection>,
  path: FieldPath,
  claim: Claim,
): FieldError[] {
  const { name = '', items = [] } = source;
  return [
    ...requireText({ name }, ['name'], path),
    ...items.flatMap((item, k) => {
      const at = path.child('items').index(k);
      return [...validateKeyToPath(item, at), ...claim(item.path ?? '', name, at.child('path'))];
    }),
  ];
}

function validateToken(
  { path: file = '', expirationSeconds = 0 }: Declared<ServiceAccountTokenProjection>,
  path: FieldPath,
  filePath: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const expiration = path.child('expirationSeconds');
  const errors: FieldError[] = [];
  if (expirationSeconds < 600) {
    const detail = 'may not specify a duration less than 10 minutes';
    errors.push(invalid(expiration, shownPlain(expirationSeconds), detail));
  }
  if (expirationSeconds > 2 ** 32) {
    const detail = 'may not specify a duration larger than 2^32 seconds';
    errors.push(invalid(expiration, shownPlain(expirationSeconds), detail));
  }
  if (file === '') errors.push(required(filePath));
  else if (checksTokenPath(options)) errors.push(...validateLocalPath(file, filePath));
  return errors;
}

/** Up to 1.29 the path of a token may lead anywhere. */
function checksTokenPath(options: ValidationOptions): boolean {
  return options.minor >= 30 && options.allowNonLocalProjectedTokenPath !== true;
}
