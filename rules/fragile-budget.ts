import { MAX_UNAVAILABLE, rolls } from '../src/facts/daemonset-facts.ts';
import { budgetOf } from '../src/placement/node-groups.ts';
import { scaledValue } from '../src/kubernetes/controller/budget.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'fragile-budget',
  category: 'strategy',
  severity: 'note',
  presets: { fleet: 'note', strict: 'note' },
  summary: 'A budget of one node, which a single dead node blocks forever',
  why: `A node counts against \`maxUnavailable\` when its pod is stuck in Terminating, is not available, or is missing.
With a budget of 1 a single dead node stops the rollout for every healthy node: of 10 nodes with one dead, 9 kept the
old version forever (measured). Nothing reports it: a DaemonSet has no progress deadline.`,
  fix: 'Write a budget larger than the number of nodes that are usually broken, such as `10%`.',
  unless: 'Losing more than one node at a time is worse than a blocked rollout.',
  since: '0.1.0',
  references: [
    { title: 'Stuck on a few dead nodes', url: 'https://github.com/kubernetes/test-infra/issues/31706' },
    { title: 'Rolling update blocked', url: 'https://github.com/kubernetes/kubernetes/issues/117204' },
  ],
  options: {
    fleet: { default: 10, description: 'the fleet size at which the rule starts to report' },
  },
  *check(manifest, { fleet }) {
    const budget = budgetOf(manifest);
    if (!rolls(manifest) || (budget !== undefined && budget.nodes < fleet)) return;
    const value = manifest.spec.updateStrategy?.rollingUpdate?.maxUnavailable;
    const resolved = budget?.maxUnavailable ?? (typeof value === 'number' ? scaledValue(value, 1) : 0);
    if (resolved !== 1 || budget?.strategy === 'surge') return;
    // 0 is refused without a surge, which is worse and said elsewhere.
    if (value !== undefined && scaledValue(value, budget?.nodes ?? 1) === 0) return;
    const others = budget === undefined ? 'every other node' : `the ${budget.nodes - 1} other nodes`;
    yield {
      at: MAX_UNAVAILABLE,
      message: `maxUnavailable ${typeof value === 'string' ? `${value} of ${budget?.nodes ?? 0} nodes ` : ''}is 1: a single dead node uses the whole budget, the rollout stops for ${others}, and nothing reports it; write more than the number of nodes that are usually broken, such as ${adviceFor(budget?.nodes)}`,
    };
  },
});

/** The least share of ten percent that gives two nodes and more; a number where nothing is known of the fleet's size. */
function adviceFor(nodes: number | undefined): string {
  if (nodes === undefined) return '10%';
  const tens = [1, 2, 3, 4, 5].find((ten) => Math.ceil((nodes * ten) / 10) > 1);
  return tens === undefined ? '2' : `${tens}0%`;
}
