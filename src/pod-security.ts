/**
 * What the Pod Security levels forbid in a template. Source: k8s.io/pod-security-admission/policy check_*.go, newest
 * versions; the texts are shortened to the field that has to change.
 */
import { containersOf, POD, type PlacedContainer } from './facts.ts';
import type { Path } from './kubernetes/node.ts';
import type { Manifest } from './manifest.ts';

export type Level = 'privileged' | 'baseline' | 'restricted';

export interface Violation {
  readonly at: Path;
  readonly what: string;
}

const BASELINE_CAPABILITIES = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
);
const SAFE_SYSCTLS = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);
const RESTRICTED_VOLUMES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);
const SELINUX_TYPES = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']);

/** Everything in the template that a namespace of this level refuses in a pod. */
export function violationsOf(manifest: Manifest, level: Level): Violation[] {
  if (level === 'privileged') return [];
  const containers = containersOf(manifest);
  const baseline = [...podBaseline(manifest), ...containers.flatMap(containerBaseline)];
  if (level === 'baseline' || manifest.pod.os?.name === 'windows') return baseline;
  return [
    ...baseline,
    ...podRestricted(manifest),
    ...containers.flatMap((each) => containerRestricted(manifest, each)),
  ];
}

function podBaseline({ pod }: Manifest): Violation[] {
  const found: Violation[] = [];
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const) {
    if (pod[field] === true) found.push({ at: [...POD, field], what: `${field}: true` });
  }
  for (const [index, volume] of (pod.volumes ?? []).entries()) {
    if (volume.hostPath === undefined) continue;
    found.push({ at: [...POD, 'volumes', index, 'hostPath'], what: `hostPath volume ${volume.name ?? ''}` });
  }
  const context = pod.securityContext;
  for (const [index, { name = '' }] of (context?.sysctls ?? []).entries()) {
    if (SAFE_SYSCTLS.has(name)) continue;
    found.push({ at: [...POD, 'securityContext', 'sysctls', index, 'name'], what: `sysctl ${name}` });
  }
  found.push(...profiles(context, [...POD, 'securityContext']));
  return found;
}

type Context = NonNullable<PlacedContainer['container']['securityContext']>;

// Checks that pods and containers share.
function profiles(
  context: Pick<Context, 'seccompProfile' | 'appArmorProfile' | 'seLinuxOptions' | 'windowsOptions'> | undefined,
  at: Path,
): Violation[] {
  const found: Violation[] = [];
  if (context?.seccompProfile?.type === 'Unconfined') {
    found.push({ at: [...at, 'seccompProfile', 'type'], what: 'seccompProfile Unconfined' });
  }
  if (context?.appArmorProfile?.type === 'Unconfined') {
    found.push({ at: [...at, 'appArmorProfile', 'type'], what: 'appArmorProfile Unconfined' });
  }
  const selinux = context?.seLinuxOptions;
  if (selinux !== undefined && (!SELINUX_TYPES.has(selinux.type ?? '') || selinux.user || selinux.role)) {
    found.push({ at: [...at, 'seLinuxOptions'], what: 'seLinuxOptions' });
  }
  if (context?.windowsOptions?.hostProcess === true) {
    found.push({ at: [...at, 'windowsOptions', 'hostProcess'], what: 'hostProcess: true' });
  }
  return found;
}

function containerBaseline({ at, container }: PlacedContainer): Violation[] {
  const context = container.securityContext;
  const place = [...at, 'securityContext'];
  const found = profiles(context, place);
  if (context?.privileged === true) found.push({ at: [...place, 'privileged'], what: 'privileged: true' });
  for (const [index, capability] of (context?.capabilities?.add ?? []).entries()) {
    if (BASELINE_CAPABILITIES.has(capability)) continue;
    found.push({ at: [...place, 'capabilities', 'add', index], what: `capability ${capability}` });
  }
  if (context?.procMount !== undefined && context.procMount !== 'Default') {
    found.push({ at: [...place, 'procMount'], what: `procMount ${context.procMount}` });
  }
  for (const [index, { hostPort = 0 }] of (container.ports ?? []).entries()) {
    if (hostPort !== 0) found.push({ at: [...at, 'ports', index, 'hostPort'], what: `hostPort ${String(hostPort)}` });
  }
  return found;
}

function podRestricted({ pod }: Manifest): Violation[] {
  const found: Violation[] = [];
  for (const [index, volume] of (pod.volumes ?? []).entries()) {
    const kind = Object.keys(volume).find(
      (key) => key !== 'name' && key !== 'hostPath' && !RESTRICTED_VOLUMES.has(key),
    );
    if (kind !== undefined) found.push({ at: [...POD, 'volumes', index, kind], what: `volume type ${kind}` });
  }
  if (pod.securityContext?.runAsUser === 0) {
    found.push({ at: [...POD, 'securityContext', 'runAsUser'], what: 'runAsUser: 0' });
  }
  return found;
}

function containerRestricted({ pod }: Manifest, { at, container }: PlacedContainer): Violation[] {
  const context = container.securityContext;
  const place = [...at, 'securityContext'];
  const name = container.name ?? '';
  const found: Violation[] = [];
  if (context?.allowPrivilegeEscalation !== false) {
    found.push({
      at: [...place, 'allowPrivilegeEscalation'],
      what: `allowPrivilegeEscalation of ${name} is not false`,
    });
  }
  const nonRoot = context?.runAsNonRoot ?? pod.securityContext?.runAsNonRoot;
  if (nonRoot !== true) found.push({ at: [...place, 'runAsNonRoot'], what: `runAsNonRoot of ${name} is not true` });
  if (context?.runAsUser === 0) found.push({ at: [...place, 'runAsUser'], what: 'runAsUser: 0' });
  const seccomp = context?.seccompProfile?.type ?? pod.securityContext?.seccompProfile?.type;
  if (seccomp === undefined) found.push({ at: [...place, 'seccompProfile'], what: `${name} has no seccompProfile` });
  if (!(context?.capabilities?.drop ?? []).includes('ALL')) {
    found.push({ at: [...place, 'capabilities', 'drop'], what: `capabilities of ${name} do not drop ALL` });
  }
  const more = (context?.capabilities?.add ?? []).find((capability) => capability !== 'NET_BIND_SERVICE');
  if (more !== undefined && BASELINE_CAPABILITIES.has(more)) {
    found.push({ at: [...place, 'capabilities', 'add'], what: `capability ${more}` });
  }
  return found;
}
