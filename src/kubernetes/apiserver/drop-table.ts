/** What each feature gate removes from a template while it is off. Source: pkg/api/pod/util.go dropDisabledFields. */
import type { Gate } from '../api/release.ts';

/** Decoded data of any struct. */
export type DecodedStruct = Record<string, unknown>;

/** One gate, and the fields that are removed while it is off. */
export interface Drop {
  readonly gate: Gate;
  /** The first minor that removes anything, if the field is older than the gate. */
  readonly since?: number;
  /** As `Struct.field`. */
  readonly fields: readonly string[];
  /** Below the pod spec; `a.b[].c` goes through every item of a list, `a|b` into the first of the two that is there. */
  readonly places: readonly string[];
  /** Which values are removed, and of which list below the pod; if missing, all of them. */
  readonly only?: (value: unknown, list: string) => boolean;
  /** The value that replaces the removed one. */
  readonly instead?: string;
  /** Where the stored template is checked, and which values count as use; if missing, as for removal. */
  readonly usedAt?: readonly string[];
  readonly used?: (value: unknown, list: string) => boolean;
  /** Objects around the field that become empty are removed too. */
  readonly prune?: (container: DecodedStruct) => void;
}

const filled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

/** The three lists of containers of a pod. */
export const KINDS_OF_CONTAINER = ['containers', 'initContainers', 'ephemeralContainers'];

const inContainers = (...places: string[]): string[] =>
  KINDS_OF_CONTAINER.flatMap((kind) => places.map((place) => `${kind}[].${place}`));

const ofContainers = (field: string): string[] => [`Container.${field}`, `EphemeralContainer.${field}`];

/** The volume sources whose files may have an owner, as the server's code picks one of them. */
const FILES = 'volumes[].secret|configMap|downwardAPI|projected';
const FILE_SOURCE = 'sources[].secret|downwardAPI|configMap|serviceAccountToken|clusterTrustBundle|podCertificate';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HOOKS = ['lifecycle.postStart', 'lifecycle.preStop'];

const AFFINITY_TERMS = ['podAffinity', 'podAntiAffinity'].flatMap((kind) => [
  `affinity.${kind}.requiredDuringSchedulingIgnoredDuringExecution[]`,
  `affinity.${kind}.preferredDuringSchedulingIgnoredDuringExecution[].podAffinityTerm`,
]);

