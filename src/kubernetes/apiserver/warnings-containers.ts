/** Warnings about containers. Source: pkg/api/pod/warnings.go. */
import type { AppArmorProfile, ContainerPort, EnvVar } from 'kubernetes-types/core/v1.js';
import type { FieldPath } from '../apimachinery/field-errors.ts';
import { quote } from '../go/strings.ts';
import type { Container, Declared, EphemeralContainer, PodSpec } from '../api/objects.ts';
import { fractionalWarnings, warn, type Warning } from './warnings-common.ts';
import { since } from '../api/deviations.ts';

type AnyContainer = Declared<Container> | Declared<EphemeralContainer>;
type Annotations = Readonly<Record<string, string | undefined>>;

const SECCOMP_PREFIX = 'container.seccomp.security.alpha.kubernetes.io/';
const APPARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/';

/** The message about a seccomp annotation without the field. */
export function seccompText(minor: number): string {
  const state = since('ignoresSeccompAnnotations', minor)
    ? 'non-functional in v1.27+'
    : 'deprecated since v1.19, non-functional in a future release';
  return `${state}; use the "seccompProfile" field instead`;
}

/** All containers with their paths, in the order of `pods.VisitContainersWithPath`. */
function* visit(spec: Declared<PodSpec>, path: FieldPath): Generator<readonly [AnyContainer, FieldPath]> {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const)
    for (const [i, container] of (spec[list] ?? []).entries()) yield [container, path.child(list).index(i)];
}

/** Annotations, amounts and environment of each container. */
export function* containerWarnings(
  spec: Declared<PodSpec>,
  path: FieldPath,
  annotations: Annotations,
  annotationsPath: FieldPath,
  minor: number,
): Generator<Warning> {
  for (const [container, at] of visit(spec, path)) {
    const { name = '', securityContext } = container;
    const seccomp = SECCOMP_PREFIX + name;
    if (securityContext?.seccompProfile == null && annotations[seccomp] !== undefined)
      yield warn(annotationsPath.key(seccomp), seccompText(minor));
    const apparmor = annotations[APPARMOR_PREFIX + name];
    if (since('matchesAppArmor', minor) && apparmor !== undefined && securityContext?.appArmorProfile == null) {
      const excused = isSameProfile(spec.securityContext?.appArmorProfile, apparmor, minor);
      const text = 'deprecated since v1.30; use the "appArmorProfile" field instead';
      if (!excused) yield warn(annotationsPath.key(APPARMOR_PREFIX + name), text);
    }
    for (const resource of ['memory', 'ephemeral-storage'])
      for (const list of ['limits', 'requests'] as const)
        yield* fractionalWarnings(container.resources?.[list], [resource], at.child('resources').child(list));
    yield* envWarnings(container.env ?? [], at.child('env'), minor);
  }
}

const APPARMOR_TYPES = new Map([
  ['unconfined', 'Unconfined'],
  ['runtime/default', 'RuntimeDefault'],
]);

/** Whether the pod's profile makes the annotation unnecessary; up to 1.33 any profile of the pod does. */
function isSameProfile(profile: Declared<AppArmorProfile> | undefined, annotation: string, minor: number): boolean {
  if (profile == null) return false;
  if (!since('comparesAppArmor', minor)) return true;
  const { type = '', localhostProfile } = profile;
  const local = annotation.startsWith('localhost/') ? annotation.slice('localhost/'.length) : undefined;
  if (local !== undefined && local !== '') return type === 'Localhost' && localhostProfile === local;
  return type === APPARMOR_TYPES.get(annotation) && localhostProfile === undefined;
}

function* envWarnings(env: readonly Declared<EnvVar>[], path: FieldPath, minor: number): Generator<Warning> {
  const seen = new Set<string>();
  for (const [i, { name = '', value = '', valueFrom }] of env.entries()) {
    if (!seen.has(name)) {
      seen.add(name);
      continue;
    }
    const reference = `$(${name})`;
    if (!since('warnsOfHiddenVariables', minor))
      yield warn(path.index(i).child('name'), `duplicate name ${quote(name)}`);
    else if (valueFrom != null || value === reference || !value.includes(reference)) {
      const more = since('warnsOfApply', minor) ? ', which may be dropped when using apply' : '';
      yield warn(path.index(i), `hides previous definition of ${quote(name)}${more}`);
    }
  }
}

interface PlacedPort {
  readonly port: Declared<ContainerPort>;
  readonly path: FieldPath;
}

/** Ports that conflict, since 1.28, and their names, since 1.33. */
export function* portWarnings(spec: Declared<PodSpec>, path: FieldPath, minor: number): Generator<Warning> {
  if (!since('warnsOfPorts', minor)) return;
  const ports: PlacedPort[] = [];
  for (const [{ ports: list = [] }, at] of visit(spec, path))
    for (const [i, port] of list.entries()) ports.push({ port, path: at.child('ports').index(i) });
  const earlier = new Map<string, PlacedPort[]>();
  for (const placed of ports) {
    const { containerPort = 0, protocol = '', hostIP = '', hostPort = 0 } = placed.port;
    if (hostIP !== '' && hostPort === 0)
      yield warn(placed.path, `hostIP set without hostPort: ${shownPort(placed.port)}`);
    const key = `${String(containerPort)}/${protocol}`;
    const others = earlier.get(key) ?? [];
    for (const other of others) {
      const clash = portClash(placed.port, other.port);
      if (clash !== undefined) yield warn(placed.path, `${clash} port definition with ${other.path.toString()}`);
    }
    earlier.set(key, [...others, placed]);
  }
  if (since('warnsOfPortNames', minor)) yield* portNameWarnings(ports);
}

/** How two definitions of the same container port relate to each other. */
function portClash(a: Declared<ContainerPort>, b: Declared<ContainerPort>): string | undefined {
  const { hostIP: ip = '', hostPort: port = 0 } = a;
  const { hostIP: otherIP = '', hostPort: otherPort = 0 } = b;
  if (ip === otherIP && port === otherPort) return 'duplicate';
  if (port === 0 || otherPort === 0) return 'overlapping';
  return port === otherPort && (ip === '') !== (otherIP === '') ? 'dangerously ambiguous' : undefined;
}

/** The port as Go's `%+v` prints the internal struct. */
function shownPort({
  name = '',
  hostPort = 0,
  containerPort = 0,
  protocol = '',
  hostIP = '',
}: Declared<ContainerPort>) {
  const numbers = `HostPort:${String(hostPort)} ContainerPort:${String(containerPort)}`;
  return `{Name:${name} ${numbers} Protocol:${protocol} HostIP:${hostIP}}`;
}

function* portNameWarnings(ports: readonly PlacedPort[]): Generator<Warning> {
  const first = new Map<string, string>();
  for (const { port, path } of ports) {
    const { name = '' } = port;
    if (name === '') continue;
    const other = first.get(name);
    if (other === undefined) first.set(name, path.toString());
    else {
      const effect = `services and probes that select ports by name will use ${other}`;
      yield warn(path, `duplicate port name ${quote(name)} with ${other}, ${effect}`);
    }
  }
}
