/**
 * The parts of a template that the Pod Security levels forbid. Source: k8s.io/pod-security-admission/policy check_*.go,
 * newest versions; the texts are shortened to the field that has to change.
 */
import { containersOf, POD, type ContainerAt } from './daemonset-facts.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { addAll } from '../kubernetes/go/lists.ts';

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
// The minor since which each is allowed; 0 is the beginning.
const SAFE_SYSCTLS: Readonly<Record<string, number>> = {
  'kernel.shm_rmid_forced': 0,
  'net.ipv4.ip_local_port_range': 0,
  'net.ipv4.ip_unprivileged_port_start': 0,
  'net.ipv4.ping_group_range': 0,
  'net.ipv4.tcp_syncookies': 0,
  'net.ipv4.ip_local_reserved_ports': 27,
  'net.ipv4.tcp_fin_timeout': 29,
  'net.ipv4.tcp_keepalive_intvl': 29,
  'net.ipv4.tcp_keepalive_probes': 29,
  'net.ipv4.tcp_keepalive_time': 29,
  'net.ipv4.tcp_rmem': 32,
  'net.ipv4.tcp_wmem': 32,
  'net.ipv4.tcp_slow_start_after_idle': 37,
  'net.ipv4.tcp_notsent_lowat': 37,
};
const SELINUX_TYPES: Readonly<Record<string, number>> = {
  '': 0,
  container_t: 0,
  container_init_t: 0,
  container_kvm_t: 0,
  container_engine_t: 31,
};
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
const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

const isSafe = (table: Readonly<Record<string, number>>, name: string, minor: number): boolean =>
  Object.hasOwn(table, name) && (table[name] ?? 0) <= minor;

/** Everything in the template that a namespace with this level refuses in a pod, by the rules of 1.`minor`. */
export function violationsOf(manifest: Manifest, level: Level, minor: number): Violation[] {
  if (level === 'privileged') return [];
  const containers = containersOf(manifest);
  const unmasked = level === 'restricted' || minor < 35 || !inUserNamespace(manifest);
  const found = [
    ...podBaseline(manifest, minor),
    ...containers.flatMap((each) => containerBaseline(each, minor)),
    ...(unmasked ? containers.flatMap(procMount) : []),
  ];
  if (level === 'baseline') return found;
  return [
    ...found,
    ...podRestricted(manifest, minor),
    ...containers.flatMap((each) => restricted(manifest, each, minor)),
  ];
}

// Root in a user namespace is an unprivileged user outside. Source: policy/helpers.go relaxPolicyForUserNamespacePod.
const inUserNamespace = ({ pod }: Manifest): boolean => pod.hostUsers === false;

function podBaseline({ pod, spec }: Manifest, minor: number): Violation[] {
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
    if (isSafe(SAFE_SYSCTLS, name, minor)) continue;
    found.push({ at: [...POD, 'securityContext', 'sysctls', index, 'name'], what: `sysctl ${name}` });
  }
  for (const [key, value = ''] of Object.entries(spec.template?.metadata?.annotations ?? {})) {
    if (!key.startsWith(APPARMOR_ANNOTATION) || /^(?:|runtime\/default|localhost\/.*)$/.test(value)) continue;
    found.push({ at: ['spec', 'template', 'metadata', 'annotations', key], what: `AppArmor profile ${value}` });
  }
  addAll(found, profiles(context, [...POD, 'securityContext'], minor));
  return found;
}

type Context = NonNullable<ContainerAt['container']['securityContext']>;

// Checks for both pods and containers.
function profiles(
  context: Pick<Context, 'seccompProfile' | 'appArmorProfile' | 'seLinuxOptions' | 'windowsOptions'> | undefined,
  at: Path,
  minor: number,
): Violation[] {
  const found: Violation[] = [];
  if (context?.seccompProfile?.type === 'Unconfined') {
    found.push({ at: [...at, 'seccompProfile', 'type'], what: 'seccompProfile Unconfined' });
  }
  if (context?.appArmorProfile?.type === 'Unconfined') {
    found.push({ at: [...at, 'appArmorProfile', 'type'], what: 'appArmorProfile Unconfined' });
  }
  const selinux = context?.seLinuxOptions;
  if (selinux !== undefined && (!isSafe(SELINUX_TYPES, selinux.type ?? '', minor) || selinux.user || selinux.role)) {
    found.push({ at: [...at, 'seLinuxOptions'], what: 'seLinuxOptions' });
  }
  if (context?.windowsOptions?.hostProcess === true) {
    found.push({ at: [...at, 'windowsOptions', 'hostProcess'], what: 'hostProcess: true' });
  }
  return found;
}

