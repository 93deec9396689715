import type { Dump } from '../dump/read-dump.ts';
import { POD_GENERATION, REVISION_HASH } from '../kubernetes/controller/adopt.ts';
import { isAvailable, isReady, isTerminating, type Pod } from '../kubernetes/controller/availability.ts';
import { CHANGE_CAUSE, type ControllerRevision } from '../kubernetes/kubectl/history.ts';
import { selects } from '../kubernetes/apimachinery/label-selector.ts';
import { targetNode } from '../kubernetes/controller/node-fit.ts';
import { newestControlPlaneTime, readySince, timeOf } from './dump-times.ts';
import { count, podNames, some, type Explanation } from './explanation.ts';
import { generationOf, hashOf, serves, takesPart, type ObservedRollout } from './observed-rollout.ts';
import { addTo } from '../kubernetes/go/lists.ts';

/** minReadySeconds, and clocks that disagree: the third part of the documented troubleshooting. */
export function* waiting(view: ObservedRollout, dump: Dump): Generator<Explanation> {
  const newest = newestControlPlaneTime(dump, view.namespace);
  yield* notYetAvailable(view, newest);
  yield* clockSkew(view, newest);
}

function* notYetAvailable(view: ObservedRollout, newest: number): Generator<Explanation> {
  const { minReadySeconds, now } = view;
  // The status is more reliable: it was written with the controller's own clock.
  if ((view.daemonSet.status?.numberAvailable ?? 0) >= view.desired) return;
  const young = view.nodes
    .flatMap(({ updated }) => updated)
    .filter((pod) => isReady(pod) && !isAvailable(pod, minReadySeconds, now))
    .filter((pod) => readySince(pod) <= newest + SKEW_MILLISECONDS);
  if (young.length === 0) return;
  const last = Math.max(...young.map(readySince)) + minReadySeconds * 1000;
  yield {
    rule: 'min-ready-waiting',
    severity: 'note',
    message: `${count(young.length, 'updated pod')} ${young.length === 1 ? 'is' : 'are'} Ready, but not yet for minReadySeconds ${minReadySeconds}: the last one counts as available at ${iso(last)}`,
    objects: podNames(young),
    advice: 'wait; these pods are healthy',
  };
}

function iso(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString().replace('.000Z', 'Z') : 'an unknown time';
}

/** Smaller differences are normal during the start of a pod. */
const SKEW_MILLISECONDS = 30_000;

function* clockSkew(view: ObservedRollout, newest: number): Generator<Explanation> {
  if (view.minReadySeconds === 0) return;
  const ahead = view.pods.filter((pod) => readySince(pod) > newest + SKEW_MILLISECONDS);
  const behind = view.pods.filter((pod) => readySince(pod) < timeOf(pod.metadata?.creationTimestamp) - 1000);
  if (ahead.length > 0)
    yield skewed(
      ahead,
      `${ahead.length === 1 ? 'is' : 'are'} Ready since a time after the newest one of the control plane in the dump (${iso(newest)})`,
      'ahead, and waves take longer',
    );
  if (behind.length > 0)
    yield skewed(
      behind,
      `${behind.length === 1 ? 'is' : 'are'} Ready since a time before their own creation`,
      'behind, and minReadySeconds is shortened',
    );
}

function skewed(pods: readonly Pod[], what: string, how: string): Explanation {
  const nodes = [...new Set(pods.map((pod) => targetNode(pod) ?? ''))].sort();
  return {
    rule: 'clock-skew',
    severity: 'warning',
    message: `${count(pods.length, 'pod')} on ${some(nodes)} ${what}: the clock of the node runs ${how}`,
    objects: podNames(pods),
    advice: 'compare the clocks of the node and of the control plane',
  };
}

/** What is true whether or not a rollout is stuck: pods that differ from what the status suggests. */
export function* podStateNotes(view: ObservedRollout, dump: Dump): Generator<Explanation> {
  yield* staleGeneration(view);
  yield* onDelete(view);
  yield* misscheduled(view);
  yield* nothingToRun(view);
  yield* sharedSelector(view, dump);
  yield* foreignRevisions(view);
  yield* duplicateCauses(view);
  yield* budgets(view, dump);
}

