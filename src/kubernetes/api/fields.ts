/**
 * Every field that a DaemonSet reaches, in the order in which Go prints it, for every known minor
 * (k8s.io/api apps/v1, core/v1 types.go; apimachinery meta/v1). A struct's name is at the start of a
 * line, its fields follow as `name:type`. `*` marks a pointer, `!` a field printed even when it is empty,
 * `Embedded>name` a field of an embedded struct, `@34` one that is there since 1.34, `<36` one that is gone in 1.36.
 * A named type that is not a struct here is a string.
 */
export const FIELDS = `
DaemonSet
  TypeMeta>kind:string TypeMeta>apiVersion:string metadata:v1.ObjectMeta spec:v1.DaemonSetSpec
  status:v1.DaemonSetStatus
AWSElasticBlockStoreVolumeSource
  volumeID:string! fsType:string partition:int32 readOnly:bool
Affinity
  nodeAffinity:*v1.NodeAffinity podAffinity:*v1.PodAffinity podAntiAffinity:*v1.PodAntiAffinity
AppArmorProfile
  type:v1.AppArmorProfileType! localhostProfile:*string
AzureDiskVolumeSource
  diskName:string! diskURI:string! cachingMode:*v1.AzureDataDiskCachingMode fsType:*string readOnly:*bool
  kind:*v1.AzureDataDiskKind
AzureFileVolumeSource
  secretName:string! shareName:string! readOnly:bool
CSIVolumeSource
  driver:string! readOnly:*bool fsType:*string volumeAttributes:map[string]string
  nodePublishSecretRef:*v1.LocalObjectReference
Capabilities
  add:[]v1.Capability drop:[]v1.Capability
CephFSVolumeSource
  monitors:[]string! path:string user:string secretFile:string secretRef:*v1.LocalObjectReference readOnly:bool
CinderVolumeSource
  volumeID:string! fsType:string readOnly:bool secretRef:*v1.LocalObjectReference
ClaimSource
  resourceClaimName:*string resourceClaimTemplateName:*string
ClusterTrustBundleProjection
  name:*string signerName:*string labelSelector:*v1.LabelSelector optional:*bool path:string! user:*int64@37
ConfigMapEnvSource
  LocalObjectReference>name:string optional:*bool
ConfigMapKeySelector
  LocalObjectReference>name:string key:string! optional:*bool
ConfigMapProjection
  LocalObjectReference>name:string items:[]v1.KeyToPath optional:*bool
ConfigMapVolumeSource
  LocalObjectReference>name:string items:[]v1.KeyToPath defaultMode:*int32 optional:*bool defaultUser:*int64@37
Container
  name:string! image:string command:[]string args:[]string workingDir:string ports:[]v1.ContainerPort
  envFrom:[]v1.EnvFromSource env:[]v1.EnvVar resources:v1.ResourceRequirements
  resizePolicy:[]v1.ContainerResizePolicy@27 restartPolicy:*v1.ContainerRestartPolicy@28
  restartPolicyRules:[]v1.ContainerRestartRule@34 volumeMounts:[]v1.VolumeMount volumeDevices:[]v1.VolumeDevice
  livenessProbe:*v1.Probe readinessProbe:*v1.Probe startupProbe:*v1.Probe lifecycle:*v1.Lifecycle
  terminationMessagePath:string terminationMessagePolicy:v1.TerminationMessagePolicy imagePullPolicy:v1.PullPolicy
  securityContext:*v1.SecurityContext stdin:bool stdinOnce:bool tty:bool
ContainerPort
  name:string hostPort:int32 containerPort:int32! protocol:v1.Protocol hostIP:string
ContainerResizePolicy
  resourceName:v1.ResourceName! restartPolicy:v1.ResourceResizeRestartPolicy!
ContainerRestartRule
  action:v1.ContainerRestartRuleAction exitCodes:*v1.ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes
  operator:v1.ContainerRestartRuleOnExitCodesOperator values:[]int32
DaemonSetCondition
  type:v1.DaemonSetConditionType! status:v1.ConditionStatus! lastTransitionTime:v1.Time reason:string message:string
DaemonSetSpec
  selector:*v1.LabelSelector! template:v1.PodTemplateSpec! updateStrategy:v1.DaemonSetUpdateStrategy
  minReadySeconds:int32 revisionHistoryLimit:*int32
DaemonSetStatus
  currentNumberScheduled:int32! numberMisscheduled:int32! desiredNumberScheduled:int32! numberReady:int32!
  observedGeneration:int64 updatedNumberScheduled:int32 numberAvailable:int32 numberUnavailable:int32
  collisionCount:*int32 conditions:[]v1.DaemonSetCondition
DaemonSetUpdateStrategy
  type:v1.DaemonSetUpdateStrategyType rollingUpdate:*v1.RollingUpdateDaemonSet
DownwardAPIProjection
  items:[]v1.DownwardAPIVolumeFile
DownwardAPIVolumeFile
  path:string! fieldRef:*v1.ObjectFieldSelector resourceFieldRef:*v1.ResourceFieldSelector mode:*int32
  user:*int64@37
DownwardAPIVolumeSource
  items:[]v1.DownwardAPIVolumeFile defaultMode:*int32 defaultUser:*int64@37
EmptyDirVolumeSource
  medium:v1.StorageMedium sizeLimit:*resource.Quantity mode:*int32@37
EnvFromSource
  prefix:string configMapRef:*v1.ConfigMapEnvSource secretRef:*v1.SecretEnvSource
EnvVar
  name:string! value:string valueFrom:*v1.EnvVarSource
EnvVarSource
  fieldRef:*v1.ObjectFieldSelector resourceFieldRef:*v1.ResourceFieldSelector configMapKeyRef:*v1.ConfigMapKeySelector
  secretKeyRef:*v1.SecretKeySelector fileKeyRef:*v1.FileKeySelector@34
EphemeralContainer
  EphemeralContainerCommon>name:string! EphemeralContainerCommon>image:string
  EphemeralContainerCommon>command:[]string EphemeralContainerCommon>args:[]string
  EphemeralContainerCommon>workingDir:string EphemeralContainerCommon>ports:[]v1.ContainerPort
  EphemeralContainerCommon>envFrom:[]v1.EnvFromSource EphemeralContainerCommon>env:[]v1.EnvVar
  EphemeralContainerCommon>resources:v1.ResourceRequirements
  EphemeralContainerCommon>resizePolicy:[]v1.ContainerResizePolicy@27
  EphemeralContainerCommon>restartPolicy:*v1.ContainerRestartPolicy@28
  EphemeralContainerCommon>restartPolicyRules:[]v1.ContainerRestartRule@34
  EphemeralContainerCommon>volumeMounts:[]v1.VolumeMount EphemeralContainerCommon>volumeDevices:[]v1.VolumeDevice
  EphemeralContainerCommon>livenessProbe:*v1.Probe EphemeralContainerCommon>readinessProbe:*v1.Probe
  EphemeralContainerCommon>startupProbe:*v1.Probe EphemeralContainerCommon>lifecycle:*v1.Lifecycle
  EphemeralContainerCommon>terminationMessagePath:string
  EphemeralContainerCommon>terminationMessagePolicy:v1.TerminationMessagePolicy
  EphemeralContainerCommon>imagePullPolicy:v1.PullPolicy EphemeralContainerCommon>securityContext:*v1.SecurityContext
  EphemeralContainerCommon>stdin:bool EphemeralContainerCommon>stdinOnce:bool EphemeralContainerCommon>tty:bool
  targetContainerName:string
EphemeralVolumeSource
  volumeClaimTemplate:*v1.PersistentVolumeClaimTemplate
EvictionResponder
  name:string! priority:*int32!
ExecAction
  command:[]string
FCVolumeSource
  targetWWNs:[]string lun:*int32 fsType:string readOnly:bool wwids:[]string
FileKeySelector
  volumeName:string! path:string! key:string! optional:*bool
FlexVolumeSource
  driver:string! fsType:string secretRef:*v1.LocalObjectReference readOnly:bool options:map[string]string
FlockerVolumeSource
  datasetName:string datasetUUID:string
GCEPersistentDiskVolumeSource
  pdName:string! fsType:string partition:int32 readOnly:bool
GRPCAction
  port:int32! service:*string! mode:*v1.GRPCProbeMode@37
GitRepoVolumeSource
  repository:string! revision:string directory:string
GlusterfsVolumeSource
  endpoints:string! path:string! readOnly:bool
HTTPGetAction
  path:string port:intstr.IntOrString! host:string scheme:v1.URIScheme httpHeaders:[]v1.HTTPHeader
  protocol:*v1.HTTPProtocol@37
HTTPHeader
  name:string! value:string!
HostAlias
  ip:string! hostnames:[]string
HostPathVolumeSource
  path:string! type:*v1.HostPathType
ISCSIVolumeSource
  targetPortal:string! iqn:string! lun:int32! iscsiInterface:string fsType:string readOnly:bool portals:[]string
  chapAuthDiscovery:bool chapAuthSession:bool secretRef:*v1.LocalObjectReference initiatorName:*string
ImageVolumeSource
  reference:string pullPolicy:v1.PullPolicy
KeyToPath
  key:string! path:string! mode:*int32 user:*int64@37
LabelSelector
  matchLabels:map[string]string matchExpressions:[]v1.LabelSelectorRequirement
LabelSelectorRequirement
  key:string! operator:v1.LabelSelectorOperator! values:[]string
Lifecycle
  postStart:*v1.LifecycleHandler preStop:*v1.LifecycleHandler stopSignal:*v1.Signal@33
LifecycleHandler
  exec:*v1.ExecAction httpGet:*v1.HTTPGetAction tcpSocket:*v1.TCPSocketAction sleep:*v1.SleepAction@29
LocalObjectReference
  name:string
ManagedFieldsEntry
  manager:string operation:v1.ManagedFieldsOperationType apiVersion:string time:*v1.Time fieldsType:string
  fieldsV1:*v1.FieldsV1 subresource:string
NFSVolumeSource
  server:string! path:string! readOnly:bool
NodeAffinity
  requiredDuringSchedulingIgnoredDuringExecution:*v1.NodeSelector
  preferredDuringSchedulingIgnoredDuringExecution:[]v1.PreferredSchedulingTerm
NodeSelector
  nodeSelectorTerms:[]v1.NodeSelectorTerm!
NodeSelectorRequirement
  key:string! operator:v1.NodeSelectorOperator! values:[]string
NodeSelectorTerm
  matchExpressions:[]v1.NodeSelectorRequirement matchFields:[]v1.NodeSelectorRequirement
ObjectFieldSelector
  apiVersion:string fieldPath:string!
ObjectMeta
  name:string generateName:string namespace:string selfLink:string uid:types.UID resourceVersion:string
  generation:int64 creationTimestamp:v1.Time deletionTimestamp:*v1.Time deletionGracePeriodSeconds:*int64
  labels:map[string]string annotations:map[string]string ownerReferences:[]v1.OwnerReference finalizers:[]string
  managedFields:[]v1.ManagedFieldsEntry
OwnerReference
  apiVersion:string! kind:string! name:string! uid:types.UID! controller:*bool blockOwnerDeletion:*bool
PersistentVolumeClaimSpec
  accessModes:[]v1.PersistentVolumeAccessMode selector:*v1.LabelSelector resources:v1.ResourceRequirements<29
  resources:v1.VolumeResourceRequirements@29 volumeName:string storageClassName:*string
  volumeMode:*v1.PersistentVolumeMode dataSource:*v1.TypedLocalObjectReference
  dataSourceRef:*v1.TypedLocalObjectReference<26 dataSourceRef:*v1.TypedObjectReference@26
  volumeAttributesClassName:*string@29
PersistentVolumeClaimTemplate
  metadata:v1.ObjectMeta spec:v1.PersistentVolumeClaimSpec!
PersistentVolumeClaimVolumeSource
  claimName:string! readOnly:bool
PhotonPersistentDiskVolumeSource
  pdID:string! fsType:string
PodAffinity
  requiredDuringSchedulingIgnoredDuringExecution:[]v1.PodAffinityTerm
  preferredDuringSchedulingIgnoredDuringExecution:[]v1.WeightedPodAffinityTerm
PodAffinityTerm
  labelSelector:*v1.LabelSelector namespaces:[]string topologyKey:string! namespaceSelector:*v1.LabelSelector
  matchLabelKeys:[]string@29 mismatchLabelKeys:[]string@29
PodAntiAffinity
  requiredDuringSchedulingIgnoredDuringExecution:[]v1.PodAffinityTerm
  preferredDuringSchedulingIgnoredDuringExecution:[]v1.WeightedPodAffinityTerm
PodCertificateProjection
  signerName:string keyType:string maxExpirationSeconds:*int32 credentialBundlePath:string keyPath:string
  certificateChainPath:string userAnnotations:map[string]string@35 user:*int64@37
PodDNSConfig
  nameservers:[]string searches:[]string options:[]v1.PodDNSConfigOption
PodDNSConfigOption
  name:string value:*string
PodOS
  name:v1.OSName!
PodReadinessGate
  conditionType:v1.PodConditionType!
PodResourceClaim
  name:string! source:v1.ClaimSource@26<31 resourceClaimName:*string@31 resourceClaimTemplateName:*string@31
PodSchedulingGate
  name:string!
PodSchedulingGroup
  podGroupName:*string
PodSecurityContext
  seLinuxOptions:*v1.SELinuxOptions windowsOptions:*v1.WindowsSecurityContextOptions runAsUser:*int64
  runAsGroup:*int64 runAsNonRoot:*bool supplementalGroups:[]int64
  supplementalGroupsPolicy:*v1.SupplementalGroupsPolicy@31 fsGroup:*int64 sysctls:[]v1.Sysctl
  fsGroupChangePolicy:*v1.PodFSGroupChangePolicy seccompProfile:*v1.SeccompProfile
  appArmorProfile:*v1.AppArmorProfile@30 seLinuxChangePolicy:*v1.PodSELinuxChangePolicy@32
PodSpec
  volumes:[]v1.Volume initContainers:[]v1.Container containers:[]v1.Container!
  ephemeralContainers:[]v1.EphemeralContainer restartPolicy:v1.RestartPolicy terminationGracePeriodSeconds:*int64
  activeDeadlineSeconds:*int64 dnsPolicy:v1.DNSPolicy nodeSelector:map[string]string serviceAccountName:string
  serviceAccount:string automountServiceAccountToken:*bool nodeName:string hostNetwork:bool hostPID:bool hostIPC:bool
  shareProcessNamespace:*bool securityContext:*v1.PodSecurityContext imagePullSecrets:[]v1.LocalObjectReference
  hostname:string subdomain:string affinity:*v1.Affinity schedulerName:string tolerations:[]v1.Toleration
  hostAliases:[]v1.HostAlias priorityClassName:string priority:*int32 dnsConfig:*v1.PodDNSConfig
  readinessGates:[]v1.PodReadinessGate runtimeClassName:*string enableServiceLinks:*bool
  preemptionPolicy:*v1.PreemptionPolicy overhead:v1.ResourceList
  topologySpreadConstraints:[]v1.TopologySpreadConstraint setHostnameAsFQDN:*bool os:*v1.PodOS hostUsers:*bool
  schedulingGates:[]v1.PodSchedulingGate@26 resourceClaims:[]v1.PodResourceClaim@26
  resources:*v1.ResourceRequirements@32 hostnameOverride:*string@34 schedulingGroup:*v1.PodSchedulingGroup@36
  workloadRef:*v1.WorkloadReference@35<36 evictionResponders:[]v1.EvictionResponder@37
PodTemplateSpec
  metadata:v1.ObjectMeta spec:v1.PodSpec
PortworxVolumeSource
  volumeID:string! fsType:string readOnly:bool
PreferredSchedulingTerm
  weight:int32! preference:v1.NodeSelectorTerm!
Probe
  ProbeHandler>exec:*v1.ExecAction ProbeHandler>httpGet:*v1.HTTPGetAction ProbeHandler>tcpSocket:*v1.TCPSocketAction
  ProbeHandler>grpc:*v1.GRPCAction initialDelaySeconds:int32 timeoutSeconds:int32 periodSeconds:int32
  successThreshold:int32 failureThreshold:int32 terminationGracePeriodSeconds:*int64
ProjectedVolumeSource
  sources:[]v1.VolumeProjection! defaultMode:*int32 defaultUser:*int64@37
QuobyteVolumeSource
  registry:string! volume:string! readOnly:bool user:string group:string tenant:string
RBDVolumeSource
  monitors:[]string! image:string! fsType:string pool:string user:string keyring:string
  secretRef:*v1.LocalObjectReference readOnly:bool
ResourceClaim
  name:string! request:string@31
ResourceFieldSelector
  containerName:string resource:string! divisor:resource.Quantity
ResourceRequirements
  limits:v1.ResourceList requests:v1.ResourceList claims:[]v1.ResourceClaim@26
RollingUpdateDaemonSet
  maxUnavailable:*intstr.IntOrString maxSurge:*intstr.IntOrString
SELinuxOptions
  user:string role:string type:string level:string
ScaleIOVolumeSource
  gateway:string! system:string! secretRef:*v1.LocalObjectReference! sslEnabled:bool protectionDomain:string
  storagePool:string storageMode:string volumeName:string fsType:string readOnly:bool
SeccompProfile
  type:v1.SeccompProfileType! localhostProfile:*string
SecretEnvSource
  LocalObjectReference>name:string optional:*bool
SecretKeySelector
  LocalObjectReference>name:string key:string! optional:*bool
SecretProjection
  LocalObjectReference>name:string items:[]v1.KeyToPath optional:*bool
SecretVolumeSource
  secretName:string items:[]v1.KeyToPath defaultMode:*int32 optional:*bool defaultUser:*int64@37
SecurityContext
  capabilities:*v1.Capabilities privileged:*bool seLinuxOptions:*v1.SELinuxOptions
  windowsOptions:*v1.WindowsSecurityContextOptions runAsUser:*int64 runAsGroup:*int64 runAsNonRoot:*bool
  readOnlyRootFilesystem:*bool allowPrivilegeEscalation:*bool procMount:*v1.ProcMountType
  seccompProfile:*v1.SeccompProfile appArmorProfile:*v1.AppArmorProfile@30
ServiceAccountTokenProjection
  audience:string expirationSeconds:*int64 path:string! user:*int64@37
SleepAction
  seconds:int64!
StorageOSVolumeSource
  volumeName:string volumeNamespace:string fsType:string readOnly:bool secretRef:*v1.LocalObjectReference
Sysctl
  name:string! value:string!
TCPSocketAction
  port:intstr.IntOrString! host:string
Toleration
  key:string operator:v1.TolerationOperator value:string effect:v1.TaintEffect tolerationSeconds:*int64
TopologySpreadConstraint
  maxSkew:int32! topologyKey:string! whenUnsatisfiable:v1.UnsatisfiableConstraintAction!
  labelSelector:*v1.LabelSelector minDomains:*int32 nodeAffinityPolicy:*v1.NodeInclusionPolicy
  nodeTaintsPolicy:*v1.NodeInclusionPolicy matchLabelKeys:[]string
TypedLocalObjectReference
  apiGroup:*string! kind:string! name:string!
TypedObjectReference
  apiGroup:*string! kind:string! name:string! namespace:*string
Volume
  name:string! VolumeSource>hostPath:*v1.HostPathVolumeSource VolumeSource>emptyDir:*v1.EmptyDirVolumeSource
  VolumeSource>gcePersistentDisk:*v1.GCEPersistentDiskVolumeSource
  VolumeSource>awsElasticBlockStore:*v1.AWSElasticBlockStoreVolumeSource VolumeSource>gitRepo:*v1.GitRepoVolumeSource
  VolumeSource>secret:*v1.SecretVolumeSource VolumeSource>nfs:*v1.NFSVolumeSource
  VolumeSource>iscsi:*v1.ISCSIVolumeSource VolumeSource>glusterfs:*v1.GlusterfsVolumeSource
  VolumeSource>persistentVolumeClaim:*v1.PersistentVolumeClaimVolumeSource VolumeSource>rbd:*v1.RBDVolumeSource
  VolumeSource>flexVolume:*v1.FlexVolumeSource VolumeSource>cinder:*v1.CinderVolumeSource
  VolumeSource>cephfs:*v1.CephFSVolumeSource VolumeSource>flocker:*v1.FlockerVolumeSource
  VolumeSource>downwardAPI:*v1.DownwardAPIVolumeSource VolumeSource>fc:*v1.FCVolumeSource
  VolumeSource>azureFile:*v1.AzureFileVolumeSource VolumeSource>configMap:*v1.ConfigMapVolumeSource
  VolumeSource>vsphereVolume:*v1.VsphereVirtualDiskVolumeSource VolumeSource>quobyte:*v1.QuobyteVolumeSource
  VolumeSource>azureDisk:*v1.AzureDiskVolumeSource
  VolumeSource>photonPersistentDisk:*v1.PhotonPersistentDiskVolumeSource
  VolumeSource>projected:*v1.ProjectedVolumeSource VolumeSource>portworxVolume:*v1.PortworxVolumeSource
  VolumeSource>scaleIO:*v1.ScaleIOVolumeSource VolumeSource>storageos:*v1.StorageOSVolumeSource
  VolumeSource>csi:*v1.CSIVolumeSource VolumeSource>ephemeral:*v1.EphemeralVolumeSource
  VolumeSource>image:*v1.ImageVolumeSource@31
VolumeDevice
  name:string! devicePath:string!
VolumeMount
  name:string! readOnly:bool recursiveReadOnly:*v1.RecursiveReadOnlyMode@30 mountPath:string! subPath:string
  mountPropagation:*v1.MountPropagationMode subPathExpr:string bindMountOptions:[]string@37
VolumeProjection
  secret:*v1.SecretProjection downwardAPI:*v1.DownwardAPIProjection configMap:*v1.ConfigMapProjection
  serviceAccountToken:*v1.ServiceAccountTokenProjection clusterTrustBundle:*v1.ClusterTrustBundleProjection@29
  podCertificate:*v1.PodCertificateProjection@34
VolumeResourceRequirements
  limits:v1.ResourceList requests:v1.ResourceList
VsphereVirtualDiskVolumeSource
  volumePath:string! fsType:string storagePolicyName:string storagePolicyID:string
WeightedPodAffinityTerm
  weight:int32! podAffinityTerm:v1.PodAffinityTerm!
WindowsSecurityContextOptions
  gmsaCredentialSpecName:*string gmsaCredentialSpec:*string runAsUserName:*string hostProcess:*bool
WorkloadReference
  name:string! podGroup:string! podGroupReplicaKey:string
`;
