/** The spec of a pod template. Source: core/validation ValidatePodSpec. */
import {
  duplicate,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  shownJson,
  shownPlain,
  shownString,
  tooLong,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { byteLength } from '../../go/strings.ts';
import { isDNS1123Label, isDNS1123Subdomain, isLabelKey } from '../../apimachinery/names.ts';
import type { Declared, PodSpec } from '../../api/objects.ts';
import { gateOn } from '../../api/release.ts';
import { validateAffinity } from './affinity.ts';
import {
  allContainers,
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
  type ContainersContext,
} from './containers.ts';
import { validateDNSConfig, validateDNSPolicy } from './dns.ts';
import { validateFileKeyRefVolumes } from './env.ts';
import { validateHostAliases } from './host-aliases.ts';
import { validateHostProcess, validateHostUsers } from './host-namespaces.ts';
import { validateNodeSelector } from './node-selector.ts';
import type { ValidationOptions } from './options.ts';
import { validateOS } from './os.ts';
import { validatePodResources } from './pod-resources.ts';
import { validatePodSecurityContext } from './pod-security-context.ts';
import { validateHostNetworkPorts } from './ports.ts';
import { validateReadinessGates } from './readiness-gates.ts';
import { validatePodResourceClaims } from './resource-claims.ts';
import { validateContainerResourceName } from './resource-name.ts';
import { validateResourceRequirements } from './resources.ts';
import { validateSchedulingGroup } from './scheduling-group.ts';
import { validateTolerations } from './tolerations.ts';
import { validateTopologySpread } from './topology-spread.ts';
import { validateVolumes } from './volumes.ts';
import { since } from '../../api/deviations.ts';
import { addAll } from '../../go/lists.ts';

type Spec = Declared<PodSpec>;
type Check = (spec: Spec, path: FieldPath, options: ValidationOptions) => FieldError[];

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];

/** Every check in the server's order; `path` is `spec.template.spec`. */
export function validatePodSpec(spec: Spec, path: FieldPath, options: ValidationOptions): FieldError[] {
  const { minor } = options;
  const { errors, valid: volumes } = validateVolumes(spec.volumes ?? [], path.child('volumes'), options);
  const gracePeriod = spec.terminationGracePeriodSeconds ?? 30;
  const os = spec.os === undefined ? undefined : (spec.os.name ?? '');
  const context: ContainersContext = { spec, volumes, options, os, gracePeriod };
  const containers = allContainers(spec, path);
  addAll(errors, validatePodResourceClaims(spec.resourceClaims ?? [], path.child('resourceClaims')));
  addAll(errors, validateContainers(context, path.child('containers')));
  addAll(errors, validateInitContainers(context, path.child('initContainers')));
  addAll(errors, validateEphemeralContainers(context, path.child('ephemeralContainers')));
  if (gateOn('PodLevelResources', minor)) addAll(errors, validatePodResources(spec, path, options));
  if (spec.hostNetwork === true) {
    addAll(errors, validateHostNetworkPorts(spec.containers ?? [], path.child('containers'), minor));
  }
  const { restartPolicy = '' } = spec;
  if (!RESTART_POLICIES.includes(restartPolicy)) {
    errors.push(notSupported(path.child('restartPolicy'), shownJson(restartPolicy), RESTART_POLICIES));
  }
  for (const check of BETWEEN) addAll(errors, check(spec, path, options));
  addAll(errors, validateHostProcess(spec, containers, path));
  addAll(errors, validateHostUsers(spec, containers, path, options));
  for (const check of AFTER) addAll(errors, check(spec, path, options));
  addAll(errors, validateOS(spec, containers, path, minor));
  addAll(errors, validateSchedulingGroup(spec, path.child('schedulingGroup')));
  return [...errors, ...validateFileKeyRefVolumes(containers, spec.volumes ?? [])];
}

const BETWEEN: readonly Check[] = [
  (spec, path) => validateDNSPolicy(spec.dnsPolicy, path.child('dnsPolicy')),
  (spec, path) => (spec.nodeSelector ? validateNodeSelector(spec.nodeSelector, path.child('nodeSelector')) : []),
  validatePodSecurityContext,
  (spec, path, options) => (spec.affinity ? validateAffinity(spec.affinity, path.child('affinity'), options) : []),
  (spec, path, options) => validateDNSConfig(spec.dnsConfig, spec.dnsPolicy ?? '', path.child('dnsConfig'), options),
  (spec, path) => validateReadinessGates(spec.readinessGates ?? [], path.child('readinessGates')),
  validateSchedulingGates,
  (spec, path, options) =>
    validateTopologySpread(spec.topologySpreadConstraints ?? [], path.child('topologySpreadConstraints'), options),
];

