import type { ContainerStatus, Event } from 'kubernetes-types/core/v1.js';
import { isReady, readyCondition, type Pod } from '../kubernetes/controller/availability.ts';

/** Why a pod is not Ready, as a Kubernetes reason and in words. */
export interface Trouble {
  readonly reason: string;
  readonly detail: string;
}

// Waiting reasons of a pod that is still starting.
const STARTING = new Set(['ContainerCreating', 'PodInitializing']);

/** What keeps `pod` from being Ready, from its status; undefined if it is Ready or just starting. */
export function podTrouble(pod: Pod): Trouble | undefined {
  if (pod.status?.phase === 'Failed') return failedPod(pod);
  if (isReady(pod)) return undefined;
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  for (const status of statuses) {
    const trouble = containerTrouble(status);
    if (trouble !== undefined) return trouble;
  }
  const running = statuses.some(({ state }) => state?.running !== undefined);
  const condition = readyCondition(pod);
  if (running && condition?.status === 'False') return notReady(pod, condition.reason);
  return undefined;
}

function failedPod(pod: Pod): Trouble {
  const reason = pod.status?.reason ?? 'Failed';
  return {
    reason,
    detail: pod.status?.message ?? 'the kubelet rejected the pod; the controller deletes it and tries again',
  };
}

function containerTrouble({ name, image, state, lastState, restartCount }: ContainerStatus): Trouble | undefined {
  const waiting = state?.waiting;
  if (waiting?.reason !== undefined && !STARTING.has(waiting.reason)) {
    const exit = lastState?.terminated?.exitCode;
    const exited = exit === undefined ? '' : `, last exit code ${exit}`;
    return { reason: waiting.reason, detail: `container ${name} (${image}): ${waiting.message ?? 'waiting'}${exited}` };
  }
  const terminated = state?.terminated;
  if (terminated !== undefined && terminated.exitCode !== 0) {
    const reason = terminated.reason ?? 'Error';
    return { reason, detail: `container ${name} (${image}) ended with exit code ${terminated.exitCode}` };
  }
  return restartCount > 2 && state?.running === undefined
    ? { reason: 'Restarting', detail: `container ${name} (${image}) was restarted ${restartCount} times` }
    : undefined;
}

function notReady(pod: Pod, reason: string | undefined): Trouble | undefined {
  if (reason === 'ReadinessGatesNotReady')
    return { reason, detail: 'a readiness gate of the pod is not True: its controller is missing or has not answered' };
  const slow = (pod.status?.containerStatuses ?? [])
    .filter(({ ready }) => !ready)
    .map(({ name, image }) => `${name} (${image})`);
  if (slow.length === 0) return undefined;
  return { reason: 'NotReady', detail: `${slow.join(', ')} runs, but its readiness probe does not succeed` };
}

/** The scheduler's message if it cannot place `pod`. */
export function unschedulable(pod: Pod, events: readonly Event[]): string | undefined {
  if (pod.spec?.nodeName) return undefined;
  const condition = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const words = condition?.status === 'False' ? condition.message : undefined;
  if (words !== undefined) return words;
  const event = events.find(
    ({ reason, involvedObject }) => reason === 'FailedScheduling' && involvedObject.name === pod.metadata?.name,
  );
  return event?.message;
}

/** The part of the scheduler's message about the one node that a daemon pod can run on. */
export function schedulerReason(words: string): string {
  const reasons = /^\d+\/\d+ nodes are available: (.*?)(?:\. (?:no new claims|preemption)|$)/.exec(words)?.[1] ?? words;
  const own = reasons
    .split(', ')
    .filter((reason) => !/node affinity|NodeAffinity|node\(s\) didn't match Pod's node/.test(reason))
    .map((reason) => reason.replace(/^\d+ (?=\S)/, '').replace(/^node\(s\) /, ''));
  return own.length === 0 ? reasons : own.join(', ');
}

const SCHEDULING_ADVICE: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/free ports/, 'the old pod holds the host port: set maxSurge to 0 and maxUnavailable to 1 or more'],
  [
    /anti-affinity/,
    "the old pod matches the new one's required podAntiAffinity: set maxSurge to 0 and maxUnavailable to 1 or more",
  ],
  [
    /Insufficient|Too many pods/,
    'free resources on the node, lower the requests, or set a priorityClassName that may preempt',
  ],
  [/taint/, 'tolerate the taint, or remove it from the node'],
  [/volume/, 'find out which volume cannot be used on the node'],
];

/** What to do when the scheduler reports `reason`. */
export function schedulingAdvice(reason: string, surging: boolean): string {
  const found = SCHEDULING_ADVICE.find(([pattern]) => pattern.test(reason))?.[1] ?? 'run kubectl describe on the pod';
  return surging && /Insufficient|Too many/.test(reason)
    ? `the node has no room for two pods: ${found}, or set maxSurge to 0 and maxUnavailable to 1 or more`
    : found;
}

const TROUBLE_ADVICE: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [
    /Image|ErrImage|Pull/,
    'correct the image name or the pull secret; kubectl rollout undo restores the earlier version meanwhile',
  ],
  [
    /Crash|Restart|Error|OOM|RunContainer/,
    'kubectl logs --previous shows why it exits; kubectl rollout undo restores the earlier version meanwhile',
  ],
  [/Config/, 'a ConfigMap, Secret or key that the container references is missing'],
  [
    /NotReady/,
    'check the readiness probe and the endpoint it calls; kubectl rollout undo restores the earlier version meanwhile',
  ],
];

/** What to do about pods that fail with `reason`. */
export function troubleAdvice(reason: string): string {
  return TROUBLE_ADVICE.find(([pattern]) => pattern.test(reason))?.[1] ?? 'run kubectl describe on the pod';
}
