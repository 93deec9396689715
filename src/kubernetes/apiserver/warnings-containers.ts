/** Warnings about containers. Source: pkg/api/pod/warnings.go. */
import type { AppArmorProfile, ContainerPort, EnvVar } from 'kubernetes-types/core/v1.js';
import type { FieldPath } from '../apimachinery/field-errors.ts';
import { quote } from '../go/strings.ts';
import type { Container, Declared, EphemeralContainer, PodSpec } from '../api/objects.ts';
import { addTo } from '../go/lists.ts';
import { firstOf, type Numbered } from './earlier-conflicts.ts';
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
export function* portWarnings(
  spec: Declared<PodSpec>,
  path: FieldPath,
  minor: number,
  most: number,
): Generator<Warning> {
  if (!since('warnsOfPorts', minor)) return;
  const ports: PlacedPort[] = [];
  for (const [{ ports: list = [] }, at] of visit(spec, path))
    for (const [i, port] of list.entries()) ports.push({ port, path: at.child('ports').index(i) });
  const earlier = new EarlierPorts();
  for (const placed of ports) {
    const { hostIP = '', hostPort = 0 } = placed.port;
    if (hostIP !== '' && hostPort === 0)
      yield warn(placed.path, `hostIP set without hostPort: ${shownPort(placed.port)}`);
    for (const other of earlier.add(placed, most))
      yield warn(placed.path, `${clashOf(placed.port, other.port)} port definition with ${other.path.toString()}`);
  }
  if (since('warnsOfPortNames', minor)) yield* portNameWarnings(ports);
}

/** The definitions of each container port, by the host ports and addresses that another one can clash with. */
class EarlierPorts {
  readonly #lists = new Map<string, Numbered<PlacedPort>[]>();
  #count = 0;

  /** Adds a definition; gives the first `most` of the earlier ones that clash with it. */
  add(placed: PlacedPort, most: number): PlacedPort[] {
    const { containerPort = 0, protocol = '', hostIP = '', hostPort = 0 } = placed.port;
    const port = `${String(containerPort)}/${protocol}`;
    const onHost = `${port} ${String(hostPort)}`;
    const others =
      hostPort === 0
        ? [port]
        : hostIP === ''
          ? [`${port} 0`, onHost]
          : [`${port} 0`, `${onHost} at `, `${onHost} at ${hostIP}`];
    const found = firstOf(
      others.map((key) => this.#lists.get(key) ?? []),
      most,
    );
    const added = { index: this.#count++, item: placed };
    for (const key of [port, onHost, `${onHost} at ${hostIP}`]) addTo(this.#lists, key, added);
    return found;
  }
}

/** How two definitions of the same container port that clash relate to each other. */
function clashOf(a: Declared<ContainerPort>, b: Declared<ContainerPort>): string {
  const { hostIP: ip = '', hostPort: port = 0 } = a;
  const { hostIP: otherIP = '', hostPort: otherPort = 0 } = b;
  if (ip === otherIP && port === otherPort) return 'duplicate';
  return port === 0 || otherPort === 0 ? 'overlapping' : 'dangerously ambiguous';
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
