/** Where transformers write by default. Source: kustomize api/internal/konfig/builtinpluginconsts. */
import type { FieldSpec, NameReference } from './field-spec.ts';

type Parts = Partial<Omit<FieldSpec, 'path'>>;

function spec(path: string, parts: Parts = {}): FieldSpec {
  return { group: '', version: '', kind: '', create: false, ...parts, path };
}

const create = (path: string, parts: Parts = {}): FieldSpec => spec(path, { ...parts, create: true });
const all = (paths: readonly string[], parts: Parts): FieldSpec[] => paths.map((path) => spec(path, parts));

export const namePrefix = [spec('metadata/name')];
export const nameSuffix = [spec('metadata/name')];

export const namespace = [
  create('metadata/name', { kind: 'Namespace' }),
  create('spec/service/namespace', { group: 'apiregistration.k8s.io', kind: 'APIService' }),
  spec('spec/conversion/webhook/clientConfig/service/namespace', {
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
  }),
];

const TEMPLATE_LABELS = 'spec/template/metadata/labels';
export const templateLabels = [
  create('metadata/labels'),
  create(TEMPLATE_LABELS, { version: 'v1', kind: 'ReplicationController' }),
  ...['Deployment', 'ReplicaSet', 'DaemonSet'].map((kind) => create(TEMPLATE_LABELS, { kind })),
  create(TEMPLATE_LABELS, { group: 'apps', kind: 'StatefulSet' }),
  create('spec/volumeClaimTemplates[]/metadata/labels', { group: 'apps', kind: 'StatefulSet' }),
  create(TEMPLATE_LABELS, { group: 'batch', kind: 'Job' }),
  create('spec/jobTemplate/metadata/labels', { group: 'batch', kind: 'CronJob' }),
  create('spec/jobTemplate/spec/template/metadata/labels', { group: 'batch', kind: 'CronJob' }),
];

const AFFINITY = 'spec/template/spec/affinity';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels';
const placement = (kind: string): FieldSpec[] =>
  all(
    [
      ...[`${AFFINITY}/podAffinity/${PREFERRED}`, `${AFFINITY}/podAffinity/${REQUIRED}`],
      ...[`${AFFINITY}/podAntiAffinity/${PREFERRED}`, `${AFFINITY}/podAntiAffinity/${REQUIRED}`],
      'spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels',
    ],
    { group: 'apps', kind },
  );
const NETWORK_POLICY = { group: 'networking.k8s.io', kind: 'NetworkPolicy' };
export const commonLabels = [
  create('spec/selector', { version: 'v1', kind: 'Service' }),
  create('spec/selector', { version: 'v1', kind: 'ReplicationController' }),
  create('spec/selector/matchLabels', { kind: 'Deployment' }),
  ...placement('Deployment'),
  create('spec/selector/matchLabels', { kind: 'ReplicaSet' }),
  create('spec/selector/matchLabels', { kind: 'DaemonSet' }),
  create('spec/selector/matchLabels', { group: 'apps', kind: 'StatefulSet' }),
  ...placement('StatefulSet'),
  spec('spec/selector/matchLabels', { group: 'batch', kind: 'Job' }),
  spec('spec/jobTemplate/spec/selector/matchLabels', { group: 'batch', kind: 'CronJob' }),
  spec('spec/selector/matchLabels', { group: 'policy', kind: 'PodDisruptionBudget' }),
  spec('spec/podSelector/matchLabels', NETWORK_POLICY),
  spec('spec/ingress/from/podSelector/matchLabels', NETWORK_POLICY),
  spec('spec/egress/to/podSelector/matchLabels', NETWORK_POLICY),
  ...templateLabels,
];

const TEMPLATE_ANNOTATIONS = 'spec/template/metadata/annotations';
export const commonAnnotations = [
  create('metadata/annotations'),
  create(TEMPLATE_ANNOTATIONS, { version: 'v1', kind: 'ReplicationController' }),
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].map((kind) => create(TEMPLATE_ANNOTATIONS, { kind })),
  create(TEMPLATE_ANNOTATIONS, { group: 'batch', kind: 'Job' }),
  create('spec/jobTemplate/metadata/annotations', { group: 'batch', kind: 'CronJob' }),
  create('spec/jobTemplate/spec/template/metadata/annotations', { group: 'batch', kind: 'CronJob' }),
];