const AFTER: readonly Check[] = [
  validateHostnameOverride,
  (spec, path) => named(spec.serviceAccountName, path.child('serviceAccountName'), isDNS1123Subdomain),
  (spec, path) => named(spec.nodeName, path.child('nodeName'), isDNS1123Subdomain),
  validateActiveDeadline,
  (spec, path) => named(spec.hostname, path.child('hostname'), isDNS1123Label),
  (spec, path) => named(spec.subdomain, path.child('subdomain'), isDNS1123Label),
  (spec, path, options) => validateTolerations(spec.tolerations ?? [], path.child('tolerations'), options),
  (spec, path, options) => validateHostAliases(spec.hostAliases ?? [], path.child('hostAliases'), options),
  (spec, path) => named(spec.priorityClassName, path.child('priorityClassName'), isDNS1123Subdomain),
  validateRuntimeClass,
  validatePreemption,
  validateOverhead,
];

function named(value: string | undefined, path: FieldPath, grammar: (value: string) => string[]): FieldError[] {
  return value === undefined || value === '' ? [] : invalidEach(path, shownString(value), grammar(value));
}

function validateSchedulingGates(
  { schedulingGates = [] }: Spec,
  path: FieldPath,
  { minor }: ValidationOptions,
): FieldError[] {
  const seen = new Set<string>();
  return schedulingGates.flatMap(({ name = '' }, i) => {
    const field = path.child('schedulingGates').index(i);
    const place = { field, at: field.child('name').toPath() };
    if (!since('checksSchedulingGates', minor)) return name === '' ? [required(place, 'must not be empty')] : [];
    const errors = invalidEach(place, shownString(name), isLabelKey(name));
    if (seen.has(name)) errors.push(duplicate(place, shownString(name)));
    seen.add(name);
    return errors;
  });
}

function validateHostnameOverride(
  { hostnameOverride, setHostnameAsFQDN, hostNetwork }: Spec,
  path: FieldPath,
): FieldError[] {
  if (hostnameOverride === undefined) return [];
  const at = path.child('hostnameOverride');
  const errors: FieldError[] = [];
  if (setHostnameAsFQDN === true) errors.push(forbidden(at, 'may not be specified when setHostnameAsFQDN is true'));
  if (hostNetwork === true) errors.push(forbidden(at, 'may not be specified when hostNetwork is true'));
  if (byteLength(hostnameOverride) > 64) errors.push(tooLong(at, 64));
  return [...errors, ...invalidEach(at, shownString(hostnameOverride), isDNS1123Subdomain(hostnameOverride))];
}

function validateActiveDeadline({ activeDeadlineSeconds: seconds }: Spec, path: FieldPath): FieldError[] {
  if (seconds === undefined || (seconds >= 1 && seconds <= 2147483647)) return [];
  const detail = 'must be between 1 and 2147483647, inclusive';
  return [invalid(path.child('activeDeadlineSeconds'), shownPlain(seconds), detail)];
}

function validateRuntimeClass({ runtimeClassName: name }: Spec, path: FieldPath): FieldError[] {
  return name === undefined
    ? []
    : invalidEach(path.child('runtimeClassName'), shownString(name), isDNS1123Subdomain(name));
}

function validatePreemption({ preemptionPolicy: policy }: Spec, path: FieldPath): FieldError[] {
  if (policy === undefined || policy === 'PreemptLowerPriority' || policy === 'Never') return [];
  const at = path.child('preemptionPolicy');
  return [policy === '' ? required(at) : notSupported(at, shownJson(policy), ['PreemptLowerPriority', 'Never'])];
}

/** Overhead is checked like limits, under a path that says so. */
function validateOverhead({ overhead }: Spec, path: FieldPath, options: ValidationOptions): FieldError[] {
  if (overhead === undefined) return [];
  const at = path.child('overhead');
  const errors = validateResourceRequirements({ limits: overhead }, at, validateContainerResourceName, options);
  return errors.map((error) => ({
    ...error,
    at: error.at.filter((step, i) => i !== at.toPath().length || step !== 'limits'),
  }));
}
