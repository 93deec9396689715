import { count, podNames, some, type Explanation } from './explanation.ts';
import { podTrouble, schedulerReason, schedulingAdvice, troubleAdvice, unschedulable } from './pod-trouble.ts';
import { serves, takesPart, type NodeView, type ObservedRollout } from './observed-rollout.ts';
import type { Pod } from '../kubernetes/controller/availability.ts';

/** What stops or slows a rollout, in the order of the documented troubleshooting: nodes first, then the new version. */
export function* blockedBy(view: ObservedRollout): Generator<Explanation> {
  yield* deadNodes(view);
  yield* refusedPods(view);
  yield* pendingPods(view);
  yield* failingPods(view);
  yield* failedPods(view);
  yield* terminatingPods(view);
}

/** Whether old pods are left that a rolling update has to replace. */
export function pending(view: ObservedRollout): boolean {
  return view.nodes.some((node) => takesPart(node) && node.updated.length === 0 && !isMisplaced(node));
}

function isMisplaced(node: NodeView): boolean {
  return node.fit !== undefined && !node.fit.shouldRun && node.dead === undefined && node.terminating.length === 0;
}

/** What is left of the budget after `held` nodes use it up. */
function budgetLeft(view: ObservedRollout, held: number): string {
  const { maxUnavailable } = view.budget;
  const waiting = view.nodes.filter((node) => takesPart(node) && node.old.length > 0 && serves(node, view)).length;
  if (held < maxUnavailable)
    return `${count(maxUnavailable - held, 'node')} of the budget of ${maxUnavailable} is left for the others`;
  const rest = waiting === 0 ? '' : `, so the rollout never continues with the ${count(waiting, 'healthy node')}`;
  return `the whole budget (maxUnavailable ${maxUnavailable}) is used up${rest}`;
}

function* deadNodes(view: ObservedRollout): Generator<Explanation> {
  const dead = view.nodes.filter((node) => takesPart(node) && node.dead !== undefined && node.updated.length === 0);
  if (dead.length === 0) return;
  const names = `${dead.length === 1 ? 'node' : 'nodes'} ${some(dead.map(({ name }) => name))}`;
  const rests = dead.flatMap((node) => [
    ...(node.node === undefined ? [] : [`node/${node.name}`]),
    ...podNames([...node.terminating, ...node.old]),
  ]);
  const first = dead[0]?.dead ?? '';
  const deleting = view.budget.strategy === 'delete-first';
  const blocks = deleting && dead.length >= view.budget.maxUnavailable;
  const effect = deleting
    ? budgetLeft(view, dead.length)
    : 'the rollout continues on the other nodes but does not complete';
  yield {
    rule: 'dead-nodes-block',
    severity: blocks ? 'error' : 'warning',
    message: `${names} ${dead.length === 1 ? 'is' : 'are'} dead (${first}): ${effect}`,
    objects: rests,
    advice:
      'bring the node back or remove it (kubectl delete node); if the node is certainly off, kubectl delete pod --force --grace-period=0 frees the budget',
  };
}

const REFUSED = new Set(['FailedCreate', 'FailedPlacement']);

function* refusedPods(view: ObservedRollout): Generator<Explanation> {
  const since = Date.parse(view.current?.metadata?.creationTimestamp ?? '');
  const events = view.events.filter(({ reason = '', involvedObject, lastTimestamp, eventTime, metadata }) => {
    if (!REFUSED.has(reason) || involvedObject.kind !== 'DaemonSet' || involvedObject.name !== view.name) return false;
    const at = Date.parse(lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '');
    return Number.isNaN(since) || Number.isNaN(at) || at >= since;
  });
  const bare = view.nodes.filter(
    (node) => node.fit?.shouldRun === true && node.updated.length + node.old.length + node.terminating.length === 0,
  );
  const missing = view.knowsNodes ? bare.length : view.desired - (view.daemonSet.status?.currentNumberScheduled ?? 0);
  const last = events.at(-1);
  if (last === undefined || missing <= 0) return;
  const words = (last.message ?? '').replace(/^Error creating: /, '');
  const where = bare.length === 0 ? '' : ` (${some(bare.map(({ name }) => name))})`;
  yield {
    rule: 'pods-refused',
    severity: 'error',
    message: `the API server refuses the new pods: ${words}; ${count(missing, 'node')}${where} ${missing === 1 ? 'has' : 'have'} no pod, and ${budgetLeft(view, missing)}`,
    objects: [`daemonset/${view.name}`, `event/${last.metadata.name ?? ''}`],
    advice:
      'create what the message names, or remove it from the template; kubectl rollout undo restores the earlier version meanwhile',
  };
}

function* pendingPods(view: ObservedRollout): Generator<Explanation> {
  const groups = new Map<string, { pods: Pod[]; nodes: string[] }>();
  for (const node of view.nodes) {
    for (const pod of node.updated) {
      const words = unschedulable(pod, view.events);
      if (words === undefined) continue;
      const reason = schedulerReason(words);
      const group = groups.get(reason) ?? { pods: [], nodes: [] };
      groups.set(reason, group);
      group.pods.push(pod);
      group.nodes.push(node.name);
    }
  }
  for (const [reason, { pods, nodes }] of groups) yield pendingFor(view, reason, pods, nodes);
}

