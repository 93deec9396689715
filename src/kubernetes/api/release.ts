/**
 * The Kubernetes minors whose API server is reproduced, and what their feature gates switch on by default.
 * Source: pkg/features/kube_features.go of the last patch of each minor.
 */

/** The oldest minor that is known. */
export const OLDEST = 25;
/** The newest minor that is known. */
export const NEWEST = 37;

const NEVER = Infinity;

/** The first minor in which a gate is on by default; a gate that was removed after GA stays on. */
const ON_SINCE = {
  UserNamespacesSupport: 33,
  SupplementalGroupsPolicy: 33,
  PodLevelResources: 34,
  ProcMountType: 33,
  NodeInclusionPolicyInPodTopologySpread: 26,
  MatchLabelKeysInPodTopologySpread: 27,
  MatchLabelKeysInPodTopologySpreadSelectorMerge: 34,
  MatchLabelKeysInPodAffinity: 31,
  MinDomainsInPodTopologySpread: 27,
  DynamicResourceAllocation: 34,
  ClusterTrustBundleProjection: 37,
  PodCertificateRequest: 37,
  AtomicWriteVolumeUserFields: NEVER,
  GenericWorkload: NEVER,
  GRPCContainerProbeTLS: NEVER,
  EvictionRequestAPI: NEVER,
  InPlacePodVerticalScaling: 33,
  InPlacePodLevelResourcesVerticalScaling: 36,
  SidecarContainers: 29,
  ContainerRestartRules: 35,
  RestartAllContainersOnContainerExits: 36,
  RecursiveReadOnlyMounts: 31,
  EmptyDirVolumeMode: NEVER,
  VolumeBindMountOptions: NEVER,
  HostnameOverride: 35,
  EnvFiles: 35,
  PodLifecycleSleepAction: 30,
  PodLifecycleSleepActionAllowZero: 33,
  ImageVolume: 35,
  SELinuxChangePolicy: 33,
  SELinuxMount: 37,
  ContainerStopSignals: NEVER,
  H2CContainerProbe: NEVER,
  PodDeletionCost: 25,
  RelaxedEnvironmentVariableValidation: 32,
  RelaxedDNSSearchValidation: 33,
  ExpandedDNSConfig: 26,
  UserNamespacesHostNetworkSupport: NEVER,
  TaintTolerationComparisonOperators: NEVER,
  StrictIPCIDRValidation: 36,
  GitRepoVolumeDriver: NEVER,
  VolumeAttributesClass: 34,
  CrossNamespaceVolumeDataSource: NEVER,
  AppArmor: 25,
  AppArmorFields: 30,
  PodHostIPs: 29,
  GRPCContainerProbe: 25,
  ProbeTerminationGracePeriod: 25,
  PodSchedulingReadiness: 27,
  DownwardAPIHugePages: 25,
  DaemonSetUpdateSurge: 25,
  WindowsHostProcessContainers: 25,
  ReadWriteOncePod: 27,
  SkipReadOnlyValidationGCE: 29,
} as const satisfies Record<string, number>;

/** The name of a feature gate that affects a DaemonSet. */
export type Gate = keyof typeof ON_SINCE;

/** Every gate of the table. */
export const GATES = Object.keys(ON_SINCE) as readonly Gate[];

/** Whether `gate` is on by default in Kubernetes 1.`minor`. */
export function gateOn(gate: Gate, minor: number): boolean {
  return minor >= ON_SINCE[gate];
}

/** The minors in a text, oldest first, or an error message. */
export type ParsedMinors = { readonly minors: readonly number[] } | { readonly problem: string };

const VERSION = /^v?1\.(\d{1,4})(?:\.\d+)?(?:[-+][0-9A-Za-z.+-]+)?$/;

/** The minor in `1.36`, `v1.36.3` or `v1.33.5-gke.100`; undefined if the text is not a version of Kubernetes 1. */
export function minorOf(text: string): number | undefined {
  const digits = VERSION.exec(text.trim())?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** One known minor: `1.36` or `v1.36.3`. */
export function parseMinor(text: string): { readonly minor: number } | { readonly problem: string } {
  const minor = minorOf(text);
  if (minor === undefined) return { problem: `"${text}" is not a Kubernetes version such as 1.${String(NEWEST)}` };
  return knownMinor(minor);
}

/** A minor as a number, when it is known. */
export function knownMinor(minor: number): { readonly minor: number } | { readonly problem: string } {
  if (minor > NEWEST)
    return { problem: `Kubernetes 1.${String(minor)} is not known; the newest known is 1.${String(NEWEST)}` };
  if (minor < OLDEST)
    return { problem: `Kubernetes 1.${String(minor)} is not known; the oldest known is 1.${String(OLDEST)}` };
  return { minor };
}

/** One minor or a range of them, both ends included: `1.33..1.36`. */
export function parseRange(text: string): ParsedMinors {
  const [from = '', to = from, ...more] = text.split('..');
  if (more.length > 0) return { problem: `"${text}" is not a range such as 1.33..1.${String(NEWEST)}` };
  const first = parseMinor(from);
  if ('problem' in first) return first;
  const last = parseMinor(to);
  if ('problem' in last) return last;
  if (first.minor > last.minor) return { problem: `the range ${text} ends before it starts` };
  return { minors: Array.from({ length: last.minor - first.minor + 1 }, (_, i) => first.minor + i) };
}

/** Minors, ascending, as people write them: `1.36`, `1.33..1.36`, or `1.33, 1.36` when there is a gap. */
export function minorsLabel(minors: readonly number[]): string {
  const [first = NEWEST] = minors;
  const last = minors[minors.length - 1] ?? first;
  if (first === last) return `1.${first}`;
  const hasGap = last - first >= minors.length;
  return hasGap ? minors.map((minor) => `1.${minor}`).join(', ') : `1.${first}..1.${last}`;
}
