/** What the stored template already does wrong, and the new one may repeat. Source: pkg/api/pod/util.go `hasInvalid…`. */
import type { PodAffinityTerm } from 'kubernetes-types/core/v1.js';
import { FieldPath } from '../field.ts';
import { validateLabelSelector } from '../label-selector.ts';
import { isLabelValue } from '../names.ts';
import type { Container, Declared, PodSpec } from '../objects.ts';
import { allContainers } from './containers.ts';
import { validateMatchLabelKeys } from './match-label-keys.ts';
import type { ValidationOptions } from './options.ts';
import { isHugePage } from './resource-name.ts';
import { amountOf, isMultiple } from './resources.ts';
import { namespaceOf } from './sysctls.ts';
import { validateLocalPath } from './volume-paths.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
/** Errors are only counted; where they are does not matter. */
const NOWHERE = FieldPath.root('');

/** The options for volumes and scheduling when `old` is the spec of the stored template. */
export function validationOptions(old: Declared<PodSpec> | undefined, minor: number): ValidationOptions {
  if (old === undefined) return { minor };
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
    allowUserNamespacesWithVolumeDevices:
      old.hostUsers === false && everyContainer(old).some(({ volumeDevices = [] }) => volumeDevices.length > 0),
    allowUserNamespacesHostNetwork: old.hostUsers === false && old.hostNetwork === true,
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
