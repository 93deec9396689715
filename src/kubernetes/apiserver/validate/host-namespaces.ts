/** User namespaces and Windows host processes. Source: core/validation validateHostUsers, validateWindowsHostProcessPod. */
import { forbidden, invalid, shownPlain, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared, PodSpec } from '../../api/objects.ts';
import type { ContainerInPath } from './containers.ts';
import type { ValidationOptions } from './options.ts';
import { since } from '../../api/deviations.ts';

/** A pod with its own users shares no other namespace with the node. Two of the server's paths are capitalized. */
export function validateHostUsers(
  spec: Declared<PodSpec>,
  containers: readonly ContainerInPath[],
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  if (spec.hostUsers !== false) return [];
  const detail = 'when `hostUsers` is false';
  const errors: FieldError[] = [];
  if (spec.hostNetwork === true && options.allowUserNamespacesHostNetwork !== true) {
    errors.push(forbidden(path.child('hostNetwork'), detail));
  }
  if (spec.hostPID === true) errors.push(forbidden(path.child('HostPID', 'hostPID'), detail));
  if (spec.hostIPC === true) errors.push(forbidden(path.child('HostIPC', 'hostIPC'), detail));
  if (!since('forbidsUserNamespacedDevices', options.minor) || options.allowUserNamespacesWithVolumeDevices === true)
    return errors;
  for (const { container, path: at } of containers) {
    if ((container.volumeDevices ?? []).length > 0) errors.push(forbidden(at.child('volumeDevices'), detail));
  }
  return errors;
}

/** Either all containers are host processes or none, and host processes need the node's network. */
export function validateHostProcess(
  spec: Declared<PodSpec>,
  containers: readonly ContainerInPath[],
  path: FieldPath,
): FieldError[] {
  const pod = spec.securityContext?.windowsOptions?.hostProcess;
  const errors: FieldError[] = [];
  /** The place where the first one becomes a host process. */
  let first: FieldPath | undefined;
  let all = true;
  for (const { container, path: at } of containers) {
    const own = container.securityContext?.windowsOptions?.hostProcess;
    const place = hostProcessOf(at);
    if (pod !== undefined && own !== undefined && pod !== own) {
      const detail = `pod hostProcess value must be identical if both are specified, was ${String(pod)}`;
      errors.push(invalid(place, shownPlain(own), detail));
    }
    if (own ?? pod ?? false) first ??= own === undefined ? hostProcessOf(path) : place;
    else all = false;
  }
  if (first === undefined) return errors;
  if (!all) {
    const detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    errors.push(invalid({ field: path, at: first.toPath() }, shownString(''), detail));
  }
  if (spec.hostNetwork !== true) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    errors.push(invalid(path.child('hostNetwork'), shownPlain(false), detail));
  }
  return errors;
}

const hostProcessOf = (holder: FieldPath): FieldPath =>
  holder.child('securityContext').child('windowsOptions').child('hostProcess');
