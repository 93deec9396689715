/**
 * The objects a DaemonSet reaches, as types: `kubernetes-types` 1.30 and what later minors added.
 * Source: k8s.io/api core/v1 types.go, 0.31 and later.
 */
import type { DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy } from 'kubernetes-types/apps/v1.js';
import type { Container, EphemeralContainer, PodSpec, PodTemplateSpec, Volume } from 'kubernetes-types/core/v1.js';
import type { ObjectMeta } from 'kubernetes-types/meta/v1.js';

export type { Container, DaemonSet, DaemonSetSpec, EphemeralContainer, PodSpec, PodTemplateSpec, Volume };

/** A DaemonSet as a server has it in its store: what it sets and defaults is there. */
export interface StoredDaemonSet extends DaemonSet {
  apiVersion: 'apps/v1';
  kind: 'DaemonSet';
  metadata: ObjectMeta & { name: string; namespace: string };
  spec: DaemonSetSpec & {
    updateStrategy: DaemonSetUpdateStrategy & { type: string };
    revisionHistoryLimit: number;
  };
}

/** When a container restarts otherwise than its pod says. */
export interface ContainerRestartRule {
  action?: string;
  exitCodes?: { operator?: string; values?: number[] };
}

/** A variable of a file in a volume, for a container's environment. */
export interface FileKeySelector {
  volumeName?: string;
  path?: string;
  key?: string;
  optional?: boolean;
}

/** A certificate that the kubelet requests and renews for the pod. */
export interface PodCertificateProjection {
  signerName?: string;
  keyType?: string;
  maxExpirationSeconds?: number;
  credentialBundlePath?: string;
  keyPath?: string;
  certificateChainPath?: string;
  userAnnotations?: Record<string, string>;
  user?: number;
}

/** Who answers when the pod is to be evicted. */
export interface EvictionResponder {
  name?: string;
  priority?: number;
}

declare module 'kubernetes-types/core/v1.js' {
  interface PodSpec {
    resources?: ResourceRequirements;
    hostnameOverride?: string;
    schedulingGroup?: { podGroupName?: string };
    workloadRef?: { name?: string; podGroup?: string; podGroupReplicaKey?: string };
    evictionResponders?: EvictionResponder[];
  }
  interface Container {
    restartPolicyRules?: ContainerRestartRule[];
  }
  interface EphemeralContainer {
    restartPolicyRules?: ContainerRestartRule[];
  }
  interface Lifecycle {
    stopSignal?: string;
  }
  interface EnvVarSource {
    fileKeyRef?: FileKeySelector;
  }
  interface Volume {
    image?: { reference?: string; pullPolicy?: string };
  }
  interface VolumeProjection {
    podCertificate?: PodCertificateProjection;
  }
  interface ServiceAccountTokenProjection {
    user?: number;
  }
  interface ClusterTrustBundleProjection {
    user?: number;
  }
  interface KeyToPath {
    user?: number;
  }
  interface DownwardAPIVolumeFile {
    user?: number;
  }
  interface SecretVolumeSource {
    defaultUser?: number;
  }
  interface ConfigMapVolumeSource {
    defaultUser?: number;
  }
  interface DownwardAPIVolumeSource {
    defaultUser?: number;
  }
  interface ProjectedVolumeSource {
    defaultUser?: number;
  }
  interface EmptyDirVolumeSource {
    mode?: number;
  }
  interface VolumeMount {
    bindMountOptions?: string[];
  }
  interface HTTPGetAction {
    protocol?: string;
  }
  interface GRPCAction {
    mode?: string;
  }
  interface PodSecurityContext {
    supplementalGroupsPolicy?: string;
    seLinuxChangePolicy?: string;
  }
  interface ResourceClaim {
    request?: string;
  }
  interface PodResourceClaim {
    resourceClaimName?: string;
    resourceClaimTemplateName?: string;
  }
}

/** An object as a user wrote it: anything may be missing. Values that are present have the right JSON type. */
export type Declared<T> = T extends readonly (infer Item)[]
  ? Declared<Item>[]
  : T extends object
    ? { [Key in keyof T]?: Declared<T[Key]> }
    : T;