function pendingFor(
  view: ObservedRollout,
  reason: string,
  pods: readonly Pod[],
  nodes: readonly string[],
): Explanation {
  const surging = view.budget.strategy === 'surge';
  const beside = surging && nodes.some((name) => (view.nodes.find((node) => node.name === name)?.old.length ?? 0) > 0);
  const effect = beside
    ? `the old pod is still available there, but ${pods.length >= view.budget.maxSurge ? `all ${view.budget.maxSurge} of maxSurge are used up, so the rollout never continues` : 'the rollout does not complete'}`
    : `no updated pod there; ${budgetLeft(view, pods.length)}`;
  return {
    rule: beside ? 'surge-pods-pending' : 'pods-pending',
    severity: 'warning',
    message: `${count(pods.length, 'new pod')} cannot be scheduled on ${some(nodes)}: ${reason}; ${effect}`,
    objects: podNames(pods),
    advice: schedulingAdvice(reason, beside),
  };
}

function* failingPods(view: ObservedRollout): Generator<Explanation> {
  const groups = new Map<string, { detail: string; pods: Pod[]; nodes: string[] }>();
  for (const node of view.nodes) {
    if (node.dead !== undefined) continue;
    for (const pod of node.updated) {
      const trouble = pod.status?.phase === 'Failed' ? undefined : podTrouble(pod);
      if (trouble === undefined) continue;
      const group = groups.get(trouble.reason) ?? { detail: trouble.detail, pods: [], nodes: [] };
      groups.set(trouble.reason, group);
      group.pods.push(pod);
      group.nodes.push(node.name);
    }
  }
  const rolling = pending(view);
  for (const [reason, { detail, pods, nodes }] of groups) {
    yield {
      rule: 'new-pods-failing',
      severity: 'error',
      message: `${count(pods.length, 'updated pod')} on ${some(nodes)} ${pods.length === 1 ? 'is' : 'are'} not Ready (${reason}): ${detail}; ${failingEffect(view, pods.length, rolling)}`,
      objects: podNames(pods),
      advice: troubleAdvice(reason),
    };
  }
}

function failingEffect(view: ObservedRollout, failing: number, rolling: boolean): string {
  if (view.budget.strategy === 'surge')
    return rolling
      ? 'the old pods beside them are still available'
      : `no old pod is left: with minReadySeconds ${view.minReadySeconds}, maxSurge does not stop a version that fails after it was Ready`;
  if (view.budget.strategy === 'on-delete') return 'these nodes are down';
  return rolling
    ? budgetLeft(view, failing)
    : `${failing === 1 ? '1 node is' : `${failing} nodes are`} down and no old pod is left`;
}

function* failedPods(view: ObservedRollout): Generator<Explanation> {
  const failed = view.pods.filter(({ status }) => status?.phase === 'Failed');
  const events = view.events.filter(
    ({ reason, involvedObject }) => reason === 'FailedDaemonPod' && involvedObject.name === view.name,
  );
  if (failed.length === 0) return;
  const reasons = [...new Set(failed.map((pod) => podTrouble(pod)?.reason ?? 'Failed'))];
  const times = events.reduce((sum, event) => sum + (event.count ?? 1), 0);
  const again = times > 1 ? `, ${times} times so far, each time waiting longer (up to 15 minutes)` : '';
  yield {
    rule: 'pods-failed',
    severity: 'warning',
    message: `${count(failed.length, 'pod')} ${failed.length === 1 ? 'is' : 'are'} in phase Failed (${reasons.join(', ')}): the controller deletes and recreates ${failed.length === 1 ? 'it' : 'them'}${again}`,
    objects: [...podNames(failed), ...events.slice(-1).map(({ metadata }) => `event/${metadata.name ?? ''}`)],
    advice: reasons.includes('Evicted')
      ? 'the node is short of memory or disk: free some, or set requests and a priority'
      : 'run kubectl describe on the pod',
  };
}

function* terminatingPods(view: ObservedRollout): Generator<Explanation> {
  const nodes = view.nodes.filter((node) => node.dead === undefined && node.terminating.length > 0);
  const pods = nodes.flatMap((node) => node.terminating);
  if (pods.length === 0) return;
  const surging = view.budget.strategy === 'surge';
  yield {
    rule: 'pods-terminating',
    severity: 'note',
    message: `${count(pods.length, 'pod')} on ${some(nodes.map(({ name }) => name))} ${pods.length === 1 ? 'is' : 'are'} still terminating: ${surging ? 'the new pods already exist' : 'the new pod is created only when the old one is gone'}`,
    objects: podNames(pods),
    advice: surging
      ? ''
      : 'wait for terminationGracePeriodSeconds; a preStop hook or a finalizer may hold the pod longer',
  };
}
