import { budgetOf, MAX_UNAVAILABLE, rolls } from '../src/facts/facts.ts';
import { scaledValue } from '../src/kubernetes/controller/budget.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'fragile-budget',
  category: 'strategy',
  severity: 'note',
  presets: { fleet: 'note', strict: 'note' },
  summary: 'A budget of one node, which a single dead node uses up for ever',
  why: `A node whose pod hangs in Terminating, is not available, or is missing counts against \`maxUnavailable\`. With a budget
of 1 a single dead node stops the rollout for every healthy one: of 10 nodes with one dead, 9 kept the old version for ever
(measured). Nothing reports it: a DaemonSet has no progress deadline.`,
  mend: 'Write a budget above the number of nodes that are usually broken, such as `10%`.',
  unless: 'Losing more than one node at a time is worse than a rollout that stands still.',
  since: '0.1.0',
  references: [
    { title: 'Stuck on a few dead nodes', url: 'https://github.com/kubernetes/test-infra/issues/31706' },
    { title: 'Rolling update blocked', url: 'https://github.com/kubernetes/kubernetes/issues/117204' },
  ],
  options: {
    fleet: { default: 10, description: 'the size of a known fleet from which on the rule speaks' },
  },
  *check(manifest, { fleet }) {
    const budget = budgetOf(manifest);
    if (!rolls(manifest) || (budget !== undefined && budget.nodes < fleet)) return;
    const value = manifest.spec.updateStrategy?.rollingUpdate?.maxUnavailable;
    const resolved = budget?.maxUnavailable ?? (typeof value === 'number' ? scaledValue(value, 1) : 0);
    if (resolved !== 1 || budget?.strategy === 'surge') return;
    const others = budget === undefined ? 'every other node' : `the ${budget.nodes - 1} other nodes`;
    yield {
      at: MAX_UNAVAILABLE,
      message: `maxUnavailable is 1: a single dead node uses the whole budget up and the rollout stops for ${others}, and nothing reports it; write more than are usually broken, such as 10%`,
    };
  },
});