export const images = ['spec', 'spec/template/spec'].flatMap((pod) => [
  create(`${pod}/containers[]/image`),
  create(`${pod}/initContainers[]/image`),
  create(`${pod}/volumes[]/image/reference`),
]);

export const replicas = ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) =>
  create('spec/replicas', { kind }),
);

const CRON_POD = 'spec/jobTemplate/spec/template/spec';
const POD_OF: Readonly<Record<string, string>> = { CronJob: CRON_POD, Pod: 'spec', PodTemplate: 'template/spec' };
const podOf = (kind: string): string => POD_OF[kind] ?? 'spec/template/spec';

const VARIABLES = ['args', 'command', 'env/value', 'volumeMounts/mountPath'];
const variablesOf = (kind: string): FieldSpec[] =>
  all(
    [
      ...['containers', 'initContainers'].flatMap((list) => VARIABLES.map((path) => `${podOf(kind)}/${list}/${path}`)),
      kind === 'CronJob'
        ? 'spec/jobTemplate/spec/template/volumes/nfs/server'
        : kind === 'StatefulSet'
          ? 'spec/volumeClaimTemplates/spec/nfs/server'
          : `${podOf(kind)}/volumes/nfs/server`,
    ],
    { kind },
  );
export const varReference = [
  ...['CronJob', 'DaemonSet', 'Deployment'].flatMap(variablesOf),
  spec('spec/template/metadata/annotations', { kind: 'Deployment' }),
  ...all(['spec/rules/host', 'spec/tls/hosts', 'spec/tls/secretName'], { kind: 'Ingress' }),
  ...['Job', 'Pod', 'ReplicaSet'].flatMap(variablesOf),
  ...all(['spec/ports/port', 'spec/ports/targetPort'], { kind: 'Service' }),
  ...variablesOf('StatefulSet'),
  spec('spec/nfs/server', { kind: 'PersistentVolume' }),
  spec('metadata/labels'),
  spec('metadata/annotations'),
];