function containerBaseline({ at, container }: ContainerAt, minor: number): Violation[] {
  const context = container.securityContext;
  const place = [...at, 'securityContext'];
  const found = profiles(context, place, minor);
  if (context?.privileged === true) found.push({ at: [...place, 'privileged'], what: 'privileged: true' });
  for (const [index, capability] of (context?.capabilities?.add ?? []).entries()) {
    if (BASELINE_CAPABILITIES.has(capability)) continue;
    found.push({ at: [...place, 'capabilities', 'add', index], what: `capability ${capability}` });
  }
  for (const [index, { hostPort = 0 }] of (container.ports ?? []).entries()) {
    if (hostPort !== 0) found.push({ at: [...at, 'ports', index, 'hostPort'], what: `hostPort ${String(hostPort)}` });
  }
  return minor < 34 ? found : [...found, ...probedHosts({ at, container })];
}

function procMount({ at, container }: ContainerAt): Violation[] {
  const kind = container.securityContext?.procMount ?? 'Default';
  return kind === 'Default' ? [] : [{ at: [...at, 'securityContext', 'procMount'], what: `procMount ${kind}` }];
}

function probedHosts({ at, container }: ContainerAt): Violation[] {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  const handlers = [
    [['livenessProbe'], livenessProbe],
    [['readinessProbe'], readinessProbe],
    [['startupProbe'], startupProbe],
    [['lifecycle', 'postStart'], lifecycle?.postStart],
    [['lifecycle', 'preStop'], lifecycle?.preStop],
  ] as const;
  return handlers.flatMap(([path, handler]) =>
    (['httpGet', 'tcpSocket'] as const).flatMap((kind) => {
      const host = handler?.[kind]?.host;
      return host ? [{ at: [...at, ...path, kind, 'host'], what: `the host ${host} in ${path.join('.')}` }] : [];
    }),
  );
}

function podRestricted(manifest: Manifest, minor: number): Violation[] {
  const found: Violation[] = [];
  for (const [index, volume] of (manifest.pod.volumes ?? []).entries()) {
    const kind = Object.keys(volume).find((key) => !['name', 'hostPath'].includes(key) && !RESTRICTED_VOLUMES.has(key));
    if (kind !== undefined) found.push({ at: [...POD, 'volumes', index, kind], what: `volume type ${kind}` });
  }
  if (minor >= 35 && inUserNamespace(manifest)) return found;
  const { runAsUser, runAsNonRoot } = manifest.pod.securityContext ?? {};
  const at = [...POD, 'securityContext'];
  if (runAsUser === 0 && minor >= 23) found.push({ at: [...at, 'runAsUser'], what: 'runAsUser: 0' });
  if (runAsNonRoot === false) found.push({ at: [...at, 'runAsNonRoot'], what: 'runAsNonRoot: false' });
  return found;
}

function restricted(manifest: Manifest, placed: ContainerAt, minor: number): Violation[] {
  // A Windows pod cannot set the fields of the other checks.
  const windows = minor >= 25 && manifest.pod.os?.name === 'windows';
  const found = minor >= 35 && inUserNamespace(manifest) ? [] : asRoot(manifest, placed, minor);
  return windows ? found : [...found, ...privileges(manifest, placed, minor)];
}

function asRoot({ pod }: Manifest, { at, container }: ContainerAt, minor: number): Violation[] {
  const { runAsNonRoot, runAsUser } = container.securityContext ?? {};
  const place = [...at, 'securityContext'];
  const found: Violation[] = [];
  if ((runAsNonRoot ?? pod.securityContext?.runAsNonRoot) !== true) {
    found.push({ at: [...place, 'runAsNonRoot'], what: `runAsNonRoot of ${container.name ?? ''} is not true` });
  }
  if (runAsUser === 0 && minor >= 23) found.push({ at: [...place, 'runAsUser'], what: 'runAsUser: 0' });
  return found;
}

function privileges({ pod }: Manifest, { at, container }: ContainerAt, minor: number): Violation[] {
  const { name = '', securityContext: context } = container;
  const place = [...at, 'securityContext'];
  const found: Violation[] = [];
  if (context?.allowPrivilegeEscalation !== false) {
    found.push({
      at: [...place, 'allowPrivilegeEscalation'],
      what: `allowPrivilegeEscalation of ${name} is not false`,
    });
  }
  if (minor >= 19 && (context?.seccompProfile ?? pod.securityContext?.seccompProfile) === undefined) {
    found.push({ at: [...place, 'seccompProfile'], what: `${name} has no seccompProfile` });
  }
  if (minor < 22) return found;
  if (!(context?.capabilities?.drop ?? []).includes('ALL')) {
    found.push({ at: [...place, 'capabilities', 'drop'], what: `capabilities of ${name} do not drop ALL` });
  }
  for (const [index, capability] of (context?.capabilities?.add ?? []).entries()) {
    // The others were already reported above.
    if (capability === 'NET_BIND_SERVICE' || !BASELINE_CAPABILITIES.has(capability)) continue;
    found.push({ at: [...place, 'capabilities', 'add', index], what: `capability ${capability}` });
  }
  return found;
}
