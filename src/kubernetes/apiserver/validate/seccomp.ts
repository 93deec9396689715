/** Seccomp and AppArmor profiles. Source: core/validation validateSeccompProfileField, ValidateAppArmorProfileField. */
import type { AppArmorProfile, SeccompProfile } from 'kubernetes-types/core/v1.js';
import { invalid, notSupported, required, shownJson, shownString, tooLong } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { byteLength, trimSpace } from '../../go/strings.ts';
import type { Declared } from '../../api/objects.ts';
import { validateDescendingPath } from './volume-paths.ts';
import { addAll } from '../../go/lists.ts';

const TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const MAX_APP_ARMOR = 4095;

/** A seccomp profile, if there is one. */
export function validateSeccompProfile(profile: Declared<SeccompProfile> | undefined, path: FieldPath): FieldError[] {
  if (profile === undefined) return [];
  const { type = '', localhostProfile } = profile;
  const errors: FieldError[] = [];
  if (type === '') errors.push(required(path.child('type'), 'type is required when seccompProfile is set'));
  else if (!TYPES.includes(type)) errors.push(notSupported(path.child('type'), shownJson(type), TYPES));
  const at = path.child('localhostProfile');
  if (type === 'Localhost') {
    if (localhostProfile === undefined) errors.push(required(at, 'must be set when seccomp type is Localhost'));
    else addAll(errors, validateDescendingPath(localhostProfile, at));
  } else if (localhostProfile !== undefined) {
    const shown = shownJson({ Type: type, LocalhostProfile: localhostProfile });
    errors.push(invalid(at, shown, 'can only be set when seccomp type is Localhost'));
  }
  return errors;
}

/** An AppArmor profile, if there is one. */
export function validateAppArmorProfile(profile: Declared<AppArmorProfile> | undefined, path: FieldPath): FieldError[] {
  if (profile === undefined) return [];
  const { type = '', localhostProfile } = profile;
  const at = path.child('localhostProfile');
  if (type === 'Localhost') return validateLocalhostProfile(localhostProfile, at);
  if (type === '') return [required(path.child('type'), 'type is required when appArmorProfile is set')];
  if (!TYPES.includes(type)) return [notSupported(path.child('type'), shownJson(type), TYPES)];
  if (localhostProfile === undefined) return [];
  return [invalid(at, shownJson(localhostProfile), 'can only be set when AppArmor type is Localhost')];
}

function validateLocalhostProfile(profile: string | undefined, path: FieldPath): FieldError[] {
  const needed = 'must be set when AppArmor type is Localhost';
  if (profile === undefined) return [required(path, needed)];
  const errors: FieldError[] = [];
  if (trimSpace(profile) !== profile)
    errors.push(invalid(path, shownString(profile), 'must not be padded with whitespace'));
  else if (profile === '') errors.push(required(path, needed));
  if (byteLength(profile) > MAX_APP_ARMOR) errors.push(tooLong(path, MAX_APP_ARMOR));
  return errors;
}
