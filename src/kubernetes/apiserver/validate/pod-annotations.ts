/** Annotations of a pod template with a meaning. Source: core/validation ValidatePodSpecificAnnotations. */
import { invalid, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { quote } from '../../go/strings.ts';
import type { Declared, PodTemplateSpec } from '../../api/objects.ts';
import { parseTolerations } from './alpha-tolerations.ts';
import type { ValidationOptions } from './options.ts';
import { validateTolerations } from './tolerations.ts';
import { addAll } from '../../go/lists.ts';

const MIRROR = 'kubernetes.io/config.mirror';
const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

type Template = Declared<PodTemplateSpec>;
type Annotations = Readonly<Record<string, string | undefined>>;

/** `path` is that of the annotations. `old` is stored; an invalid deletion cost that it already has is tolerated. */
export function validatePodAnnotations(
  { metadata = {}, spec = {} }: Template,
  path: FieldPath,
  options: ValidationOptions,
  old: Template | undefined,
): FieldError[] {
  const annotations = metadata.annotations ?? {};
  const errors: FieldError[] = [];
  const mirror = annotations[MIRROR];
  if (mirror !== undefined && (spec.nodeName ?? '') === '') {
    const detail = 'must set spec.nodeName if mirror pod annotation is set';
    errors.push(invalid(path.key(MIRROR), shownString(mirror), detail));
  }
  addAll(errors, validateAlphaTolerations(annotations[TOLERATIONS] ?? '', path, options));
  addAll(errors, validateDeletionCost(annotations, path, old?.metadata?.annotations));
  addAll(errors, validateSeccompAnnotations(annotations, path));
  addAll(errors, validateAppArmorAnnotations(annotations, spec, path));
  return errors;
}

function validateAlphaTolerations(text: string, path: FieldPath, options: ValidationOptions): FieldError[] {
  if (text === '') return [];
  const parsed = parseTolerations(text);
  if ('fault' in parsed) {
    const place = { field: path, at: path.key(TOLERATIONS).toPath() };
    return [invalid(place, shownString(TOLERATIONS), parsed.fault)];
  }
  const errors = validateTolerations(parsed.tolerations, path.child(TOLERATIONS), options);
  // The annotation is one string, whatever is wrong in it.
  return errors.map((error) => ({ ...error, at: path.child(TOLERATIONS).toPath() }));
}

// The first character decides what reaches ParseInt: no plus sign, no leading zero.
function isDeletionCost(text: string): boolean {
  if (!/^(?:-[0-9]*|[1-9][0-9]*|0)$/.test(text) || text === '-') return false;
  const value = Number(text);
  return value >= -2147483648 && value <= 2147483647;
}

function validateDeletionCost(annotations: Annotations, path: FieldPath, old: Annotations | undefined): FieldError[] {
  const cost = annotations[DELETION_COST];
  const before = old?.[DELETION_COST];
  if (cost === undefined || isDeletionCost(cost) || (before !== undefined && !isDeletionCost(before))) return [];
  return [invalid(path.key(DELETION_COST), shownString(cost), 'must be a 32bit integer')];
}

function validateSeccompAnnotations(annotations: Annotations, path: FieldPath): FieldError[] {
  const keys = Object.keys(annotations).filter((key) => key.startsWith(SECCOMP_CONTAINER));
  const all = annotations[SECCOMP_POD] === undefined ? keys : [SECCOMP_POD, ...keys];
  return all.flatMap((key) => validateSeccompProfile(annotations[key] ?? '', path.child(key)));
}

const SECCOMP_PROFILES = ['runtime/default', 'docker/default', 'unconfined'];

function validateSeccompProfile(profile: string, path: FieldPath): FieldError[] {
  if (SECCOMP_PROFILES.includes(profile)) return [];
  if (!profile.startsWith('localhost/'))
    return [invalid(path, shownString(profile), 'must be a valid seccomp profile')];
  const file = profile.slice('localhost/'.length);
  const errors: FieldError[] = [];
  if (file.startsWith('/')) errors.push(invalid(path, shownString(file), 'must be a relative path'));
  if (file.split('/').includes('..')) errors.push(invalid(path, shownString(file), "must not contain '..'"));
  return errors;
}

function validateAppArmorAnnotations(
  annotations: Annotations,
  { initContainers = [], containers = [], ephemeralContainers = [] }: NonNullable<Template['spec']>,
  path: FieldPath,
): FieldError[] {
  const names = new Set([...initContainers, ...containers, ...ephemeralContainers].map(({ name = '' }) => name));
  return Object.entries(annotations).flatMap(([key, profile = '']) => {
    if (!key.startsWith(APP_ARMOR)) return [];
    const name = key.slice(APP_ARMOR.length);
    const errors = names.has(name) ? [] : [invalid(path.key(key), shownString(name), 'container not found')];
    if (!/^(?:|runtime\/default|unconfined|localhost\/[^]*)$/.test(profile)) {
      const detail = `invalid AppArmor profile name: ${quote(profile)}`;
      errors.push(invalid(path.key(key), shownString(profile), detail));
    }
    return errors;
  });
}
