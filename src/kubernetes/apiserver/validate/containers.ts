/** The three lists of containers. Source: core/validation validateContainers, validateInitContainers, validateEphemeralContainers. */
import {
  duplicate,
  forbidden,
  invalid,
  invalidEach,
  notFound,
  notSupported,
  required,
  shownJson,
  shownString,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { trimSpace } from '../../go/strings.ts';
import { isDNS1123Label } from '../../apimachinery/names.ts';
import type { Container, Declared, EphemeralContainer, PodSpec, Volume } from '../../api/objects.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import type { HandlerContext } from './handler.ts';
import { validateLifecycle } from './lifecycle.ts';
import type { ValidationOptions } from './options.ts';
import { validateHostPortConflicts, validatePorts } from './ports.ts';
import { validateProbe } from './probe.ts';
import { validateResizePolicy } from './resize-policy.ts';
import { validateResourceClaimNames } from './resource-claims.ts';
import { validateContainerResourceName } from './resource-name.ts';
import { validateResourceRequirements } from './resources.ts';
import { validateRestartPolicy } from './restart-policy.ts';
import { validateSecurityContext } from './security-context.ts';
import { validateVolumeDevices, validateVolumeMounts } from './volume-mounts.ts';
import { since } from '../../api/deviations.ts';
import { addAll } from '../../go/lists.ts';

/** A container of any kind and its place. */
export interface ContainerInPath {
  readonly container: Declared<Container>;
  readonly path: FieldPath;
}

/** The context of all container checks. */
export interface ContainersContext extends HandlerContext {
  readonly spec: Declared<PodSpec>;
  readonly volumes: ReadonlyMap<string, Declared<Volume>>;
}

const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** All containers with their places, as VisitContainersWithPath visits them. */
export function allContainers(spec: Declared<PodSpec>, path: FieldPath): ContainerInPath[] {
  const placed = (list: readonly Declared<Container>[] | undefined, name: string): ContainerInPath[] => {
    const at = path.child(name);
    return (list ?? []).map((container, i) => ({ container, path: at.index(i) }));
  };
  return [
    ...placed(spec.initContainers, 'initContainers'),
    ...placed(spec.containers, 'containers'),
    // An ephemeral container has the fields of the other kinds.
    ...placed(spec.ephemeralContainers, 'ephemeralContainers'),
  ];
}

/** `validateContainerCommon`. */
function validateCommon(container: Declared<Container>, path: FieldPath, context: ContainersContext): FieldError[] {
  const { spec, options, volumes } = context;
  const { name = '', image = '', terminationMessagePolicy = '', imagePullPolicy = '', resources = {} } = container;
  const errors: FieldError[] = [];
  if (name === '') errors.push(required(path.child('name')));
  else addAll(errors, invalidEach(path.child('name'), shownString(name), isDNS1123Label(name)));
  if (image === '') errors.push(required(path.child('image')));
  if (!MESSAGE_POLICIES.includes(terminationMessagePolicy)) {
    const at = path.child('terminationMessagePolicy');
    errors.push(notSupported(at, shownJson(terminationMessagePolicy), MESSAGE_POLICIES));
  }
  if (container.ports) addAll(errors, validatePorts(container.ports, path.child('ports')));
  if (container.env) addAll(errors, validateEnv(container.env, path.child('env'), options));
  if (container.envFrom) addAll(errors, validateEnvFrom(container.envFrom, path.child('envFrom'), options));
  if (container.volumeMounts) addAll(errors, validateVolumeMounts(container, volumes, path.child('volumeMounts')));
  if (container.volumeDevices) addAll(errors, validateVolumeDevices(container, volumes, path.child('volumeDevices')));
  if (!PULL_POLICIES.includes(imagePullPolicy)) {
    errors.push(notSupported(path.child('imagePullPolicy'), shownJson(imagePullPolicy), PULL_POLICIES));
  }
  const at = path.child('resources');
  addAll(errors, validateResourceRequirements(resources, at, validateContainerResourceName, options));
  if (resources.claims) {
    addAll(errors, validateResourceClaimNames(resources.claims, spec.resourceClaims ?? [], at.child('claims')));
  }
  if (container.resizePolicy) {
    addAll(errors, validateResizePolicy(container.resizePolicy, path.child('resizePolicy'), spec.restartPolicy ?? ''));
  }
  const security = path.child('securityContext');
  return [...errors, ...validateSecurityContext(container.securityContext, security, spec.hostUsers, options)];
}

function validateHooksAndProbes(
  container: Declared<Container>,
  path: FieldPath,
  context: ContainersContext,
): FieldError[] {
  const { lifecycle } = container;
  return [
    ...(lifecycle === undefined ? [] : validateLifecycle(lifecycle, path.child('lifecycle'), context)),
    ...PROBES.flatMap((kind) => validateProbe(container[kind], kind, path, context)),
  ];
}

/** `validateContainers`. */
export function validateContainers(context: ContainersContext, path: FieldPath): FieldError[] {
  const { containers = [] } = context.spec;
  if (containers.length === 0) return [required(path)];
  const names = new Set<string>();
  const errors = containers.flatMap((container, i) => {
    const at = path.index(i);
    const { name = '' } = container;
    const found = validateCommon(container, at, context);
    if (names.has(name)) found.push(duplicate(at.child('name'), shownString(name)));
    names.add(name);
    addAll(found, validateHooksAndProbes(container, at, context));
    return [...found, ...validateRestartPolicy(container, at, context.options, 'regular')];
  });
  const places = containers.map((_, i) => ({ field: path.index(i), real: path.index(i) }));
  return [...errors, ...validateHostPortConflicts(containers, places)];
}

/** `validateInitContainers`: a conflict of host ports is always reported at the first one. */
export function validateInitContainers(context: ContainersContext, path: FieldPath): FieldError[] {
  const { initContainers = [], containers = [] } = context.spec;
  const regular = new Set(containers.map(({ name = '' }) => name));
  const names = new Set<string>();
  return initContainers.flatMap((container, i) => {
    const at = path.index(i);
    const { name = '' } = container;
    const errors = validateCommon(container, at, context);
    addAll(errors, validateRestartPolicy(container, at, context.options, 'init'));
    if (regular.has(name) || names.has(name)) errors.push(duplicate(at.child('name'), shownString(name)));
    if (name !== '') names.add(name);
    addAll(errors, validateHostPortConflicts([container], [{ field: path.index(0), real: at }]));
    if (container.restartPolicy === 'Always') return [...errors, ...validateHooksAndProbes(container, at, context)];
    return [...errors, ...validatePlainInit(container, at, context.options)];
  });
}

const SIDECAR_ONLY = 'may not be set for init containers without restartPolicy=Always';

function validatePlainInit(container: Declared<Container>, path: FieldPath, options: ValidationOptions): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['lifecycle', ...PROBES] as const) {
    if (container[field] !== undefined) errors.push(forbidden(path.child(field), SIDECAR_ONLY));
  }
  if (!since('forbidsRestartOfPlainInit', options.minor) || options.allowRestartContainerForPlainInit === true)
    return errors;
  for (const [j, { restartPolicy }] of (container.resizePolicy ?? []).entries()) {
    if (restartPolicy !== 'RestartContainer') continue;
    const at = path.child('resizePolicy').index(j).child('restartPolicy');
    const detail = "must not be set to 'RestartContainer' for non-sidecar initContainers";
    errors.push(invalid(at, shownJson(restartPolicy), detail));
  }
  return errors;
}

