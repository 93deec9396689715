import { MAX_UNAVAILABLE, rolls } from '../src/facts/daemonset-facts.ts';
import { budgetOf } from '../src/placement/node-groups.ts';
import { isMeant } from '../src/refusal/refusals.ts';
import { counted } from '../src/words/counts.ts';
import { scaledValue } from '../src/kubernetes/controller/budget.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'dead-nodes-exceed-budget',
  category: 'strategy',
  severity: 'warning',
  presets: { fleet: 'note', strict: 'warning' },
  summary: 'The budget is not larger than the number of nodes that are usually dead',
  why: `A node whose pod is not available counts against \`maxUnavailable\`. When as many nodes are dead as the budget
allows, the controller replaces no pod on any healthy node, forever: with one dead node of 10 and \`maxUnavailable: 1\`, 9
nodes kept the old version (measured). A DaemonSet has no progress deadline, so nothing reports it. In a large fleet some
node is always down. With \`maxSurge\` dead nodes do not stop the others.`,
  fix: 'Write a budget larger than the number of dead nodes, as a percentage, so that it grows with the fleet.',
  unless: 'Dead nodes are removed from the cluster before a rollout. Then lower the option `dead`.',
  since: '0.1.0',
  references: [
    { title: 'Stuck on a few dead nodes', url: 'https://github.com/kubernetes/test-infra/issues/31706' },
    { title: 'Rolling update blocked', url: 'https://github.com/kubernetes/kubernetes/issues/117204' },
  ],
  needs: 'fleet',
  options: {
    dead: {
      default: '1%',
      description: 'how many nodes are usually dead: a number, or a share rounded down',
      decimals: true,
    },
  },
  *check(manifest, { dead }) {
    const budget = budgetOf(manifest);
    if (budget === undefined || !rolls(manifest) || budget.strategy !== 'delete-first') return;
    // A misplaced budget says what was meant; it is reported where it is.
    if (isMeant(manifest, MAX_UNAVAILABLE)) return;
    const share = /^(\d+(?:\.\d+)?)%$/.exec(dead)?.[1];
    const broken =
      share === undefined ? scaledValue(Number(dead), 1) : Math.floor((Number(share) * budget.nodes) / 100);
    if (!(broken > 0) || budget.maxUnavailable > broken) return;
    yield {
      at: MAX_UNAVAILABLE,
      message: `maxUnavailable allows ${counted(budget.maxUnavailable, 'node')}, and of ${budget.nodes} usually ${broken} ${broken === 1 ? 'is' : 'are'} dead (${dead}): they use the whole budget, and no other node gets the new version; write more than ${broken}, such as 10%`,
    };
  },
});
