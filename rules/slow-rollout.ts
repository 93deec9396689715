import { MAX_UNAVAILABLE, paceOf, rolls } from '../src/facts/daemonset-facts.ts';
import { budgetOf } from '../src/placement/node-groups.ts';
import { counted, duration } from '../src/words/counts.ts';
import { predict } from '../src/kubernetes/controller/budget.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'slow-rollout',
  category: 'strategy',
  severity: 'warning',
  presets: {},
  summary: 'A rollout over the configured fleet takes longer than allowed',
  why: `Each wave waits until the old pods have ended, the new ones have started and \`minReadySeconds\` has passed. The
number of waves is the number of nodes divided by the budget. With 250 nodes and the default of one node at a time a
real rollout took 2.5 hours, and 20 minutes with 10%. Meanwhile versions mix, and an urgent fix reaches the last node
late.`,
  fix: 'Raise `maxUnavailable`, use `maxSurge`, or shorten the startup time, the grace period or `minReadySeconds`.',
  since: '0.1.0',
  references: [{ title: 'Too slow at 1', url: 'https://github.com/openshift/enhancements/issues/854' }],
  needs: 'fleet',
  options: { minutes: { default: 60, description: 'the maximum duration of a rollout, in minutes' } },
  *check(manifest, { minutes }) {
    const budget = budgetOf(manifest);
    if (budget === undefined || !rolls(manifest)) return;
    const { seconds, waves } = predict(budget, budget.nodes, paceOf(manifest));
    if (seconds === null || waves === null || seconds <= minutes * 60) return;
    const limit = minutes * 60;
    // Rounded to the same words, only the exact figures differ.
    const isClose = duration(seconds) === duration(limit);
    const shown = isClose ? counted(Math.ceil(seconds), 'second') : `about ${duration(seconds)}`;
    const allowed = isClose ? counted(limit, 'second') : duration(limit);
    yield {
      at: MAX_UNAVAILABLE,
      message: `a rollout over ${budget.nodes} nodes needs ${waves} waves and takes ${shown}, more than the allowed ${allowed}: raise maxUnavailable or use maxSurge`,
    };
  },
});
