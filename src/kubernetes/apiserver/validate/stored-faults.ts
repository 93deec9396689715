/**
 * Errors that the stored template already has, and that the new one may repeat. Source: pkg/api/pod/util.go
 * `hasInvalid…`.
 */
import type { PodAffinityTerm } from 'kubernetes-types/core/v1.js';
import { FieldPath } from '../../apimachinery/field-errors.ts';
import { validateLabelSelector } from '../../apimachinery/label-selector.ts';
import { isLabelValue } from '../../apimachinery/names.ts';
import type { Container, Declared, PodSpec } from '../../api/objects.ts';
import { allContainers } from './containers.ts';
import { validateMatchLabelKeys } from './match-label-keys.ts';
import { isEnvVarName, isRelaxedEnvVarName } from './name-grammars.ts';
import type { ValidationOptions } from './options.ts';
import { isHugePage } from './resource-name.ts';
import { amountOf, isMultiple } from './resources.ts';
import { namespaceOf } from './sysctls.ts';
import { validateLocalPath } from './volume-paths.ts';
import { since } from '../../api/deviations.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
/** Errors are only counted; their place does not matter. */
const NOWHERE = FieldPath.root('');

/** The options if `stored` is the spec of the stored template and `spec` that of the new one. */
export function validationOptions(
  stored: Declared<PodSpec> | undefined,
  minor: number,
  spec: Declared<PodSpec> = {},
): ValidationOptions {
  if (stored === undefined) return { minor };
  // Something that no server has stored may lack them, which Go writes as null.
  const old = { ...stored, containers: stored.containers ?? [] };
  const spread = old.topologySpreadConstraints ?? [];
  const isValidSelector = (selector: Declared<PodAffinityTerm>['labelSelector']) =>
    validateLabelSelector(selector, NOWHERE, { minor }).length === 0;
  return {
    minor,
    allowInvalidLabelValueInSelector: !affinityTerms(old).every(
      ({ labelSelector, namespaceSelector }) => isValidSelector(labelSelector) && isValidSelector(namespaceSelector),
    ),
    allowInvalidLabelValueInRequiredNodeAffinity: requiredNodeValues(old).some(
      (value) => isLabelValue(value).length > 0,
    ),
    allowInvalidTopologySpreadConstraintLabelSelector: !spread.every((constraint) =>
      isValidSelector(constraint.labelSelector),
    ),
    oldPodViolatesMatchLabelKeysValidation: spread.some(
      (constraint) => validateMatchLabelKeys(constraint, NOWHERE).length > 0,
    ),
    allowIndivisibleHugePagesValues: hasIndivisibleHugePages(old),
    allowNamespacedSysctlsForHostNetAndHostIPC: hasForbiddenSysctl(old),
    allowAnySELinuxChangePolicy: old.securityContext?.seLinuxChangePolicy !== undefined,
    allowRestartContainerForPlainInit: hasRestartingPlainInit(old),
    allowRelaxedEnvNames: since('excusesRelaxedNames', minor) && sharesRelaxedEnvName(old, spec),
    allowRelaxedDNSSearches:
      since('excusesRelaxedSearches', minor) && (old.dnsConfig?.searches ?? []).some(isRelaxedSearch),
    allowSleepOfZero: since('excusesSleepOfZero', minor) && hasSleepOfZero(old),
    allowComparingTolerations:
      since('knowsComparingTolerations', minor) &&
      (old.tolerations ?? []).some(({ operator }) => operator === 'Lt' || operator === 'Gt'),
    allowContainerRestartRules: since('excusesRestartRules', minor) && usesRestartRules(old),
    allowRestartAllContainers: restartsAllContainers(old),
    allowUserNamespacesWithVolumeDevices:
      old.hostUsers === false && everyContainer(old).some(({ volumeDevices = [] }) => volumeDevices.length > 0),
    allowUserNamespacesHostNetwork:
      since('excusesUserNamespacedNetwork', minor) && old.hostUsers === false && old.hostNetwork === true,
    allowEmptyImageReference: (old.volumes ?? []).some(({ image }) => image !== undefined && !image.reference),
    allowSysAdminWithoutEscalation:
      since('excusesSysAdmin', minor) && everyContainer(old).some(isSysAdminWithoutEscalation),
    allowNonLocalProjectedTokenPath: tokenPaths(old).some((file) => validateLocalPath(file, NOWHERE).length > 0),
  };
}

