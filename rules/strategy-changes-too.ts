import { templateChange, writtenAt } from '../src/facts/update.ts';
import { STRATEGY } from '../src/facts/daemonset-facts.ts';
import { nodesOf } from '../src/placement/node-groups.ts';
import { counted } from '../src/words/counts.ts';
import { resolveBudget, waveSize, type Budget } from '../src/kubernetes/controller/budget.ts';
import type { DaemonSetSpec } from '../src/kubernetes/api/objects.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'strategy-changes-too',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'The template and the update strategy change together: the new strategy applies to this rollout',
  why: `A rollout does not use the strategy from the time when the old pods were created: the controller reads the
strategy again at every sync. A template that comes with a larger \`maxUnavailable\` is rolled out to that many nodes at
the same time from the first wave on. A template that comes with \`OnDelete\` is rolled out to none. A rollback has to
revert both.`,
  fix: 'Change the strategy in a separate change, which restarts no pod, and the template in the next one.',
  unless: 'The new strategy is meant for this rollout. A slower strategy is reported only as a note.',
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'Performing a rolling update on a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/',
    },
  ],
  *check(manifest) {
    const update = templateChange(manifest);
    const [old, next] = [update?.old.spec, update?.answer.stored?.spec];
    if (update === undefined || old === undefined || next === undefined) return;
    const nodes = nodesOf(manifest);
    const [before, after] = [paceOf(old, nodes), paceOf(next, nodes)];
    const same = before.strategy === after.strategy;
    // A change from OnDelete is reported by another rule.
    if ((same && before.value === after.value) || before.strategy === 'on-delete') return;
    const changed = update.fields.filter(({ path }) => path.startsWith('spec.updateStrategy'));
    const places = changed.map(({ path }) => writtenAt(manifest, path));
    yield {
      at: places.find((place) => place !== undefined) ?? STRATEGY,
      part: 'key',
      ...(same && after.size <= before.size ? { severity: 'note' } : {}),
      message: `${effectOf(before, after, nodes)}; change the strategy in a separate change, before or after the template`,
    };
  },
});

interface WaveSize {
  readonly strategy: Budget['strategy'];
  /** Of the known fleet, otherwise of 100 nodes. */
  readonly size: number;
  readonly value: string;
}

// How the controller reads a strategy: it uses one of the two budgets, and neither under OnDelete.
function paceOf(spec: DaemonSetSpec, nodes: number | undefined): WaveSize {
  const budget = resolveBudget(spec, nodes ?? 100);
  const size = waveSize(budget, nodes ?? 100);
  const { maxSurge, maxUnavailable } = spec.updateStrategy?.rollingUpdate ?? {};
  const written = (budget.strategy === 'surge' ? maxSurge : maxUnavailable) ?? 1;
  return { strategy: budget.strategy, size, value: String(nodes === undefined ? written : size) };
}

const ORDER = { surge: ' with the new pods first', 'delete-first': ' with the old pods deleted first' };

function effectOf(before: WaveSize, after: WaveSize, nodes: number | undefined): string {
  if (after.strategy === 'on-delete')
    return 'the new strategy already applies to this change: each node keeps its old pod until someone deletes it';
  const fleet = nodes === undefined ? '' : `with ${counted(nodes, 'node')}, `;
  const order = before.strategy === after.strategy ? '' : ORDER[after.strategy];
  return `the rollout that this change starts already uses the new strategy: ${fleet}${after.value} at a time${order} instead of ${before.value}`;
}
