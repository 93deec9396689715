/** Volumes that combine several sources. Source: core/validation validateProjectedVolumeSource. */
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
import { validatePodCertificate, validateTrustBundle, type Claim } from './projected-certificates.ts';
import { requireText, validateKeyToPath, validateLocalPath, validateMode, validateUser } from './volume-paths.ts';
import { since } from '../../api/deviations.ts';
import { addAll } from '../../go/lists.ts';

/** A `projected` volume. */
export function validateProjected(
  { defaultMode, defaultUser, sources = [] }: Declared<ProjectedVolumeSource>,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const taken = new Set<string>();
  const claim: Claim = (file, shown, at) => {
    if (taken.has(file))
      return [invalid({ field: path, at: at.toPath() }, shownString(shown), 'conflicting duplicate paths')];
    taken.add(file);
    return [];
  };
  return [
    ...validateMode(defaultMode, path.child('defaultMode')),
    ...validateUser(defaultUser, path.child('defaultUser')),
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
  const { secret, configMap, downwardAPI, serviceAccountToken, clusterTrustBundle, podCertificate } = source;
  const path = volume.child('sources').index(index);
  const errors: FieldError[] = [];
  if (secret !== undefined) addAll(errors, validateKeys(secret, path.child('secret'), claim));
  if (configMap !== undefined) addAll(errors, validateKeys(configMap, path.child('configMap'), claim));
  for (const [i, file] of (downwardAPI?.items ?? []).entries()) {
    const at = downwardAPIFilePath(path.child('downwardAPI'), i);
    addAll(errors, validateDownwardAPIFile(file, at, options));
    if (file.path) addAll(errors, claim(file.path, file.path, at.child('path')));
  }
  if (serviceAccountToken !== undefined) {
    // The server reports the token's path at the volume.
    const file = volume.hidden('sources').hidden(index).hidden('serviceAccountToken').child('path');
    addAll(errors, validateToken(serviceAccountToken, path.child('serviceAccountToken'), file, options));
  }
  if (clusterTrustBundle !== undefined) {
    const at = path.child('clusterTrustBundle');
    addAll(errors, validateTrustBundle(clusterTrustBundle, at, claim, options.minor));
  }
  if (podCertificate !== undefined) {
    addAll(errors, validatePodCertificate(podCertificate, path.child('podCertificate'), claim));
  }
  const kinds = Object.values<unknown>(source).filter((kind) => kind !== undefined);
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
      return [...validateKeyToPath(item, at), ...(item.path ? claim(item.path, name, at.child('path')) : [])];
    }),
  ];
}

function validateToken(
  { path: file = '', expirationSeconds = 0, user }: Declared<ServiceAccountTokenProjection>,
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
  else if (checksTokenPath(options)) addAll(errors, validateLocalPath(file, filePath));
  return [...errors, ...validateUser(user, path.child('user'))];
}

/** Up to 1.29 the path of a token is not restricted. */
function checksTokenPath(options: ValidationOptions): boolean {
  return since('checksTokenPaths', options.minor) && options.allowNonLocalProjectedTokenPath !== true;
}
