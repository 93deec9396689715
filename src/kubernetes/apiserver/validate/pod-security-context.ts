/** The security context of a pod. Source: core/validation validatePodSpecSecurityContext. */
import { invalid, invalidEach, notSupported, shownJson, shownPlain } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared, PodSpec } from '../../api/objects.ts';
import { gateOn } from '../../api/release.ts';
import { isValidID } from './name-grammars.ts';
import type { ValidationOptions } from './options.ts';
import { validateAppArmorProfile, validateSeccompProfile } from './seccomp.ts';
import { validateSysctls } from './sysctls.ts';
import { validateWindowsOptions } from './windows-options.ts';
import { since } from '../../api/deviations.ts';
import { addAll } from '../../go/lists.ts';

/** `path` is that of the pod's spec. */
export function validatePodSecurityContext(
  spec: Declared<PodSpec>,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const context = spec.securityContext ?? {};
  const at = path.child('securityContext');
  const errors: FieldError[] = [];
  for (const field of ['fsGroup', 'runAsUser', 'runAsGroup'] as const) {
    const id = context[field];
    if (id !== undefined) addAll(errors, invalidEach(at.child(field), shownPlain(id), isValidID(id)));
  }
  for (const [i, id] of (context.supplementalGroups ?? []).entries()) {
    addAll(errors, invalidEach(at.child('supplementalGroups').index(i), shownPlain(id), isValidID(id)));
  }
  const shared = validateShareProcessNamespace(spec, path, options.minor);
  if (!since('holdsHostFieldsInPod', options.minor)) addAll(errors, shared);
  addAll(errors, validateSysctls(context.sysctls ?? [], spec, at.child('sysctls'), options));
  addAll(errors, oneOf(context.fsGroupChangePolicy, at.child('fsGroupChangePolicy'), ['Always', 'OnRootMismatch']));
  addAll(errors, validateSeccompProfile(context.seccompProfile, at.child('seccompProfile')));
  addAll(errors, validateWindowsOptions(context.windowsOptions, at.child('windowsOptions')));
  addAll(errors, validateAppArmorProfile(context.appArmorProfile, at.child('appArmorProfile')));
  addAll(errors, oneOf(context.supplementalGroupsPolicy, at.child('supplementalGroupsPolicy'), ['Merge', 'Strict']));
  // While SELinuxMount is off, only a value that the stored object already has allows more than Recursive.
  const any = options.allowAnySELinuxChangePolicy === true || gateOn('SELinuxMount', options.minor);
  const changes = any ? ['MountOption', 'Recursive'] : ['Recursive'];
  addAll(errors, oneOf(context.seLinuxChangePolicy, at.child('seLinuxChangePolicy'), changes));
  return since('holdsHostFieldsInPod', options.minor) ? [...errors, ...shared] : errors;
}

/** Up to 1.36 the field is one of the security context to the server. */
function validateShareProcessNamespace(spec: Declared<PodSpec>, path: FieldPath, minor: number): FieldError[] {
  if (spec.shareProcessNamespace !== true || spec.hostPID !== true) return [];
  const at = path.child('shareProcessNamespace');
  const field = since('holdsHostFieldsInPod', minor)
    ? at
    : path.child('securityContext').child('shareProcessNamespace');
  const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
  return [invalid({ field, at: at.toPath() }, shownPlain(true), detail)];
}

function oneOf(value: string | undefined, path: FieldPath, supported: readonly string[]): FieldError[] {
  return value === undefined || supported.includes(value) ? [] : [notSupported(path, shownJson(value), supported)];
}
