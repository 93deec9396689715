/**
 * The fields of the kinds that policies match beside DaemonSets, or take as parameters, in the form of `FIELDS`.
 * Source: k8s.io/api 0.37 apps/v1, batch/v1, core/v1 types.go.
 */
export const WORKLOAD_FIELDS = `
ClientIPConfig
  timeoutSeconds:*int32
Condition
  type:string! status:v1.ConditionStatus! observedGeneration:int64 lastTransitionTime:v1.Time! reason:string!
  message:string!
ConfigMap
  TypeMeta>kind:string TypeMeta>apiVersion:string metadata:v1.ObjectMeta immutable:*bool data:map[string]string
  binaryData:map[string]bytes
ContainerExtendedResourceRequest
  containerName:string! resourceName:string! requestName:string!
ContainerState
  waiting:*v1.ContainerStateWaiting running:*v1.ContainerStateRunning terminated:*v1.ContainerStateTerminated
ContainerStateRunning
  startedAt:v1.Time
ContainerStateTerminated
  exitCode:int32! signal:int32 reason:string message:string startedAt:v1.Time finishedAt:v1.Time containerID:string
ContainerStateWaiting
  reason:string message:string
ContainerStatus
  name:string! state:v1.ContainerState lastState:v1.ContainerState ready:bool! restartCount:int32! image:string!
  imageID:string! containerID:string started:*bool allocatedResources:v1.ResourceList
  resources:*v1.ResourceRequirements volumeMounts:[]v1.VolumeMountStatus user:*v1.ContainerUser
  allocatedResourcesStatus:[]v1.ResourceStatus stopSignal:*v1.Signal
ContainerUser
  linux:*v1.LinuxContainerUser
CronJob
  TypeMeta>kind:string TypeMeta>apiVersion:string metadata:v1.ObjectMeta spec:v1.CronJobSpec status:v1.CronJobStatus
CronJobSpec
  schedule:string! timeZone:*string startingDeadlineSeconds:*int64 concurrencyPolicy:v1.ConcurrencyPolicy
  suspend:*bool jobTemplate:v1.JobTemplateSpec! successfulJobsHistoryLimit:*int32 failedJobsHistoryLimit:*int32
CronJobStatus
  active:[]v1.ObjectReference lastScheduleTime:*v1.Time lastSuccessfulTime:*v1.Time
Deployment
  TypeMeta>kind:string TypeMeta>apiVersion:string metadata:v1.ObjectMeta spec:v1.DeploymentSpec
  status:v1.DeploymentStatus
DeploymentCondition
  type:v1.DeploymentConditionType! status:v1.ConditionStatus! lastUpdateTime:v1.Time lastTransitionTime:v1.Time
  reason:string message:string
DeploymentSpec
  replicas:*int32 selector:*v1.LabelSelector! template:v1.PodTemplateSpec! strategy:v1.DeploymentStrategy
  minReadySeconds:int32 revisionHistoryLimit:*int32 paused:bool progressDeadlineSeconds:*int32
DeploymentStatus
  observedGeneration:int64 replicas:int32 updatedReplicas:int32 readyReplicas:int32 availableReplicas:int32
  unavailableReplicas:int32 terminatingReplicas:*int32 conditions:[]v1.DeploymentCondition collisionCount:*int32
DeploymentStrategy
  type:v1.DeploymentStrategyType rollingUpdate:*v1.RollingUpdateDeployment
HostIP
  ip:string!
ImageVolumeStatus
  imageRef:string
Job
  TypeMeta>kind:string TypeMeta>apiVersion:string metadata:v1.ObjectMeta spec:v1.JobSpec status:v1.JobStatus
JobCondition
  type:v1.JobConditionType! status:v1.ConditionStatus! lastProbeTime:v1.Time lastTransitionTime:v1.Time
  reason:string message:string
JobSchedulingConfiguration
  schedulingPolicy:*v1.WorkloadPodGroupSchedulingPolicy
  schedulingConstraints:*v1.WorkloadPodGroupSchedulingConstraints disruptionMode:*v1.WorkloadPodGroupDisruptionMode
  resourceClaims:[]v1.WorkloadPodGroupResourceClaim
JobSpec
  parallelism:*int32 completions:*int32 activeDeadlineSeconds:*int64 podFailurePolicy:*v1.PodFailurePolicy
  successPolicy:*v1.SuccessPolicy backoffLimit:*int32 backoffLimitPerIndex:*int32 maxFailedIndexes:*int32
  selector:*v1.LabelSelector manualSelector:*bool template:v1.PodTemplateSpec! ttlSecondsAfterFinished:*int32
  completionMode:*v1.CompletionMode suspend:*bool podReplacementPolicy:*v1.PodReplacementPolicy managedBy:*string
  scheduling:*v1.JobSchedulingConfiguration
JobStatus
  conditions:[]v1.JobCondition startTime:*v1.Time completionTime:*v1.Time active:int32 succeeded:int32 failed:int32
  terminating:*int32 completedIndexes:string failedIndexes:*string
  uncountedTerminatedPods:*v1.UncountedTerminatedPods ready:*int32
JobTemplateSpec
  metadata:v1.ObjectMeta spec:v1.JobSpec
LinuxContainerUser
  uid:int64! gid:int64! supplementalGroups:[]int64
LoadBalancerIngress
  ip:string hostname:string ipMode:*v1.LoadBalancerIPMode ports:[]v1.PortStatus
LoadBalancerStatus
  ingress:[]v1.LoadBalancerIngress
ModifyVolumeStatus
  targetVolumeAttributesClassName:string status:v1.PersistentVolumeClaimModifyVolumeStatus!
Namespace
  TypeMeta>kind:string TypeMeta>apiVersion:string metadata:v1.ObjectMeta spec:v1.NamespaceSpec
  status:v1.NamespaceStatus
NamespaceCondition
  type:v1.NamespaceConditionType! status:v1.ConditionStatus! lastTransitionTime:v1.Time reason:string message:string
NamespaceSpec
  finalizers:[]v1.FinalizerName
NamespaceStatus
  phase:v1.NamespacePhase conditions:[]v1.NamespaceCondition
NodeAllocatableMappedResources
  name:v1.ResourceName! quantity:*resource.Quantity!
NodeAllocatableOverheadResources
  name:v1.ResourceName! perPod:*resource.Quantity perContainer:*resource.Quantity
NodeAllocatableResourceClaimStatus
  resourceClaimName:string! containers:[]string mapping:[]v1.NodeAllocatableMappedResources
  overhead:[]v1.NodeAllocatableOverheadResources
ObjectReference
  kind:string namespace:string name:string uid:v1.UID apiVersion:string resourceVersion:string fieldPath:string
PersistentVolumeClaim
  TypeMeta>kind:string TypeMeta>apiVersion:string metadata:v1.ObjectMeta spec:v1.PersistentVolumeClaimSpec
  status:v1.PersistentVolumeClaimStatus
PersistentVolumeClaimCondition
  type:v1.PersistentVolumeClaimConditionType! status:v1.ConditionStatus! lastProbeTime:v1.Time
  lastTransitionTime:v1.Time reason:string message:string
PersistentVolumeClaimStatus
  phase:v1.PersistentVolumeClaimPhase accessModes:[]v1.PersistentVolumeAccessMode capacity:v1.ResourceList
  conditions:[]v1.PersistentVolumeClaimCondition allocatedResources:v1.ResourceList
  allocatedResourceStatuses:map[v1.ResourceName]v1.ClaimResourceStatus currentVolumeAttributesClassName:*string
  modifyVolumeStatus:*v1.ModifyVolumeStatus healthStatus:*v1.VolumeHealthStatus
Pod
  TypeMeta>kind:string TypeMeta>apiVersion:string metadata:v1.ObjectMeta spec:v1.PodSpec status:v1.PodStatus
PodCondition
  type:v1.PodConditionType! observedGeneration:int64 status:v1.ConditionStatus! lastProbeTime:v1.Time
  lastTransitionTime:v1.Time reason:string message:string
PodExtendedResourceClaimStatus
  requestMappings:[]v1.ContainerExtendedResourceRequest! resourceClaimName:string!
PodFailurePolicy
  rules:[]v1.PodFailurePolicyRule!
PodFailurePolicyOnExitCodesRequirement
  containerName:*string operator:v1.PodFailurePolicyOnExitCodesOperator! values:[]int32!
PodFailurePolicyOnPodConditionsPattern
  type:v1.PodConditionType! status:v1.ConditionStatus!
PodFailurePolicyRule
  action:v1.PodFailurePolicyAction! onExitCodes:*v1.PodFailurePolicyOnExitCodesRequirement
  onPodConditions:[]v1.PodFailurePolicyOnPodConditionsPattern
PodIP
  ip:string!
PodResourceClaimStatus
  name:string! resourceClaimName:*string
PodStatus
  observedGeneration:int64 phase:v1.PodPhase conditions:[]v1.PodCondition message:string reason:string
  nominatedNodeName:string hostIP:string hostIPs:[]v1.HostIP podIP:string podIPs:[]v1.PodIP startTime:*v1.Time
  initContainerStatuses:[]v1.ContainerStatus containerStatuses:[]v1.ContainerStatus qosClass:v1.PodQOSClass
  ephemeralContainerStatuses:[]v1.ContainerStatus resize:v1.PodResizeStatus
  resourceClaimStatuses:[]v1.PodResourceClaimStatus extendedResourceClaimStatus:*v1.PodExtendedResourceClaimStatus
  allocatedResources:v1.ResourceList resources:*v1.ResourceRequirements
  nodeAllocatableResourceClaimStatuses:[]v1.NodeAllocatableResourceClaimStatus volumeHealth:[]v1.PodVolumeHealth
PodVolumeHealth
  name:string! healthConditions:[]v1.VolumeHealthCondition lastTransitionTime:v1.Time
PortStatus
  port:int32! protocol:v1.Protocol! error:*string
ReplicaSet
  TypeMeta>kind:string TypeMeta>apiVersion:string metadata:v1.ObjectMeta spec:v1.ReplicaSetSpec
  status:v1.ReplicaSetStatus
ReplicaSetCondition
  type:v1.ReplicaSetConditionType! status:v1.ConditionStatus! lastTransitionTime:v1.Time reason:string
  message:string
ReplicaSetSpec
  replicas:*int32 minReadySeconds:int32 selector:*v1.LabelSelector! template:v1.PodTemplateSpec
ReplicaSetStatus
  replicas:int32! fullyLabeledReplicas:int32 readyReplicas:int32 availableReplicas:int32 terminatingReplicas:*int32
  observedGeneration:int64 conditions:[]v1.ReplicaSetCondition
ReplicationController
  TypeMeta>kind:string TypeMeta>apiVersion:string metadata:v1.ObjectMeta spec:v1.ReplicationControllerSpec
  status:v1.ReplicationControllerStatus
ReplicationControllerCondition
  type:v1.ReplicationControllerConditionType! status:v1.ConditionStatus! lastTransitionTime:v1.Time reason:string
  message:string
ReplicationControllerSpec
  replicas:*int32 minReadySeconds:int32 selector:map[string]string template:*v1.PodTemplateSpec
ReplicationControllerStatus
  replicas:int32! fullyLabeledReplicas:int32 readyReplicas:int32 availableReplicas:int32 observedGeneration:int64
  conditions:[]v1.ReplicationControllerCondition
ResourceHealth
  resourceID:v1.ResourceID! health:v1.ResourceHealthStatus message:*string
ResourceStatus
  name:v1.ResourceName! resources:[]v1.ResourceHealth
RollingUpdateDeployment
  maxUnavailable:*intstr.IntOrString maxSurge:*intstr.IntOrString
RollingUpdateStatefulSetStrategy
  partition:*int32 maxUnavailable:*intstr.IntOrString
Secret
  TypeMeta>kind:string TypeMeta>apiVersion:string metadata:v1.ObjectMeta immutable:*bool data:map[string]bytes
  stringData:map[string]string type:v1.SecretType
Service
  TypeMeta>kind:string TypeMeta>apiVersion:string metadata:v1.ObjectMeta spec:v1.ServiceSpec status:v1.ServiceStatus
ServicePort
  name:string protocol:v1.Protocol appProtocol:*string port:int32! targetPort:intstr.IntOrString nodePort:int32
ServiceSpec
  ports:[]v1.ServicePort selector:map[string]string clusterIP:string clusterIPs:[]string type:v1.ServiceType
  externalIPs:[]string sessionAffinity:v1.ServiceAffinity loadBalancerIP:string loadBalancerSourceRanges:[]string
  externalName:string externalTrafficPolicy:v1.ServiceExternalTrafficPolicy healthCheckNodePort:int32
  publishNotReadyAddresses:bool sessionAffinityConfig:*v1.SessionAffinityConfig ipFamilies:[]v1.IPFamily
  ipFamilyPolicy:*v1.IPFamilyPolicy allocateLoadBalancerNodePorts:*bool loadBalancerClass:*string
  internalTrafficPolicy:*v1.ServiceInternalTrafficPolicy trafficDistribution:*string
ServiceStatus
  loadBalancer:v1.LoadBalancerStatus conditions:[]v1.Condition
SessionAffinityConfig
  clientIP:*v1.ClientIPConfig
StatefulSet
  TypeMeta>kind:string TypeMeta>apiVersion:string metadata:v1.ObjectMeta spec:v1.StatefulSetSpec
  status:v1.StatefulSetStatus
StatefulSetCondition
  type:v1.StatefulSetConditionType! status:v1.ConditionStatus! lastTransitionTime:v1.Time reason:string
  message:string
StatefulSetOrdinals
  start:int32!
StatefulSetPersistentVolumeClaimRetentionPolicy
  whenDeleted:v1.PersistentVolumeClaimRetentionPolicyType whenScaled:v1.PersistentVolumeClaimRetentionPolicyType
StatefulSetSpec
  replicas:*int32 selector:*v1.LabelSelector! template:v1.PodTemplateSpec!
  volumeClaimTemplates:[]v1.PersistentVolumeClaim serviceName:string! podManagementPolicy:v1.PodManagementPolicyType
  updateStrategy:v1.StatefulSetUpdateStrategy revisionHistoryLimit:*int32 minReadySeconds:int32
  persistentVolumeClaimRetentionPolicy:*v1.StatefulSetPersistentVolumeClaimRetentionPolicy
  ordinals:*v1.StatefulSetOrdinals
StatefulSetStatus
  observedGeneration:int64 replicas:int32! readyReplicas:int32 currentReplicas:int32 updatedReplicas:int32
  currentRevision:string updateRevision:string collisionCount:*int32 conditions:[]v1.StatefulSetCondition
  availableReplicas:int32!
StatefulSetUpdateStrategy
  type:v1.StatefulSetUpdateStrategyType rollingUpdate:*v1.RollingUpdateStatefulSetStrategy
SuccessPolicy
  rules:[]v1.SuccessPolicyRule!
SuccessPolicyRule
  succeededIndexes:*string succeededCount:*int32
TopologyConstraint
  key:string!
UncountedTerminatedPods
  succeeded:[]v1.UID failed:[]v1.UID
VolumeHealthCondition
  status:v1.VolumeHealthStatusType! reason:string! message:string
VolumeHealthStatus
  healthConditions:[]v1.VolumeHealthCondition lastTransitionTime:v1.Time
VolumeMountStatus
  name:string! mountPath:string! readOnly:bool recursiveReadOnly:*v1.RecursiveReadOnlyMode
  volumeStatus:*v1.VolumeStatus
VolumeStatus
  image:*v1.ImageVolumeStatus
WorkloadPodGroupAllDisruptionMode
WorkloadPodGroupBasicSchedulingPolicy
WorkloadPodGroupDisruptionMode
  single:*v1.WorkloadPodGroupSingleDisruptionMode all:*v1.WorkloadPodGroupAllDisruptionMode
WorkloadPodGroupGangSchedulingPolicy
  minCount:*int32
WorkloadPodGroupResourceClaim
  name:string! resourceClaimName:*string resourceClaimTemplateName:*string
WorkloadPodGroupSchedulingConstraints
  topology:[]v1.TopologyConstraint
WorkloadPodGroupSchedulingPolicy
  basic:*v1.WorkloadPodGroupBasicSchedulingPolicy gang:*v1.WorkloadPodGroupGangSchedulingPolicy
WorkloadPodGroupSingleDisruptionMode
`;