function* staleGeneration(view: ObservedRollout): Generator<Explanation> {
  const hash = hashOf(view.current);
  const generation = generationOf(view.daemonSet);
  if (hash === undefined) return;
  // Two revisions may hold the same template (one of them written before 1.34): their pods are equal.
  const stale = view.pods.filter((pod) => {
    const labels = pod.metadata?.labels ?? {};
    return !isTerminating(pod) && labels[REVISION_HASH] !== hash && labels[POD_GENERATION] === generation;
  });
  if (stale.length === 0) return;
  const same = sameTemplate(view, stale);
  yield {
    rule: 'stale-generation-pods',
    severity: same ? 'note' : 'error',
    message: same
      ? `${count(stale.length, 'pod')} carry the hash of an older revision with the same template: no pod has to be replaced`
      : `${count(stale.length, 'pod')} of revision ${some(hashesOf(stale))} count as up to date because their label ${POD_GENERATION}=${generation ?? ''} is that of the DaemonSet: they keep the old version, and status reports success`,
    objects: podNames(stale),
    advice: same ? '' : 'kubectl rollout restart creates a new generation and replaces them',
  };
}

function hashesOf(pods: readonly Pod[]): string[] {
  return [...new Set(pods.map((pod) => pod.metadata?.labels?.[REVISION_HASH] ?? '<none>'))];
}

function sameTemplate(view: ObservedRollout, pods: readonly Pod[]): boolean {
  return hashesOf(pods).every((hash) => {
    const revision = view.revisions.find((item) => hashOf(item) === hash);
    return revision !== undefined && view.current !== undefined && dropsOnlyTime(revision.data, view.current.data);
  });
}

/** Whether the data of two revisions differ only in `creationTimestamp: null`. */
export function dropsOnlyTime(a: unknown, b: unknown): boolean {
  return normal(a) === normal(b);
}

function normal(data: unknown): string {
  return JSON.stringify(data, (key, value: unknown) => {
    if (key === 'creationTimestamp' && value === null) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)));
  });
}

function* onDelete(view: ObservedRollout): Generator<Explanation> {
  if (view.budget.strategy !== 'on-delete') return;
  const old = view.nodes.flatMap((node) => node.old);
  const all = view.nodes.filter(takesPart).length;
  yield {
    rule: 'on-delete-backlog',
    severity: old.length === 0 ? 'note' : 'warning',
    message:
      old.length === 0
        ? 'type OnDelete: kubectl rollout status fails on it; no pod of an older revision is left in the dump'
        : `type OnDelete: ${old.length} of ${all} pods are of an older revision and stay until someone deletes them; kubectl rollout status fails on it`,
    objects: old.length === 0 ? [`daemonset/${view.name}`] : podNames(old),
    advice:
      old.length === 0
        ? ''
        : 'delete the pods, or set updateStrategy.type to RollingUpdate (which starts with all of them)',
  };
}

function* misscheduled(view: ObservedRollout): Generator<Explanation> {
  const misplaced = view.nodes.filter(
    (node) => node.fit?.shouldRun === false && node.updated.length + node.old.length > 0,
  );
  const counted = view.daemonSet.status?.numberMisscheduled ?? 0;
  if (misplaced.length === 0 && (view.knowsNodes || counted === 0)) return;
  const names = misplaced.length === 0 ? '' : ` (${some(misplaced.map(({ name }) => name))})`;
  const nodes = count(view.knowsNodes ? misplaced.length : counted, 'node');
  yield {
    rule: 'misscheduled-pods',
    severity: 'warning',
    message: `pods run on ${nodes}${names} where none belongs any longer (a taint that is not tolerated, or labels that do not match): the next rollout deletes them permanently`,
    objects: misplaced.length === 0 ? [`daemonset/${view.name}`] : misplaced.map(({ name }) => `node/${name}`),
    advice: 'tolerate the taint if the node should keep its pod',
  };
}

function* nothingToRun(view: ObservedRollout): Generator<Explanation> {
  if (view.desired > 0) return;
  yield {
    rule: 'no-matching-nodes',
    severity: 'warning',
    message: 'no node matches: status reports success with 0 pods',
    objects: [`daemonset/${view.name}`],
    advice: 'compare nodeSelector, node affinity and tolerations with the labels and taints of the nodes',
  };
}

