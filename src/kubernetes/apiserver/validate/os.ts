/**
 * The operating system of a pod, and the fields that it excludes. Source: core/validation validateOS, validateLinux,
 * validateWindows.
 */
import { forbidden, notSupported, required, shownJson } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared, PodSpec } from '../../api/objects.ts';
import type { ContainerInPath } from './containers.ts';
import { since } from '../../api/deviations.ts';

const WINDOWS = 'cannot be set for a windows pod';
/** In the server's order; a dot is before what is not in the security context. */
const POD_CONTEXT = [
  'appArmorProfile',
  'seLinuxOptions',
  '.hostUsers',
  '.hostPID',
  '.hostIPC',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  '.shareProcessNamespace',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
];
const isOfContext = (name: string): boolean => !name.startsWith('.');
/** Since 1.37 the fields of the pod itself come last. */
const POD_CONTEXT_37 = [...POD_CONTEXT.filter(isOfContext), ...POD_CONTEXT.filter((name) => !isOfContext(name))];
const CONTAINER_CONTEXT = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const;

/** `path` is that of the pod's spec. */
export function validateOS(
  spec: Declared<PodSpec>,
  containers: readonly ContainerInPath[],
  path: FieldPath,
  minor: number,
): FieldError[] {
  if (spec.os === undefined) return [];
  const { name = '' } = spec.os;
  const at = path.child('os');
  if (name === '') return [required(at.child('name'))];
  if (name === 'linux') return validateLinux(spec, containers, path);
  if (name === 'windows') return validateWindows(spec, containers, path, minor);
  return [notSupported({ field: at, at: at.child('name').toPath() }, shownJson(name), ['linux', 'windows'])];
}

function validateLinux(spec: Declared<PodSpec>, containers: readonly ContainerInPath[], path: FieldPath): FieldError[] {
  const detail = 'windows options cannot be set for a linux pod';
  const contexts = [
    { context: spec.securityContext, at: path },
    ...containers.map(({ container, path: at }) => ({ context: container.securityContext, at })),
  ];
  return contexts.flatMap(({ context, at }) =>
    context?.windowsOptions === undefined
      ? []
      : [forbidden(at.child('securityContext').child('windowsOptions'), detail)],
  );
}

function validateWindows(
  spec: Declared<PodSpec>,
  containers: readonly ContainerInPath[],
  path: FieldPath,
  minor: number,
): FieldError[] {
  const context: Readonly<Record<string, unknown>> = { ...spec.securityContext };
  const pod: Readonly<Record<string, unknown>> = { ...spec };
  const errors = (since('holdsHostFieldsInPod', minor) ? POD_CONTEXT_37 : POD_CONTEXT).flatMap((name) => {
    const own = isOfContext(name) ? undefined : name.slice(1);
    const value = own === undefined ? context[name] : pod[own];
    // Plain booleans and the list of sysctls are present only if they are not zero.
    const empty =
      ((own === 'hostPID' || own === 'hostIPC') && value !== true) ||
      (name === 'sysctls' && Array.isArray(value) && value.length === 0);
    if (value === undefined || empty) return [];
    return [forbidden(own === undefined ? path.child('securityContext').child(name) : path.child(own), WINDOWS)];
  });
  for (const { container, path: at } of containers) {
    const own: Readonly<Record<string, unknown>> = { ...container.securityContext };
    for (const name of CONTAINER_CONTEXT) {
      if (own[name] !== undefined) errors.push(forbidden(at.child('securityContext').child(name), WINDOWS));
    }
  }
  return errors;
}
