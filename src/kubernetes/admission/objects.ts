/** The objects that policies depend on: namespaces, parameters, and the kinds that may be parameters. */
import type { Labels } from '../apimachinery/label-selector.ts';
import { isRecord } from '../go/json.ts';

/** A Namespace as far as it is known. */
export interface NamespaceObject {
  readonly name: string;
  readonly labels: Labels;
  /** The whole object, when a file declares it. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/** An object that a policy may take as its parameter. */
export interface ParamObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly json: Readonly<Record<string, unknown>>;
}

/** A kind of objects. */
export interface KnownKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** Nothing when no file says so. */
  readonly namespaced: boolean | undefined;
  /** The schema of a custom resource. */
  readonly schema?: unknown;
}

/** Everything that stands beside the policies. */
export interface ClusterObjects {
  readonly namespaces: readonly NamespaceObject[];
  readonly params: readonly ParamObject[];
  readonly kinds: readonly KnownKind[];
  /** Whether nothing but these exists in the cluster. */
  readonly complete: boolean;
}

const NAME_LABEL = 'kubernetes.io/metadata.name';
const MADE_UP = { uid: '00000000-0000-4000-8000-000000000000', resourceVersion: '1' };

/** Reads a Namespace; the server adds its name as a label. */
export function namespaceOf(json: Readonly<Record<string, unknown>>, time: string): NamespaceObject {
  const metadata = isRecord(json['metadata']) ? json['metadata'] : {};
  const name = textOf(metadata['name']);
  const labels = { ...stringsOf(metadata['labels']), [NAME_LABEL]: name };
  const kept = {
    metadata: { ...metadata, ...MADE_UP, creationTimestamp: time, labels },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
  return { name, labels, json: kept };
}

/** A Namespace of which only the name is known. */
export function undeclaredNamespace(name: string): NamespaceObject {
  return { name, labels: { [NAME_LABEL]: name }, json: undefined };
}

/** Reads an object that may be a parameter, as the server stores it. */
export function paramOf(
  json: Readonly<Record<string, unknown>>,
  kind: KnownKind | undefined,
  time: string,
): ParamObject {
  const metadata = isRecord(json['metadata']) ? json['metadata'] : {};
  const named = textOf(metadata['namespace']);
  const namespace = kind?.namespaced === true && named === '' ? 'default' : named;
  const made = { ...MADE_UP, creationTimestamp: time, ...(kind?.schema === undefined ? {} : { generation: 1 }) };
  const place = namespace === '' ? {} : { namespace };
  const stored = { ...json, metadata: withoutEmpty({ ...metadata, ...place, ...made }) };
  return {
    apiVersion: textOf(json['apiVersion']),
    kind: textOf(json['kind']),
    name: textOf(metadata['name']),
    namespace,
    labels: stringsOf(metadata['labels']),
    json: kind?.schema === undefined ? withoutEmpty(stored) : completed(stored, kind.schema),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function stringsOf(value: unknown): Labels {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.map(([key, text]): [string, string] => [key, textOf(text)]));
}

/** As Go's `omitempty` leaves nulls, empty lists and empty maps out. */
function withoutEmpty(json: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isEmpty = (value: unknown): boolean =>
    value === null ||
    value === undefined ||
    (Array.isArray(value) && value.length === 0) ||
    (isRecord(value) && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(json).filter(([, value]) => !isEmpty(value)));
}

const OWN_FIELDS = ['apiVersion', 'kind', 'metadata'];

/**
 * A custom resource with its defaults, without the fields that its schema does not know.
 * Source: apiextensions-apiserver pkg/apiserver/schema/pruning, defaulting.
 */
function completed(json: Readonly<Record<string, unknown>>, schema: unknown): Record<string, unknown> {
  const own = Object.fromEntries(OWN_FIELDS.map((name) => [name, json[name]]));
  const body = structural(json, schema);
  return { ...(isRecord(body) ? body : {}), ...own };
}

function structural(value: unknown, schema: unknown): unknown {
  if (!isRecord(schema)) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => structural(item, schema['items']));
  if (!isRecord(value) || schema['x-kubernetes-preserve-unknown-fields'] === true) return value;
  const { additionalProperties, properties } = schema;
  if (isRecord(additionalProperties))
    return mapped(Object.entries(value).map(([key, item]) => [key, structural(item, additionalProperties)]));
  const fields = isRecord(properties) ? properties : {};
  const kept: [string, unknown][] = [];
  for (const [key, field] of Object.entries(fields)) {
    const written = Object.hasOwn(value, key) ? value[key] : undefined;
    const absent = written === undefined || (written === null && isRecord(field) && field['nullable'] !== true);
    const found = absent && isRecord(field) && 'default' in field ? field['default'] : written;
    if (found !== undefined) kept.push([key, structural(found, field)]);
  }
  return mapped(kept);
}

const mapped = (entries: readonly (readonly [string, unknown])[]): Record<string, unknown> =>
  Object.fromEntries(entries);

/** The kinds that a CustomResourceDefinition adds. */
export function kindsOf(crd: Readonly<Record<string, unknown>>): KnownKind[] {
  const spec = isRecord(crd['spec']) ? crd['spec'] : {};
  const names = isRecord(spec['names']) ? spec['names'] : {};
  const versions: readonly unknown[] = Array.isArray(spec['versions']) ? spec['versions'] : [];
  return versions.filter(isRecord).flatMap((version): KnownKind[] => {
    if (version['served'] !== true) return [];
    const schema = isRecord(version['schema']) ? version['schema']['openAPIV3Schema'] : {};
    const apiVersion = `${textOf(spec['group'])}/${textOf(version['name'])}`;
    return [{ apiVersion, kind: textOf(names['kind']), namespaced: spec['scope'] === 'Namespaced', schema }];
  });
}

/** The server's own kinds that policies take as parameters. */
const NATIVE: Readonly<Record<string, { readonly namespaced?: string; readonly cluster?: string }>> = {
  v1: {
    namespaced:
      'ConfigMap Endpoints Event LimitRange PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota ' +
      'Secret Service ServiceAccount',
    cluster: 'Namespace Node PersistentVolume',
  },
  'apps/v1': { namespaced: 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet' },
  'batch/v1': { namespaced: 'CronJob Job' },
  'autoscaling/v1': { namespaced: 'HorizontalPodAutoscaler' },
  'autoscaling/v2': { namespaced: 'HorizontalPodAutoscaler' },
  'policy/v1': { namespaced: 'PodDisruptionBudget' },
  'coordination.k8s.io/v1': { namespaced: 'Lease' },
  'discovery.k8s.io/v1': { namespaced: 'EndpointSlice' },
  'networking.k8s.io/v1': { namespaced: 'Ingress NetworkPolicy', cluster: 'IngressClass IPAddress ServiceCIDR' },
  'rbac.authorization.k8s.io/v1': { namespaced: 'Role RoleBinding', cluster: 'ClusterRole ClusterRoleBinding' },
  'scheduling.k8s.io/v1': { cluster: 'PriorityClass' },
  'node.k8s.io/v1': { cluster: 'RuntimeClass' },
  'storage.k8s.io/v1': {
    namespaced: 'CSIStorageCapacity',
    cluster: 'CSIDriver CSINode StorageClass VolumeAttachment VolumeAttributesClass',
  },
  'apiextensions.k8s.io/v1': { cluster: 'CustomResourceDefinition' },
  'apiregistration.k8s.io/v1': { cluster: 'APIService' },
  'certificates.k8s.io/v1': { cluster: 'CertificateSigningRequest' },
  'flowcontrol.apiserver.k8s.io/v1': { cluster: 'FlowSchema PriorityLevelConfiguration' },
  'admissionregistration.k8s.io/v1': {
    cluster:
      'MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ' +
      'ValidatingWebhookConfiguration',
  },
};

/** What is known of a kind: of the server's own, or of one that a file declares. */
export function knownKind(apiVersion: string, kind: string, declared: readonly KnownKind[]): KnownKind | undefined {
  const native = Object.hasOwn(NATIVE, apiVersion) ? NATIVE[apiVersion] : undefined;
  const among = (names = ''): boolean => names.split(' ').includes(kind);
  if (among(native?.namespaced)) return { apiVersion, kind, namespaced: true };
  if (among(native?.cluster)) return { apiVersion, kind, namespaced: false };
  return declared.find((other) => other.apiVersion === apiVersion && other.kind === kind);
}
