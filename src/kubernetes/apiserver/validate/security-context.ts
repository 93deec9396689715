/** The security context of a container. Source: core/validation ValidateSecurityContext. */
import type { SecurityContext } from 'kubernetes-types/core/v1.js';
import {
  invalid,
  invalidEach,
  notSupported,
  shownJson,
  shownPlain,
  type Shown,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared } from '../../api/objects.ts';
import { isValidID } from './name-grammars.ts';
import type { ValidationOptions } from './options.ts';
import { validateAppArmorProfile, validateSeccompProfile } from './seccomp.ts';
import { validateWindowsOptions } from './windows-options.ts';
import { since } from '../../api/deviations.ts';
import { addAll } from '../../go/lists.ts';

type Context = Declared<SecurityContext>;

/** The context, if there is one; `hostUsers` is the pod's. */
export function validateSecurityContext(
  context: Context | undefined,
  path: FieldPath,
  hostUsers: boolean | undefined,
  options: ValidationOptions,
): FieldError[] {
  if (context === undefined) return [];
  const { runAsUser, runAsGroup } = context;
  const errors: FieldError[] = [];
  if (runAsUser !== undefined)
    addAll(errors, invalidEach(path.child('runAsUser'), shownPlain(runAsUser), isValidID(runAsUser)));
  if (runAsGroup !== undefined)
    addAll(errors, invalidEach(path.child('runAsGroup'), shownPlain(runAsGroup), isValidID(runAsGroup)));
  addAll(errors, validateProcMount(context, path.child('procMount'), hostUsers, options.minor));
  addAll(errors, validateSeccompProfile(context.seccompProfile, path.child('seccompProfile')));
  addAll(errors, validateEscalation(context, path, options));
  addAll(errors, validateWindowsOptions(context.windowsOptions, path.child('windowsOptions')));
  addAll(errors, validateAppArmorProfile(context.appArmorProfile, path.child('appArmorProfile')));
  return errors;
}

function validateProcMount(
  { procMount }: Context,
  path: FieldPath,
  hostUsers: boolean | undefined,
  minor: number,
): FieldError[] {
  if (procMount === undefined) return [];
  if (procMount !== 'Default' && procMount !== 'Unmasked') {
    return [notSupported(path, shownJson(procMount), ['Default', 'Unmasked'])];
  }
  if (procMount !== 'Unmasked' || hostUsers === false || !since('checksUnmaskedProc', minor)) return [];
  return [invalid(path, shownJson(procMount), '`hostUsers` must be false to use `Unmasked`')];
}

function validateEscalation(
  context: Context,
  path: FieldPath,
  { allowSysAdminWithoutEscalation }: ValidationOptions,
): FieldError[] {
  if (context.allowPrivilegeEscalation !== false) return [];
  const errors: FieldError[] = [];
  const at = { field: path, at: path.child('allowPrivilegeEscalation').toPath() };
  if (context.privileged === true) {
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true';
    errors.push(invalid(at, shownContext(context), detail));
  }
  if (allowSysAdminWithoutEscalation === true) return errors;
  for (const capability of context.capabilities?.add ?? []) {
    if (capability !== 'CAP_SYS_ADMIN') continue;
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
    errors.push(invalid(at, shownContext(context), detail));
  }
  return errors;
}

/** As Go prints the server's internal type, which has no JSON names. */
function shownContext(context: Context): Shown {
  const { capabilities, seLinuxOptions: selinux, windowsOptions: windows, seccompProfile, appArmorProfile } = context;
  const profile = (each: typeof seccompProfile): object | null =>
    each === undefined ? null : { Type: each.type ?? '', LocalhostProfile: each.localhostProfile ?? null };
  return shownJson({
    Capabilities:
      capabilities === undefined ? null : { Add: capabilities.add ?? null, Drop: capabilities.drop ?? null },
    Privileged: context.privileged ?? null,
    SELinuxOptions:
      selinux === undefined
        ? null
        : { User: selinux.user ?? '', Role: selinux.role ?? '', Type: selinux.type ?? '', Level: selinux.level ?? '' },
    WindowsOptions:
      windows === undefined
        ? null
        : {
            GMSACredentialSpecName: windows.gmsaCredentialSpecName ?? null,
            GMSACredentialSpec: windows.gmsaCredentialSpec ?? null,
            RunAsUserName: windows.runAsUserName ?? null,
            HostProcess: windows.hostProcess ?? null,
          },
    RunAsUser: context.runAsUser ?? null,
    RunAsGroup: context.runAsGroup ?? null,
    RunAsNonRoot: context.runAsNonRoot ?? null,
    ReadOnlyRootFilesystem: context.readOnlyRootFilesystem ?? null,
    AllowPrivilegeEscalation: context.allowPrivilegeEscalation ?? null,
    ProcMount: context.procMount ?? null,
    SeccompProfile: profile(seccompProfile),
    AppArmorProfile: profile(appArmorProfile),
  });
}
