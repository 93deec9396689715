import { budgetOf, MAX_UNAVAILABLE, rolls } from '../src/facts.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  id: 'all-nodes-at-once',
  category: 'strategy',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'maxUnavailable lets a large share of the nodes go down at once',
  why: `The controller deletes that many pods in one step and starts the new ones only when the old are gone. A bad image
then takes them all down together before anything stops the rollout: with \`100%\` and an image that does not start, 10 of
10 nodes were down (measured). Percentages are rounded up, so \`34%\` of 3 nodes is 2.`,
  mend: 'Write a smaller share, such as `10%`, or roll with `maxUnavailable: 0` and a `maxSurge`.',
  unless: 'The agent may be missing on many nodes for a while, and speed matters more.',
  since: '0.1.0',
  references: [
    {
      title: 'Performing a rolling update on a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/',
    },
  ],
  options: {
    limit: { default: '50%', description: 'the share of the nodes from which on the rule speaks' },
  },
  *check(manifest, { limit }) {
    if (!rolls(manifest) || !manifest.has(MAX_UNAVAILABLE)) return;
    const value = manifest.spec.updateStrategy?.rollingUpdate?.maxUnavailable;
    const share = Number.parseFloat(limit) / 100;
    const budget = budgetOf(manifest);
    const percent = typeof value === 'string' && /^[0-9]+%$/.test(value) ? Number(value.slice(0, -1)) / 100 : undefined;
    const reaches =
      budget === undefined ? percent !== undefined && percent >= share : budget.maxUnavailable >= share * budget.nodes;
    if (!reaches || (budget !== undefined && budget.maxUnavailable <= 1)) return;
    const effect =
      budget === undefined
        ? `${String(value)} of the nodes lose their pod at once in each step`
        : `of ${budget.nodes} nodes ${Math.min(budget.maxUnavailable, budget.nodes)} lose their pod at once in each step`;
    yield {
      at: MAX_UNAVAILABLE,
      message: `${effect}, and a bad version takes all of them down: write a smaller maxUnavailable, such as 10%`,
    };
  },
});
