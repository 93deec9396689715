import type { Pod, PodCondition } from 'kubernetes-types/core/v1.js';

export type { Pod };

/** The Ready condition of a pod, if it has one. */
export function readyCondition(pod: Pod): PodCondition | undefined {
  return pod.status?.conditions?.find(({ type }) => type === 'Ready');
}

/** Source: pkg/api/v1/pod/util.go IsPodReady. */
export function isReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === 'True';
}

/**
 * Whether a pod is available at `now` (milliseconds): ready for `minReadySeconds`, with the kubelet's clock compared to
 * the controller's. Source: pkg/api/v1/pod/util.go IsPodAvailable, since 1.34.
 */
export function isAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  const condition = readyCondition(pod);
  if (condition?.status !== 'True') return false;
  if (minReadySeconds === 0) return true;
  const since = Date.parse(condition.lastTransitionTime ?? '');
  return !Number.isNaN(since) && since + minReadySeconds * 1000 <= now;
}

/** Whether no container of the pod runs any longer. Source: pkg/api/v1/pod/util.go IsPodTerminal. */
export function isTerminal(pod: Pod): boolean {
  return pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded';
}

export function isTerminating(pod: Pod): boolean {
  return pod.metadata?.deletionTimestamp !== undefined;
}
