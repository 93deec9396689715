import type { OwnerReference } from 'kubernetes-types/meta/v1.js';
import { isTerminating, type Pod } from './availability.ts';
import { selects } from '../apimachinery/label-selector.ts';
import type { DaemonSet } from '../api/objects.ts';

export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';
export const REVISION_HASH = 'controller-revision-hash';
export const POD_GENERATION = 'pod-template-generation';

/** The controller among the owners of an object. Source: apimachinery metav1.GetControllerOf. */
export function controllerOf(object: {
  metadata?: { ownerReferences?: OwnerReference[] };
}): OwnerReference | undefined {
  return object.metadata?.ownerReferences?.find(({ controller }) => controller === true);
}

/** Whether `daemonSet` controls `pod`. A dump without uids still names the owner. */
export function controls(daemonSet: DaemonSet, pod: Pod): boolean {
  const owner = controllerOf(pod);
  if (owner === undefined || pod.metadata?.namespace !== daemonSet.metadata?.namespace) return false;
  const uid = daemonSet.metadata?.uid;
  if (uid !== undefined && uid !== '') return owner.uid === uid;
  return owner.kind === 'DaemonSet' && owner.name === daemonSet.metadata?.name;
}

/**
 * Whether a pod belongs to `daemonSet`, or will at its next sync: a pod without a controller that matches the selector.
 * Source: pkg/controller/controller_ref_manager.go ClaimObject.
 */
export function claims(daemonSet: DaemonSet, pod: Pod): boolean {
  if (controllerOf(pod) !== undefined) return controls(daemonSet, pod);
  return (
    pod.metadata?.namespace === daemonSet.metadata?.namespace &&
    !isTerminating(pod) &&
    selects(daemonSet.spec?.selector, pod.metadata?.labels)
  );
}

/**
 * Whether the controller treats a pod as current: by the hash of its revision, or by the template generation, which may
 * match by coincidence. Source: pkg/controller/daemon/util IsPodUpdated.
 */
export function isUpdated(pod: Pod, hash: string | undefined, generation: string | undefined): boolean {
  const labels = pod.metadata?.labels ?? {};
  const byHash = hash !== undefined && hash !== '' && labels[REVISION_HASH] === hash;
  return byHash || (generation !== undefined && labels[POD_GENERATION] === generation);
}

/** The fate of existing pods when a DaemonSet is created. */
export interface Adoption {
  /** Without a controller and matching the selector: adopted by this DaemonSet. */
  readonly adopted: readonly Pod[];
  /** Of the adopted and its own pods, those that count as up to date. */
  readonly kept: readonly Pod[];
  /** Those that count as old: replaced by the rollout, or kept until someone deletes them (OnDelete). */
  readonly replaced: readonly Pod[];
  /** Matching the selector, but owned by another controller: not touched. */
  readonly foreign: readonly Pod[];
}

/**
 * Sorts the pods in the namespace of `daemonSet`; `hash` is that of its revision, `generation` its template generation
 * (`1` for a new one). Source: pkg/controller/controller_ref_manager.go ClaimPods, daemon/update.go
 * findUpdatedPodsOnNode.
 */
export function adoption(
  daemonSet: DaemonSet,
  pods: readonly Pod[],
  hash: string | undefined,
  generation: string | undefined,
): Adoption {
  const near = pods.filter((pod) => pod.metadata?.namespace === daemonSet.metadata?.namespace && !isTerminating(pod));
  const matching = near.filter((pod) => selects(daemonSet.spec?.selector, pod.metadata?.labels));
  const adopted = matching.filter((pod) => controllerOf(pod) === undefined);
  const own = [...adopted, ...near.filter((pod) => controls(daemonSet, pod))];
  return {
    adopted,
    kept: own.filter((pod) => isUpdated(pod, hash, generation)),
    replaced: own.filter((pod) => !isUpdated(pod, hash, generation)),
    foreign: matching.filter((pod) => controllerOf(pod) !== undefined && !controls(daemonSet, pod)),
  };
}