const EPHEMERAL_FORBIDDEN = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;

/** `validateEphemeralContainers`; a template may have none, which is checked elsewhere. */
export function validateEphemeralContainers(context: ContainersContext, path: FieldPath): FieldError[] {
  const { ephemeralContainers = [], initContainers = [], containers = [] } = context.spec;
  const others = new Set([...initContainers, ...containers].map(({ name = '' }) => name));
  const names = new Set(others);
  return ephemeralContainers.flatMap((ephemeral, i) => {
    const at = path.index(i);
    const { name = '', image = '', targetContainerName = '' } = ephemeral;
    const errors = validateCommon(ephemeral, at, context);
    if (image !== '' && trimSpace(image) !== image) {
      errors.push(invalid(at.child('image'), shownString(image), 'must not have leading or trailing whitespace'));
    }
    if (names.has(name)) errors.push(duplicate(at.child('name'), shownString(name)));
    names.add(name);
    if (targetContainerName !== '' && !others.has(targetContainerName)) {
      errors.push(notFound(at.child('targetContainerName'), shownString(targetContainerName)));
    }
    return [...errors, ...validateForbidden(ephemeral, at)];
  });
}

function validateForbidden(ephemeral: Declared<EphemeralContainer>, path: FieldPath): FieldError[] {
  const detail = 'cannot be set for an Ephemeral Container';
  const errors: FieldError[] = [];
  for (const field of EPHEMERAL_FORBIDDEN) {
    const value = ephemeral[field];
    const empty = field === 'resources' && value !== undefined && Object.keys(value).length === 0;
    if (value !== undefined && !empty) errors.push(forbidden(path.child(field), detail));
  }
  for (const [j, mount] of (ephemeral.volumeMounts ?? []).entries()) {
    const at = path.child('volumeMounts').index(j);
    if ((mount.subPath ?? '') !== '') errors.push(forbidden(at.child('subPath'), detail));
    if ((mount.subPathExpr ?? '') !== '') errors.push(forbidden(at.child('subPathExpr'), detail));
  }
  return errors;
}
