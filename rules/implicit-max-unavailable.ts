import { MAX_UNAVAILABLE, paceOf, rolls, surges } from '../src/facts/daemonset-facts.ts';
import { budgetOf } from '../src/placement/node-groups.ts';
import { duration } from '../src/words/counts.ts';
import { predict } from '../src/kubernetes/controller/budget.ts';
import { isMeant } from '../src/refusal/refusals.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'implicit-max-unavailable',
  category: 'strategy',
  severity: 'warning',
  presets: { strict: 'warning' },
  summary: 'maxUnavailable is not set and defaults to one node at a time',
  why: `The default of 1 does not grow with the fleet. With 250 nodes and 60 seconds per node a rollout takes more than
four hours. One node whose pod never becomes available uses the whole budget. The rollout then stops for every healthy
node, silently, because a DaemonSet has no deadline and no condition that reports it.`,
  fix: 'Write the number or the percentage you want. `--fix` writes the default; the stored object stays the same.',
  since: '0.1.0',
  references: [
    {
      title: 'Controlling the rolling update',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/#performing-a-rolling-update',
    },
    { title: 'Too slow at 1', url: 'https://github.com/openshift/enhancements/issues/854' },
  ],
  *check(manifest) {
    if (!rolls(manifest) || surges(manifest) || manifest.has(MAX_UNAVAILABLE) || !manifest.has(['spec'])) return;
    if (isMeant(manifest, MAX_UNAVAILABLE)) return;
    const budget = budgetOf(manifest);
    const time = budget === undefined ? null : predict(budget, budget.nodes, paceOf(manifest)).seconds;
    const effect =
      budget === undefined || time === null
        ? 'a rollout updates one node at a time, whatever the size of the fleet'
        : `a rollout over ${budget.nodes} nodes updates one node at a time and takes about ${duration(time)}`;
    yield {
      at: MAX_UNAVAILABLE,
      message: `maxUnavailable is not set and defaults to 1: ${effect}; write the number or percentage you want`,
      fix: {
        title: 'Write the default maxUnavailable',
        safety: 'safe',
        changes: [{ kind: 'set', at: MAX_UNAVAILABLE, value: 1 }],
      },
    };
  },
});