function everyContainer(old: Declared<PodSpec>): Declared<Container>[] {
  return allContainers(old, NOWHERE).map(({ container }) => container);
}

function hasIndivisibleHugePages(old: Declared<PodSpec>): boolean {
  const lists = everyContainer(old).flatMap(({ resources }) => [resources?.limits, resources?.requests]);
  return [...lists, old.overhead].some((list) =>
    Object.entries(list ?? {}).some(([name, text]) => isHugePage(name) && !isMultiple(name, amountOf(text))),
  );
}

function hasForbiddenSysctl({ securityContext, hostNetwork, hostIPC }: Declared<PodSpec>): boolean {
  return (securityContext?.sysctls ?? []).some(({ name = '' }) => {
    const namespace = namespaceOf(name);
    return (namespace === 'net' && hostNetwork === true) || (namespace === 'ipc' && hostIPC === true);
  });
}

function hasRestartingPlainInit({ initContainers = [] }: Declared<PodSpec>): boolean {
  return initContainers.some(
    ({ restartPolicy, resizePolicy = [] }) =>
      restartPolicy !== 'Always' && resizePolicy.some((policy) => policy.restartPolicy === 'RestartContainer'),
  );
}

const isRelaxedSearch = (search: string): boolean => search === '.' || search.includes('_');

function envNames(spec: Declared<PodSpec>): string[] {
  return everyContainer(spec).flatMap(({ env = [], envFrom = [] }) => [
    ...env.map(({ name = '' }) => name),
    ...envFrom.map(({ prefix = '' }) => prefix),
  ]);
}

/** One stored name that is valid only under the relaxed rule applies that rule to all others. */
function sharesRelaxedEnvName(old: Declared<PodSpec>, spec: Declared<PodSpec>): boolean {
  const before = new Set(envNames(old));
  return envNames(spec).some(
    (name) => before.has(name) && isEnvVarName(name).length > 0 && isRelaxedEnvVarName(name).length === 0,
  );
}

function hasSleepOfZero(old: Declared<PodSpec>): boolean {
  return everyContainer(old).some(({ lifecycle }) =>
    [lifecycle?.preStop?.sleep, lifecycle?.postStart?.sleep].some(
      (sleep) => sleep !== undefined && (sleep.seconds ?? 0) === 0,
    ),
  );
}

function isSysAdminWithoutEscalation({ securityContext }: Declared<Container>): boolean {
  const { allowPrivilegeEscalation, capabilities } = securityContext ?? {};
  return allowPrivilegeEscalation !== true && (capabilities?.add ?? []).includes('CAP_SYS_ADMIN');
}

function usesRestartRules({ initContainers = [], containers = [] }: Declared<PodSpec>): boolean {
  return (
    initContainers.some(
      ({ restartPolicy = 'Always', restartPolicyRules = [] }) =>
        restartPolicy !== 'Always' || restartPolicyRules.length > 0,
    ) || containers.some(({ restartPolicy }) => restartPolicy !== undefined)
  );
}

function restartsAllContainers({ initContainers = [], containers = [] }: Declared<PodSpec>): boolean {
  return (
    [...containers, ...initContainers].some(({ restartPolicyRules = [] }) =>
      restartPolicyRules.some(({ action }) => action === 'RestartAllContainers'),
    ) ||
    initContainers.some(
      ({ restartPolicy, restartPolicyRules = [] }) => restartPolicy === 'Always' && restartPolicyRules.length > 0,
    )
  );
}

function affinityTerms({ affinity = {} }: Declared<PodSpec>): Declared<PodAffinityTerm>[] {
  return [affinity.podAffinity, affinity.podAntiAffinity].flatMap((part) => [
    ...(part?.[REQUIRED] ?? []),
    ...(part?.[PREFERRED] ?? []).map(({ podAffinityTerm = {} }) => podAffinityTerm),
  ]);
}

function requiredNodeValues({ affinity }: Declared<PodSpec>): string[] {
  const terms = affinity?.nodeAffinity?.[REQUIRED]?.nodeSelectorTerms ?? [];
  return terms.flatMap(({ matchExpressions = [] }) => matchExpressions.flatMap(({ values = [] }) => values));
}

function tokenPaths({ volumes = [] }: Declared<PodSpec>): string[] {
  return volumes
    .flatMap(({ projected }) => projected?.sources ?? [])
    .flatMap(({ serviceAccountToken: token }) => (token === undefined ? [] : [token.path ?? '']));
}
