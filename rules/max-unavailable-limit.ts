import { MAX_UNAVAILABLE, rolls, surges } from '../src/facts/daemonset-facts.ts';
import { nodesOf } from '../src/placement/node-groups.ts';
import { counted } from '../src/words/counts.ts';
import { scaledValue } from '../src/kubernetes/controller/budget.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'max-unavailable-limit',
  category: 'strategy',
  severity: 'error',
  presets: {},
  summary: 'maxUnavailable is outside the limits that your organization sets',
  why: `Some organizations limit how many nodes may lose the agent at the same time, and how slow a rollout may be.
Values are resolved as the controller resolves them: percentages of the configured fleet, rounded up. Without a fleet,
percentages are compared with percentages and numbers with numbers. Common limits are 10% or 33%, or 0 with \`maxSurge:
10%\`.`,
  fix: 'Write a `maxUnavailable` within the configured limits.',
  since: '0.1.0',
  references: [
    {
      title: 'Performing a rolling update on a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/',
    },
  ],
  needs: 'value',
  options: {
    max: {
      default: '33%',
      description: 'the maximum number of nodes that may be down at the same time, as a number or a share of the fleet',
    },
    min: {
      default: '0',
      description: 'the minimum number of nodes that a rollout has to update at the same time, unless it surges',
    },
  },
  *check(manifest, { max, min }) {
    if (!rolls(manifest)) return;
    const nodes = nodesOf(manifest);
    const value = manifest.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1;
    const most = bound(value, asBudget(max), nodes);
    const fewest = bound(value, asBudget(min), nodes);
    const shown = (count: number): string => {
      if (nodes !== undefined) return `${count} of ${counted(nodes, 'node')}`;
      return typeof value === 'string' ? `${count}% of the nodes` : counted(count, 'node');
    };
    if (most !== undefined && most.resolved > most.bound) {
      const instead = most.bound === 0 ? `${max} and a maxSurge` : max;
      const message = `up to ${shown(most.resolved)} may be down at the same time, your organization allows ${shown(most.bound)}: write maxUnavailable: ${instead}`;
      yield { at: MAX_UNAVAILABLE, message };
    } else if (fewest !== undefined && fewest.resolved < fewest.bound && !surges(manifest)) {
      const message = `a rollout updates ${shown(fewest.resolved)} at a time, your organization requires ${shown(fewest.bound)}: write maxUnavailable: ${min}`;
      yield { at: MAX_UNAVAILABLE, message };
    }
  },
});

type Budget = string | number;

function asBudget(option: string): Budget {
  return /^[0-9]+$/.test(option) ? Number(option) : option;
}

// Without a fleet, a share is compared with a share (of 100 nodes), and a number with a number. A limit of 0 applies to
// both.
function bound(
  value: Budget,
  limit: Budget,
  nodes: number | undefined,
): { resolved: number; bound: number } | undefined {
  const none = scaledValue(limit, 100) === 0;
  if (nodes === undefined && typeof value !== typeof limit && !none) return undefined;
  return { resolved: scaledValue(value, nodes ?? 100), bound: scaledValue(limit, nodes ?? 100) };
}
