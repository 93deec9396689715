/**
 * The checks of ValidatePodTemplateSpec after the spec: annotations against fields. Source: core/validation
 * validateSeccompAnnotationsAndFields, validateAppArmorAnnotationsAndFieldsMatchOnCreate.
 */
import type { AppArmorProfile, SeccompProfile } from 'kubernetes-types/core/v1.js';
import { forbidden } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared, PodTemplateSpec } from '../../api/objects.ts';
import { allContainers } from './containers.ts';
import type { ValidationOptions } from './options.ts';
import { since } from '../../api/deviations.ts';
import { addAll } from '../../go/lists.ts';

const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

/** `path` is that of the template. */
export function validatePodTemplateAnnotations(
  { metadata = {}, spec = {} }: Declared<PodTemplateSpec>,
  path: FieldPath,
  { minor }: ValidationOptions,
): FieldError[] {
  const { annotations = {} } = metadata;
  const at = path.child('spec');
  const containers = allContainers(spec, at);
  const podContext = at.child('securityContext');
  const errors = matchSeccomp(
    spec.securityContext?.seccompProfile,
    annotations[SECCOMP_POD],
    podContext.child('seccompProfile'),
  );
  for (const { container, path: place } of containers) {
    const annotation = annotations[SECCOMP_CONTAINER + (container.name ?? '')];
    const profile = container.securityContext?.seccompProfile;
    addAll(errors, matchSeccomp(profile, annotation, place.child('securityContext').child('seccompProfile')));
  }
  if (spec.os?.name !== 'windows' && since('matchesAppArmor', minor)) {
    for (const { container, path: place } of containers) {
      const annotation = annotations[APP_ARMOR + (container.name ?? '')];
      const own = container.securityContext?.appArmorProfile;
      const field = place.child('securityContext').child('appArmorProfile');
      const real = own === undefined ? podContext.child('appArmorProfile') : field;
      addAll(errors, matchAppArmor(own ?? spec.securityContext?.appArmorProfile, annotation, field, real));
    }
  }
  if ((spec.ephemeralContainers ?? []).length > 0) {
    errors.push(forbidden(at.child('ephemeralContainers'), 'ephemeral containers not allowed in pod template'));
  }
  return errors;
}

function matchSeccomp(
  profile: Declared<SeccompProfile> | undefined,
  annotation: string | undefined,
  path: FieldPath,
): FieldError[] {
  if (profile === undefined || annotation === undefined) return [];
  const type = forbidden(path.child('type'), 'seccomp type in annotation and field must match');
  switch (profile.type) {
    case 'Unconfined':
      return annotation === 'unconfined' ? [] : [type];
    case 'RuntimeDefault':
      return annotation === 'runtime/default' || annotation === 'docker/default' ? [] : [type];
    case 'Localhost':
      if (!annotation.startsWith('localhost/')) return [type];
      if (annotation.slice('localhost/'.length) === profile.localhostProfile) return [];
      return [forbidden(path.child('localhostProfile'), 'seccomp profile in annotation and field must match')];
    default:
      return [];
  }
}

function matchAppArmor(
  profile: Declared<AppArmorProfile> | undefined,
  annotation: string | undefined,
  field: FieldPath,
  real: FieldPath,
): FieldError[] {
  if (profile === undefined || annotation === undefined) return [];
  const place = (name: string) => ({ field: field.child(name), at: real.child(name).toPath() });
  const type = forbidden(place('type'), 'apparmor type in annotation and field must match');
  switch (profile.type) {
    case 'Unconfined':
      return annotation === 'unconfined' ? [] : [type];
    case 'RuntimeDefault':
      return annotation === 'runtime/default' ? [] : [type];
    case 'Localhost':
      if (!annotation.startsWith('localhost/')) return [type];
      if (annotation.slice('localhost/'.length) === profile.localhostProfile) return [];
      return [forbidden(place('localhostProfile'), 'apparmor profile in annotation and field must match')];
    default:
      return [];
  }
}