/** Revisions with the same change-cause cannot be distinguished in the history. */
export function* duplicateCauses(view: ObservedRollout): Generator<Explanation> {
  const byCause = new Map<string, ControllerRevision[]>();
  for (const revision of view.revisions) {
    const cause = revision.metadata?.annotations?.[CHANGE_CAUSE] ?? '';
    if (cause !== '') addTo(byCause, cause, revision);
  }
  for (const [cause, revisions] of byCause) {
    const numbers = revisions.map(({ revision }) => revision).join(', ');
    if (revisions.length < 2 || revisions.every(({ data }) => dropsOnlyTime(data, revisions[0]?.data))) continue;
    yield {
      rule: 'duplicate-cause',
      severity: 'warning',
      message: `revisions ${numbers} all have the change-cause "${cause}": the history does not distinguish them`,
      objects: revisions.map(({ metadata }) => `controllerrevision/${metadata?.name ?? ''}`),
      advice: 'change the annotation kubernetes.io/change-cause together with the template',
    };
  }
}

/** Revisions that another DaemonSet created and this one adopted: undo would install the other one's template. */
export function* foreignRevisions(view: ObservedRollout): Generator<Explanation> {
  const foreign = view.revisions.filter(({ metadata }) => !(metadata?.name ?? '').startsWith(`${view.name}-`));
  if (foreign.length === 0) return;
  yield {
    rule: 'foreign-revision',
    severity: 'warning',
    message: `revision ${foreign.map(({ revision }) => revision).join(', ')} was created by another DaemonSet with the same selector: kubectl rollout undo to it installs the template of that DaemonSet`,
    objects: foreign.map(({ metadata }) => `controllerrevision/${metadata?.name ?? ''}`),
    advice: 'give each DaemonSet a selector of its own',
  };
}

function* sharedSelector(view: ObservedRollout, dump: Dump): Generator<Explanation> {
  const labels = view.daemonSet.spec?.template.metadata?.labels;
  const others = dump.daemonSets
    .filter(({ metadata, spec }) => metadata?.namespace === view.namespace && selects(spec?.selector, labels))
    .map(({ metadata }) => metadata?.name ?? '')
    .filter((name) => name !== view.name);
  if (others.length === 0) return;
  yield {
    rule: 'shared-selector',
    severity: 'warning',
    message: `the selector of daemonset ${some(others)} also matches these pods: when one of the two is deleted with --cascade=orphan, the other adopts its pods and revisions`,
    objects: others.map((name) => `daemonset/${name}`),
    advice: 'give each DaemonSet a selector of its own',
  };
}

function* budgets(view: ObservedRollout, dump: Dump): Generator<Explanation> {
  const own = dump.budgets.filter(
    ({ metadata, spec }) =>
      metadata?.namespace === view.namespace && selects(spec?.selector, view.daemonSet.spec?.template.metadata?.labels),
  );
  if (own.length === 0) return;
  const names = own.map(({ metadata }) => metadata?.name ?? '').sort();
  yield {
    rule: 'pdb-without-effect',
    severity: 'note',
    message: `PodDisruptionBudget ${some(names)} does not slow the rollout: the controller deletes pods without checking it`,
    objects: names.map((name) => `poddisruptionbudget/${name}`),
    advice: '',
  };
}

/** Old pods that are not available: the rollout replaces them at once, regardless of the budget. */
export function* unavailableOldPods(view: ObservedRollout): Generator<Explanation> {
  const nodes = view.nodes.filter((node) => node.dead === undefined && node.old.length > 0 && !serves(node, view));
  if (nodes.length === 0) return;
  yield {
    rule: 'old-pods-unavailable',
    severity: 'warning',
    message: `${count(nodes.length, 'old pod')} on ${some(nodes.map(({ name }) => name))} ${nodes.length === 1 ? 'is' : 'are'} not available: replaced at once and without limit`,
    objects: podNames(nodes.flatMap(({ old }) => old)),
    advice:
      'these pods are not available, so the budget does not protect them; all of them are replaced at the same time',
  };
}
