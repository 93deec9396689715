import { HOW_TO_DUMP, type Dump } from '../dump/read-dump.ts';
import { rolloutStatus } from '../kubernetes/kubectl/status.ts';
import { explainDeletion } from './explain-deletion.ts';
import { blockedBy, pending } from './explain-blockers.ts';
import type { Explanation } from './explanation.ts';
import { podStateNotes, unavailableOldPods, waiting } from './explain-pods.ts';
import type { ObservedRollout } from './observed-rollout.ts';

/** Why a rollout is stuck, or what its success hides; in the order of the documented troubleshooting. */
export function explainStatus(view: ObservedRollout, dump: Dump): readonly Explanation[] {
  const deletion = explainDeletion(view.daemonSet);
  // The controller does not even count its pods any more.
  if (deletion !== undefined) return [deletion];
  const found = [...unobserved(view), ...blockedBy(view), ...waiting(view, dump)];
  const rest = [...unavailable(view), ...podStateNotes(view, dump)];
  const silent =
    found.every(({ severity }) => severity === 'note') && rest.every(({ rule }) => rule !== 'on-delete-backlog');
  return [...found, ...rest, ...(silent ? underWay(view, found.length > 0) : []), ...unknown(view, dump)];
}

function* unavailable(view: ObservedRollout): Generator<Explanation> {
  if (pending(view)) yield* unavailableOldPods(view);
}

function* unobserved(view: ObservedRollout): Generator<Explanation> {
  const generation = view.daemonSet.metadata?.generation ?? 0;
  const observed = view.daemonSet.status?.observedGeneration ?? 0;
  if (generation <= observed) return;
  yield {
    rule: 'spec-not-observed',
    severity: 'warning',
    message: `the controller has not observed generation ${generation} (last seen: ${observed})`,
    objects: [`daemonset/${view.name}`],
    advice: 'wait a moment; if it stays, check whether kube-controller-manager runs and what it logs',
  };
}

function* underWay(view: ObservedRollout, because: boolean): Generator<Explanation> {
  const verdict = rolloutStatus(view.daemonSet);
  if (verdict.code !== 0 || (!verdict.done && !view.knowsPods)) return;
  const { updatedNumberScheduled = 0, numberAvailable = 0 } = view.daemonSet.status ?? {};
  const state = `${updatedNumberScheduled} of ${view.desired} updated, ${numberAvailable} available`;
  if (verdict.done) {
    yield {
      rule: 'rollout-done',
      severity: 'note',
      message: `the rollout is complete: ${state}`,
      objects: [],
      advice: '',
    };
  } else if (!because) {
    yield {
      rule: 'rollout-under-way',
      severity: 'note',
      message: `nothing in the dump blocks the rollout: ${state}; it continues by itself`,
      objects: [`daemonset/${view.name}`],
      advice: 'create another dump later and compare',
    };
  }
}

/** What the dump does not show. */
function* unknown(view: ObservedRollout, dump: Dump): Generator<Explanation> {
  const missing = [
    ...(view.knowsPods ? [] : ['pods: why new pods fail, and which nodes have none']),
    ...(view.knowsNodes ? [] : ['nodes: which are NotReady, tainted or without a pod']),
    ...(dump.events.length > 0 ? [] : ['events: whether pods are refused or cannot be scheduled']),
  ];
  if (missing.length === 0) return;
  yield {
    rule: 'not-in-dump',
    severity: 'note',
    message: `the dump does not contain ${missing.join('; ')}`,
    objects: [],
    advice: HOW_TO_DUMP,
  };
}
