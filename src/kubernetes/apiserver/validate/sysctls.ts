/** Kernel parameters of a pod. Source: core/validation validateSysctls, ValidateHostSysctl, component-helpers/node/util/sysctl. */
import type { Sysctl } from 'kubernetes-types/core/v1.js';
import { duplicate, invalid, required, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { byteLength } from '../../go/strings.ts';
import type { Declared, PodSpec } from '../../api/objects.ts';
import type { ValidationOptions } from './options.ts';
import { since } from '../../api/deviations.ts';

const NAME = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const NAME_TEXT =
  'must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
const IPC = new Set(
  'kernel.sem kernel.shmall kernel.shmmax kernel.shmmni kernel.shm_rmid_forced kernel.shm kernel.msgmax kernel.msgmnb kernel.msgmni kernel.msg'.split(
    ' ',
  ),
);

/** `path` is that of `sysctls`. */
export function validateSysctls(
  sysctls: readonly Declared<Sysctl>[],
  { hostNetwork, hostIPC }: Declared<PodSpec>,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const seen = new Set<string>();
  return sysctls.flatMap(({ name = '' }, i) => {
    const at = path.index(i).child('name');
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(at));
    else if (byteLength(name) > 253 || !NAME.test(name)) errors.push(invalid(at, shownString(name), NAME_TEXT));
    else if (seen.has(name)) errors.push(duplicate(at, shownString(name)));
    seen.add(name);
    if (!since('checksHostSysctls', options.minor) || options.allowNamespacedSysctlsForHostNetAndHostIPC === true)
      return errors;
    const namespace = namespaceOf(name);
    if (namespace === 'net' && hostNetwork === true) {
      errors.push(invalid(at, shownString(name), "may not be specified when 'hostNetwork' is true"));
    }
    if (namespace === 'ipc' && hostIPC === true) {
      errors.push(invalid(at, shownString(name), "may not be specified when 'hostIPC' is true"));
    }
    return errors;
  });
}

/** The namespace of the pod that contains the parameter. */
export function namespaceOf(name: string): 'net' | 'ipc' | undefined {
  const slashFirst = /[./]/.exec(name)?.[0] === '/';
  const dotted = slashFirst ? name.replace(/[./]/g, (mark) => (mark === '/' ? '.' : '/')) : name;
  const prefix = dotted.split('*')[0] ?? '';
  if (IPC.has(prefix) || prefix.startsWith('fs.mqueue.')) return 'ipc';
  return prefix.startsWith('net.') ? 'net' : undefined;
}