const POD_KINDS = ['Pod', 'PodTemplate', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job', 'CronJob'];
const podReferences = (paths: readonly string[]): FieldSpec[] =>
  POD_KINDS.flatMap((kind) => {
    const version = kind === 'Pod' ? 'v1' : '';
    const [first = '', ...rest] = paths;
    // Only the order is another one: projected volumes stand second.
    const ordered = kind === 'CronJob' ? [first, ...rest.slice(-1), ...rest.slice(0, -1)] : paths;
    return all(
      ordered.map((path) => `${podOf(kind)}/${path}`),
      { kind, version },
    );
  });

const reference = (target: Parts, referrers: readonly FieldSpec[]): NameReference => ({
  group: target.group ?? '',
  version: target.version ?? '',
  kind: target.kind ?? '',
  referrers,
});
const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';
/** Kinds with pods, in the order in which later lists have them. */
const WORKLOADS = ['Pod', 'StatefulSet', 'Deployment', 'ReplicationController', 'CronJob', 'Job', 'DaemonSet'];
const workloads = (path: string): FieldSpec[] => WORKLOADS.map((kind) => spec(`${podOf(kind)}/${path}`, { kind }));
const ingress = (...paths: string[]): FieldSpec[] => all(paths, { kind: 'Ingress' });
const ANNOTATION = 'metadata/annotations';

export const nameReference = [
  ...['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) =>
    reference({ kind }, [spec('spec/scaleTargetRef/name', { kind: 'HorizontalPodAutoscaler' })]),
  ),
  reference({ kind: 'ConfigMap', version: 'v1' }, [
    ...podReferences([
      'volumes/configMap/name',
      ...['containers/env/valueFrom/configMapKeyRef/name', 'initContainers/env/valueFrom/configMapKeyRef/name'],
      ...['containers/envFrom/configMapRef/name', 'initContainers/envFrom/configMapRef/name'],
      'volumes/projected/sources/configMap/name',
    ]),
    spec('spec/configSource/configMap', { kind: 'Node' }),
    ...['Role', 'ClusterRole'].map((kind) => spec('rules/resourceNames', { kind })),
    ...ingress(`${ANNOTATION}/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap`),
  ]),
  reference({ kind: 'Secret', version: 'v1' }, [
    ...podReferences([
      'volumes/secret/secretName',
      ...['containers/env/valueFrom/secretKeyRef/name', 'initContainers/env/valueFrom/secretKeyRef/name'],
      ...['containers/envFrom/secretRef/name', 'initContainers/envFrom/secretRef/name', 'imagePullSecrets/name'],
      'volumes/projected/sources/secret/name',
    ]),
    ...ingress('spec/tls/secretName', `${ANNOTATION}/ingress.kubernetes.io\\/auth-secret`),
    ...ingress(`${ANNOTATION}/nginx.ingress.kubernetes.io\\/auth-secret`),
    ...ingress(`${ANNOTATION}/nginx.ingress.kubernetes.io\\/auth-tls-secret`, 'spec/tls/secretName'),
    spec('imagePullSecrets/name', { kind: 'ServiceAccount' }),
    ...all(['parameters/secretName', 'parameters/adminSecretName'], { kind: 'StorageClass' }),
    ...all(['parameters/userSecretName', 'parameters/secretRef'], { kind: 'StorageClass' }),
    ...['Role', 'ClusterRole'].map((kind) => spec('rules/resourceNames', { kind })),
    spec('spec/template/spec/containers/env/valueFrom/secretKeyRef/name', {
      ...{ group: 'serving.knative.dev', version: 'v1', kind: 'Service' },
    }),
    spec('spec/azureFile/secretName', { kind: 'PersistentVolume' }),
  ]),
  reference({ kind: 'Service', version: 'v1' }, [
    spec('spec/serviceName', { group: 'apps', kind: 'StatefulSet' }),
    ...ingress('spec/rules/http/paths/backend/serviceName', 'spec/backend/serviceName'),
    ...ingress('spec/rules/http/paths/backend/service/name', 'spec/defaultBackend/service/name'),
    spec('spec/service/name', { group: 'apiregistration.k8s.io', kind: 'APIService' }),
    ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].map((kind) =>
      spec('webhooks/clientConfig/service', { group: ADMISSION, kind }),
    ),
  ]),
  reference({ kind: 'Role', group: RBAC }, [spec('roleRef/name', { group: RBAC, kind: 'RoleBinding' })]),
  reference(
    { kind: 'ClusterRole', group: RBAC },
    ['RoleBinding', 'ClusterRoleBinding'].map((kind) => spec('roleRef/name', { group: RBAC, kind })),
  ),
  reference({ kind: 'ServiceAccount', version: 'v1' }, [
    ...['RoleBinding', 'ClusterRoleBinding'].map((kind) => spec('subjects', { group: RBAC, kind })),
    ...workloads('serviceAccountName'),
  ]),
  reference({ kind: 'PersistentVolumeClaim', version: 'v1' }, workloads('volumes/persistentVolumeClaim/claimName')),
  reference({ kind: 'PersistentVolume', version: 'v1' }, [
    spec('spec/volumeName', { kind: 'PersistentVolumeClaim' }),
    spec('rules/resourceNames', { kind: 'ClusterRole' }),
  ]),
  reference({ kind: 'StorageClass', version: 'v1', group: 'storage.k8s.io' }, [
    ...['PersistentVolume', 'PersistentVolumeClaim'].map((kind) => spec('spec/storageClassName', { kind })),
    spec('spec/volumeClaimTemplates/spec/storageClassName', { kind: 'StatefulSet' }),
  ]),
  reference({ kind: 'PriorityClass', version: 'v1', group: 'scheduling.k8s.io' }, workloads('priorityClassName')),
  reference({ kind: 'IngressClass', version: 'v1', group: 'networking.k8s.io/v1' }, ingress('spec/ingressClassName')),
  reference({ kind: 'ValidatingAdmissionPolicy', group: ADMISSION }, [
    spec('spec/policyName', { group: ADMISSION, kind: 'ValidatingAdmissionPolicyBinding' }),
  ]),
];
