/** Groups, versions, kinds, and identities of objects. Source: kyaml resid/gvk.go, resid.go. */
import type { Schemas } from './schema.ts';

export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export const NO_GVK: Gvk = { group: '', version: '', kind: '' };

/** `apps/v1` as group and version. */
export function parseGroupVersion(apiVersion: string): { group: string; version: string } {
  const at = apiVersion.indexOf('/');
  return at < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, at), version: apiVersion.slice(at + 1) };
}

export function apiVersionOf({ group, version }: Gvk): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Whether `gvk` is one of those that `selector` means; its empty parts mean any. */
export function isSelected(gvk: Gvk, selector: Gvk): boolean {
  return (
    (selector.group === '' || gvk.group === selector.group) &&
    (selector.version === '' || gvk.version === selector.version) &&
    (selector.kind === '' || gvk.kind === selector.kind)
  );
}

export function sameGvk(a: Gvk, b: Gvk): boolean {
  return a.group === b.group && a.version === b.version && a.kind === b.kind;
}

/** `Deployment.v1.apps`, with what is empty named. */
export function gvkText({ group, version, kind }: Gvk): string {
  return [kind || '[noKind]', version || '[noVer]', group || '[noGrp]'].join('.');
}

/** A text in which empty parts sort behind everything else. */
export function sortText({ group, version, kind }: Gvk): string {
  return [group || '~G', version || '~V', kind || '~K'].join('_');
}

/** The kinds that come first and last in listings. Source: gvk.go orderFirst, SortOrderTransformer defaultOrderFirst. */
export const ORDER_FIRST = [
  ...['Namespace', 'ResourceQuota', 'StorageClass', 'CustomResourceDefinition', 'ServiceAccount', 'PodSecurityPolicy'],
  ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'ConfigMap', 'Secret', 'Endpoints', 'Service'],
  ...['LimitRange', 'PriorityClass', 'PersistentVolume', 'PersistentVolumeClaim', 'Deployment', 'StatefulSet'],
  ...['CronJob', 'PodDisruptionBudget'],
];
export const ORDER_LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** The rank of kinds: below 0 those that come first, above those that come last. */
export function ranks(first: readonly string[], last: readonly string[]): ReadonlyMap<string, number> {
  return new Map([
    ...first.map((kind, i) => [kind, i - first.length] as const),
    ...last.map((kind, i) => [kind, i + 1] as const),
  ]);
}

const RANKS = ranks(ORDER_FIRST, ORDER_LAST);

/** Source: Gvk.IsLessThan. */
export function gvkLess(a: Gvk, b: Gvk): boolean {
  const [x, y] = [RANKS.get(a.kind) ?? 0, RANKS.get(b.kind) ?? 0];
  return x === y ? sortText(a) < sortText(b) : x < y;
}

/** The identity of an object. */
export interface ResId extends Gvk {
  readonly name: string;
  readonly namespace: string;
  readonly clusterScoped: boolean;
}

const NO_NAMESPACE = '_non_namespaceable_';

export function makeId(gvk: Gvk, name: string, namespace: string, schemas: Schemas | undefined): ResId {
  const clusterScoped = schemas?.isClusterScoped(apiVersionOf(gvk), gvk.kind) ?? false;
  const { group, version, kind } = gvk;
  return { group, version, kind, name, namespace, clusterScoped };
}

/** The namespace in which an object is: `default` when it names none, none of the real ones when it has none. */
export function effectiveNamespace({ namespace, clusterScoped }: ResId): string {
  return clusterScoped ? NO_NAMESPACE : namespace || 'default';
}

/** Whether a namespace that `effectiveNamespace` gave is not one. */
export function isNoNamespace(namespace: string): boolean {
  return namespace === NO_NAMESPACE;
}

export function sameName(a: ResId, b: ResId): boolean {
  return a.name === b.name && sameGvk(a, b);
}

export function sameId(a: ResId, b: ResId): boolean {
  return sameName(a, b) && effectiveNamespace(a) === effectiveNamespace(b);
}

/** Equal for ids of one type and name. */
export function nameKey({ group, version, kind, name }: ResId): string {
  return `${group}\0${version}\0${kind}\0${name}`;
}

/** Equal for ids that are the same. */
export function idKey(id: ResId): string {
  return `${nameKey(id)}\0${effectiveNamespace(id)}`;
}

/** `Deployment.v1.apps/name.namespace`. */
export function idText(id: ResId): string {
  return `${gvkText(id)}/${id.name || '[noName]'}.${id.namespace || '[noNs]'}`;
}
