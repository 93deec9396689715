import { budgetOf, duration, MAX_UNAVAILABLE, paceOf, rolls } from '../src/facts/facts.ts';
import { predict } from '../src/kubernetes/controller/budget.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'slow-rollout',
  category: 'strategy',
  severity: 'warning',
  presets: {},
  summary: 'A rollout over the configured fleet takes longer than allowed',
  why: `Each wave waits for the old pods to end, the new ones to start and \`minReadySeconds\` to pass; there are nodes divided
by budget of them. With 250 nodes and the default of one node at a time a real rollout took 2.5 hours, and 20 minutes at
10%. While it lasts versions mix, and an urgent mend arrives last on the last node.`,
  mend: 'Raise `maxUnavailable`, use `maxSurge`, or shorten the start, the grace period or `minReadySeconds`.',
  since: '0.1.0',
  references: [{ title: 'Too slow at 1', url: 'https://github.com/openshift/enhancements/issues/854' }],
  needs: 'fleet',
  options: { minutes: { default: 60, description: 'how long a rollout may take' } },
  *check(manifest, { minutes }) {
    const budget = budgetOf(manifest);
    if (budget === undefined || !rolls(manifest)) return;
    const { seconds, waves } = predict(budget, budget.nodes, paceOf(manifest));
    if (seconds === null || waves === null || seconds <= minutes * 60) return;
    yield {
      at: MAX_UNAVAILABLE,
      message: `a rollout over ${budget.nodes} nodes goes in ${waves} waves and takes about ${duration(seconds)}, ${duration(minutes * 60)} are allowed: raise maxUnavailable or use maxSurge`,
    };
  },
});
