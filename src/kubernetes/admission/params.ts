/** The parameters of a binding. Source: apiserver pkg/admission/plugin/policy/generic/policy_dispatcher.go `CollectParams`. */
import { Unknowable } from '../cel/authorizer.ts';
import { selectsLabels } from './matching.ts';
import type { ClusterObjects, KnownKind, ParamObject } from './objects.ts';
import { knownKind } from './objects.ts';
import type { DeclaredParamKind, DeclaredParamRef } from './policy.ts';

/** Why a policy or a binding cannot be used. */
export interface ConfigurationFault {
  readonly fault: string;
}

/** The kind of a policy's parameters: nothing when it has none, a fault when the cluster does not have the kind. */
export function paramKindOf(
  paramKind: DeclaredParamKind | undefined,
  { kinds, complete }: ClusterObjects,
): KnownKind | ConfigurationFault | undefined {
  if (paramKind === undefined) return undefined;
  const { apiVersion = '', kind = '' } = paramKind;
  const known = knownKind(apiVersion, kind, kinds);
  if (known !== undefined) return known;
  if (!complete) throw new Unknowable(`the kind ${kind} of ${apiVersion}, which no file declares`);
  // Without definitions, a kind of somebody's own is taken on trust.
  if (!isBuiltIn(apiVersion) && kinds.every(({ schema }) => schema === undefined))
    return { apiVersion, kind, namespaced: undefined };
  const shown = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
  return { fault: `failed to find resource referenced by paramKind: '${shown}, Kind=${kind}'` };
}

/** Whether a group can only be the server's own. */
function isBuiltIn(apiVersion: string): boolean {
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [];
  return !group.includes('.') || group.endsWith('.k8s.io');
}

const NO_PARAMS = 'no params found for policy binding with `Deny` parameterNotFoundAction';
const NO_NAMESPACE = 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`';

/**
 * The parameters with which a binding evaluates its policy, one after the other; `undefined` represents `null`.
 * @throws Unknowable when a parameter that no file declares may exist
 */
export function collectParams(
  kind: KnownKind | undefined,
  ref: DeclaredParamRef | undefined,
  namespace: string,
  objects: ClusterObjects,
): readonly (ParamObject | undefined)[] | ConfigurationFault {
  if (kind === undefined || ref === undefined) return [undefined];
  if (kind.namespaced === false && (ref.namespace ?? '') !== '') return { fault: NO_NAMESPACE };
  const within = kind.namespaced === false ? '' : ref.namespace || namespace;
  const { name = '', selector } = ref;
  const found = objects.params.filter(
    (param) =>
      param.apiVersion === kind.apiVersion &&
      param.kind === kind.kind &&
      // Of a kind without a definition nobody knows whether it has namespaces.
      (param.namespace === within || (kind.namespaced === undefined && param.namespace === '')) &&
      (name === '' ? selectsLabels(selector, param.labels) : param.name === name),
  );
  if (found.length > 0 && (objects.complete || name !== '')) return found;
  if (!objects.complete) throw new Unknowable(`parameters of kind ${kind.kind}${name === '' ? '' : ` named ${name}`}`);
  return found.length === 0 && ref.parameterNotFoundAction === 'Deny' ? { fault: NO_PARAMS } : found;
}
