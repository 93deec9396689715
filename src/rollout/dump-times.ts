import type { Event } from 'kubernetes-types/core/v1.js';
import type { Dump } from '../dump/read-dump.ts';
import { readyCondition, type Pod } from '../kubernetes/controller/availability.ts';

/** Milliseconds of a time of the API; NaN if it is missing. */
export function timeOf(text: unknown): number {
  return typeof text === 'string' ? Date.parse(text) : NaN;
}

/** The newest of some times; -Infinity if there is none. */
function newest(times: Iterable<number>): number {
  let max = -Infinity;
  for (const time of times) if (time > max) max = time;
  return max;
}

/** When the deletion of a pod was requested: its deletionTimestamp has the grace period added. */
function deletedAt(pod: Pod): number {
  return timeOf(pod.metadata?.deletionTimestamp) - (pod.metadata?.deletionGracePeriodSeconds ?? 0) * 1000;
}

function* eventTimes(event: Event): Generator<number> {
  yield timeOf(event.lastTimestamp);
  yield timeOf(event.eventTime);
  yield timeOf(event.metadata.creationTimestamp);
}

function byKubelet(event: Event): boolean {
  return event.source?.component === 'kubelet' || event.reportingComponent === 'kubelet';
}

/** Times from the control plane's clock, in one namespace: creations, deletions, events of its components. */
function* controlPlaneTimes(dump: Dump, namespace: string): Generator<number> {
  for (const objects of [dump.daemonSets, dump.revisions, dump.pods]) {
    for (const { metadata } of objects) {
      if (metadata?.namespace === namespace) yield timeOf(metadata.creationTimestamp);
    }
  }
  for (const pod of dump.pods) {
    if (pod.metadata?.namespace !== namespace) continue;
    yield deletedAt(pod);
    for (const { type, lastTransitionTime } of pod.status?.conditions ?? [])
      if (type === 'PodScheduled') yield timeOf(lastTransitionTime);
  }
  for (const event of dump.events) {
    if (event.involvedObject.namespace === namespace && !byKubelet(event)) yield* eventTimes(event);
  }
}

/** The newest time in the dump from the control plane's clock; -Infinity if there is none. */
export function newestControlPlaneTime(dump: Dump, namespace: string): number {
  return newest(controlPlaneTimes(dump, namespace));
}

function* nodeTimes(dump: Dump, namespace: string): Generator<number> {
  for (const pod of dump.pods) {
    if (pod.metadata?.namespace !== namespace) continue;
    for (const { lastTransitionTime } of pod.status?.conditions ?? []) yield timeOf(lastTransitionTime);
  }
  for (const node of dump.nodes) {
    for (const { lastHeartbeatTime, lastTransitionTime } of node.status?.conditions ?? []) {
      yield timeOf(lastHeartbeatTime);
      yield timeOf(lastTransitionTime);
    }
  }
  for (const event of dump.events) if (event.involvedObject.namespace === namespace) yield* eventTimes(event);
}

/** The moment of the dump according to its own times; 0 if it has none. */
export function newestTime(dump: Dump, namespace: string): number {
  return Math.max(0, newestControlPlaneTime(dump, namespace), newest(nodeTimes(dump, namespace)));
}

export function readySince(pod: Pod): number {
  const condition = readyCondition(pod);
  return condition?.status === 'True' ? timeOf(condition.lastTransitionTime) : NaN;
}