/** In the order of the server's code. */
export const DROPS: readonly Drop[] = [
  { gate: 'UserNamespacesSupport', fields: ['PodSpec.hostUsers'], places: ['hostUsers'] },
  {
    gate: 'SupplementalGroupsPolicy',
    fields: ['PodSecurityContext.supplementalGroupsPolicy'],
    places: ['securityContext.supplementalGroupsPolicy'],
  },
  { gate: 'PodSchedulingReadiness', fields: ['PodSpec.schedulingGates'], places: ['schedulingGates'], used: filled },
  {
    gate: 'PodLevelResources',
    fields: ['PodSpec.resources'],
    places: ['resources'],
    usedAt: ['resources.limits', 'resources.requests'],
    used: (value) => isBag(value) && Object.keys(value).length > 0,
  },
  {
    gate: 'ProcMountType',
    fields: ['SecurityContext.procMount'],
    places: inContainers('securityContext.procMount'),
    instead: 'Default',
    used: (value) => value !== 'Default',
  },
  {
    gate: 'MinDomainsInPodTopologySpread',
    fields: ['TopologySpreadConstraint.minDomains'],
    places: ['topologySpreadConstraints[].minDomains'],
  },
  {
    gate: 'NodeInclusionPolicyInPodTopologySpread',
    fields: ['TopologySpreadConstraint.nodeTaintsPolicy'],
    places: ['topologySpreadConstraints[].nodeTaintsPolicy'],
  },
  {
    gate: 'NodeInclusionPolicyInPodTopologySpread',
    fields: ['TopologySpreadConstraint.nodeAffinityPolicy'],
    places: ['topologySpreadConstraints[].nodeAffinityPolicy'],
  },
  {
    gate: 'MatchLabelKeysInPodTopologySpread',
    fields: ['TopologySpreadConstraint.matchLabelKeys'],
    places: ['topologySpreadConstraints[].matchLabelKeys'],
    used: filled,
  },
  {
    gate: 'MatchLabelKeysInPodAffinity',
    fields: ['PodAffinityTerm.matchLabelKeys', 'PodAffinityTerm.mismatchLabelKeys'],
    places: AFFINITY_TERMS.flatMap((term) => [`${term}.matchLabelKeys`, `${term}.mismatchLabelKeys`]),
    used: filled,
  },
  {
    gate: 'DynamicResourceAllocation',
    fields: [
      'PodSpec.resourceClaims',
      'PodResourceClaim.source',
      'PodResourceClaim.resourceClaimName',
      'PodResourceClaim.resourceClaimTemplateName',
      'ResourceRequirements.claims',
      'ResourceClaim.request',
    ],
    places: [...inContainers('resources.claims'), 'resourceClaims'],
    usedAt: ['resourceClaims'],
    used: filled,
  },
  {
    gate: 'ClusterTrustBundleProjection',
    fields: ['VolumeProjection.clusterTrustBundle'],
    places: ['volumes[].projected.sources[].clusterTrustBundle'],
  },
  {
    gate: 'PodCertificateRequest',
    fields: ['VolumeProjection.podCertificate'],
    places: ['volumes[].projected.sources[].podCertificate'],
  },
  {
    gate: 'AtomicWriteVolumeUserFields',
    fields: [
      'SecretVolumeSource.defaultUser',
      'ConfigMapVolumeSource.defaultUser',
      'DownwardAPIVolumeSource.defaultUser',
      'ProjectedVolumeSource.defaultUser',
      'KeyToPath.user',
      'DownwardAPIVolumeFile.user',
      'ServiceAccountTokenProjection.user',
      'ClusterTrustBundleProjection.user',
      'PodCertificateProjection.user',
    ],
    places: [
      `${FILES}.defaultUser`,
      `${FILES}.items[].user`,
      `${FILES}.${FILE_SOURCE}.items[].user`,
      `${FILES}.${FILE_SOURCE}.user`,
    ],
  },
  {
    gate: 'GenericWorkload',
    fields: ['PodSpec.schedulingGroup', 'PodSpec.workloadRef'],
    places: ['schedulingGroup', 'workloadRef'],
  },
  {
    gate: 'GRPCContainerProbeTLS',
    fields: ['GRPCAction.mode'],
    places: inContainers(...PROBES.map((probe) => `${probe}.grpc.mode`)),
  },
  {
    gate: 'EvictionRequestAPI',
    fields: ['PodSpec.evictionResponders'],
    places: ['evictionResponders'],
    used: filled,
  },
  {
    gate: 'InPlacePodVerticalScaling',
    fields: ofContainers('resizePolicy'),
    places: inContainers('resizePolicy'),
    usedAt: ['containers[].resizePolicy', 'initContainers[].resizePolicy'],
    used: filled,
  },
  {
    gate: 'SidecarContainers',
    fields: [],
    places: ['initContainers[].restartPolicy'],
    used: (value) => value === 'Always',
  },
  {
    gate: 'ContainerRestartRules',
    since: 34,
    fields: [...ofContainers('restartPolicy'), ...ofContainers('restartPolicyRules')],
    places: inContainers('restartPolicy', 'restartPolicyRules'),
    // A stored sidecar stays a sidecar.
    only: (value, list) => list !== 'initContainers' || value !== 'Always',
    usedAt: ['containers[].restartPolicy', 'initContainers[].restartPolicy', 'initContainers[].restartPolicyRules'],
  },
  {
    gate: 'RecursiveReadOnlyMounts',
    fields: ['VolumeMount.recursiveReadOnly'],
    places: inContainers('volumeMounts[].recursiveReadOnly'),
  },
  { gate: 'EmptyDirVolumeMode', fields: ['EmptyDirVolumeSource.mode'], places: ['volumes[].emptyDir.mode'] },
  {
    gate: 'VolumeBindMountOptions',
    fields: ['VolumeMount.bindMountOptions'],
    places: inContainers('volumeMounts[].bindMountOptions'),
    used: filled,
  },
  { gate: 'HostnameOverride', fields: ['PodSpec.hostnameOverride'], places: ['hostnameOverride'] },
  {
    gate: 'EnvFiles',
    fields: ['EnvVarSource.fileKeyRef'],
    places: inContainers('env[].valueFrom.fileKeyRef'),
  },
  {
    gate: 'PodLifecycleSleepAction',
    fields: ['LifecycleHandler.sleep'],
    places: inContainers('lifecycle.preStop.sleep', 'lifecycle.postStart.sleep'),
  },
  {
    gate: 'SELinuxChangePolicy',
    fields: ['PodSecurityContext.seLinuxChangePolicy'],
    places: ['securityContext.seLinuxChangePolicy'],
  },
  {
    gate: 'ContainerStopSignals',
    fields: ['Lifecycle.stopSignal'],
    places: inContainers('lifecycle.stopSignal'),
    prune: pruneLifecycle,
  },
  {
    gate: 'H2CContainerProbe',
    fields: ['HTTPGetAction.protocol'],
    places: inContainers(...[...PROBES, ...HOOKS].map((place) => `${place}.httpGet.protocol`)),
  },
];

/**
 * A dropped stop signal leaves no empty lifecycle; the handler of a dropped sleep stays, and is refused because it is
 * empty.
 */
function pruneLifecycle(container: DecodedStruct): void {
  const lifecycle = container['lifecycle'];
  if (isBag(lifecycle) && Object.keys(lifecycle).length === 0) Reflect.deleteProperty(container, 'lifecycle');
}

/** Whether `value` is an object with keys. */
export function isBag(value: unknown): value is DecodedStruct {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
