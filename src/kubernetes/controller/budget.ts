import type { Declared, DaemonSetSpec } from '../api/objects.ts';

/** How the controller replaces pods: the old one goes first, the new one comes first, or not by itself. */
export type Strategy = 'delete-first' | 'surge' | 'on-delete';

/** The update strategy resolved for a number of nodes. */
export interface Budget {
  readonly strategy: Strategy;
  /** Nodes that may be without an available pod at once. */
  readonly maxUnavailable: number;
  /** Nodes that may have an old and a new pod at once. */
  readonly maxSurge: number;
}

/** The times of one pod, and the rate limit of the controller. */
export interface Pace {
  /** From the request to create a pod until it is Ready. */
  readonly readySeconds: number;
  /** From the request to delete a pod until its object is gone. */
  readonly terminationSeconds: number;
  readonly minReadySeconds: number;
  readonly clientQps: number;
  readonly clientBurst: number;
}

/** The defaults of kube-controller-manager --kube-api-qps and --kube-api-burst. */
export const CLIENT_QPS = 20;
export const CLIENT_BURST = 30;

/**
 * Go intstr.GetScaledValueFromIntOrPercent, rounding up: both budgets of a DaemonSet are rounded up. Zero for a value
 * that is neither an integer nor a percentage.
 */
export function scaledValue(value: number | string | undefined, total: number): number {
  if (typeof value === 'number') return value;
  const percent = /^([0-9]+)%$/.exec(value ?? '')?.[1];
  return percent === undefined ? 0 : Math.ceil((Number(percent) * total) / 100);
}

/** Source: pkg/controller/daemon/update.go updatedDesiredNodeCounts, daemon/util UnavailableCount and SurgeCount. */
export function resolveBudget(spec: Declared<DaemonSetSpec>, nodes: number): Budget {
  if (spec.updateStrategy?.type === 'OnDelete') return { strategy: 'on-delete', maxUnavailable: 0, maxSurge: 0 };
  const given = spec.updateStrategy?.rollingUpdate;
  const maxSurge = scaledValue(given?.maxSurge, nodes);
  const maxUnavailable = scaledValue(given?.maxUnavailable, nodes);
  if (maxSurge > 0) return { strategy: 'surge', maxUnavailable, maxSurge };
  const fallback = nodes > 0 && maxUnavailable === 0 ? 1 : maxUnavailable;
  return { strategy: 'delete-first', maxUnavailable: fallback, maxSurge };
}

/** The rollout to a healthy fleet; null if nothing rolls out by itself. */
export interface Prediction {
  readonly maxUnavailableNodes: number;
  readonly maxSurgeNodes: number;
  readonly waves: number | null;
  readonly seconds: number | null;
  readonly deadNodesTolerated: number | null;
}

// The time that the controller itself needs for a wave, measured: two syncs when it deletes first, one when it surges.
export const DELETE_SYNCS_SECONDS = 0.13;
export const SURGE_SYNC_SECONDS = 0.15;
/**
 * A surging rollout checks again one second after minReadySeconds has passed. Source: daemon_controller.go updatePod.
 */
export const SURGE_REQUEUE_SECONDS = 1;

/** The time from the start of one wave to the start of the next, without the rate limit. */
export function cycleSeconds(budget: Budget, pace: Pace): number {
  const available = pace.readySeconds + pace.minReadySeconds;
  if (budget.strategy !== 'surge') return pace.terminationSeconds + available + DELETE_SYNCS_SECONDS;
  return available + (pace.minReadySeconds > 0 ? SURGE_REQUEUE_SECONDS : 0) + SURGE_SYNC_SECONDS;
}

/** How many nodes one wave updates. */
export function waveSize(budget: Budget, nodes: number): number {
  return Math.min(nodes, budget.strategy === 'surge' ? budget.maxSurge : budget.maxUnavailable);
}

/**
 * The closed form for `nodes` equal nodes, `dead` of which use the budget forever (delete-first) or are skipped
 * (surge). Waves and seconds are null if it never ends.
 */
export function predict(budget: Budget, nodes: number, pace: Pace, dead = 0): Prediction {
  if (budget.strategy === 'on-delete') {
    return { maxUnavailableNodes: 0, maxSurgeNodes: 0, waves: null, seconds: null, deadNodesTolerated: null };
  }
  const surge = budget.strategy === 'surge';
  const size = surge ? waveSize(budget, nodes) : Math.min(nodes, budget.maxUnavailable - dead);
  const rolling = Math.max(0, nodes - dead);
  const waves = rolling === 0 ? 0 : size > 0 ? Math.ceil(rolling / size) : null;
  const requests = Math.max(0, 2 * size - pace.clientBurst) / pace.clientQps;
  return {
    maxUnavailableNodes: surge ? 0 : waveSize(budget, nodes),
    maxSurgeNodes: surge ? size : 0,
    waves,
    seconds: waves === null ? null : round(waves * (cycleSeconds(budget, pace) + requests)),
    deadNodesTolerated: surge ? Math.max(0, nodes - 1) : Math.max(0, Math.min(budget.maxUnavailable - 1, nodes)),
  };
}

/** Hundredths of a second. */
export function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}

/** The effect of a bad version on the fleet before the rollout stops. */
export interface Damage {
  readonly nodesDown: number;
  /** Surge pods that stay beside the old ones. */
  readonly extraPods: number;
}

/** A version that never becomes Ready. */
export function neverReady(budget: Budget, nodes: number): Damage {
  if (budget.strategy === 'on-delete') return { nodesDown: 0, extraPods: 0 };
  if (budget.strategy === 'surge') return { nodesDown: 0, extraPods: waveSize(budget, nodes) };
  return { nodesDown: waveSize(budget, nodes), extraPods: 0 };
}

/**
 * A version that becomes Ready and fails `failAfter` seconds later permanently. With delete-first, waves continue until
 * the first pod has failed; with surge, a failed pod without an old pod does not count, so nothing stops the rollout.
 */
export function failsAfterReady(budget: Budget, nodes: number, pace: Pace, failAfter: number): Damage {
  if (budget.strategy === 'on-delete' || failAfter <= pace.minReadySeconds) return neverReady(budget, nodes);
  if (budget.strategy === 'surge') return { nodesDown: nodes, extraPods: 0 };
  const waves = 1 + Math.ceil((failAfter - pace.minReadySeconds) / cycleSeconds(budget, pace));
  return { nodesDown: Math.min(nodes, waves * waveSize(budget, nodes)), extraPods: 0 };
}
