import { MAX_UNAVAILABLE, rolls } from '../src/facts/daemonset-facts.ts';
import { nodesOf } from '../src/placement/node-groups.ts';
import { counted } from '../src/words/counts.ts';
import { scaledValue } from '../src/kubernetes/controller/budget.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'all-nodes-at-once',
  category: 'strategy',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'maxUnavailable allows a large share of the nodes to be down at the same time',
  why: `In each step of a rollout the controller deletes as many pods as \`maxUnavailable\` allows, and creates the new
ones only when the old ones are gone. With a bad image all these nodes are down before anything stops the rollout: with
\`100%\` and an image that does not start, 10 of 10 nodes were down (measured). Percentages are rounded up, so \`34%\` of
3 nodes is 2.`,
  fix: 'Write a smaller share, such as `10%`, or use `maxUnavailable: 0` with a `maxSurge`.',
  unless: 'The agent may be missing on many nodes for a while, and speed is more important.',
  since: '0.1.0',
  references: [
    {
      title: 'Performing a rolling update on a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/',
    },
  ],
  options: {
    limit: {
      default: '50%',
      description: 'the smallest maxUnavailable that is reported: a share of the nodes, or a number',
      decimals: true,
    },
  },
  *check(manifest, { limit }) {
    if (!rolls(manifest) || !manifest.has(MAX_UNAVAILABLE)) return;
    const value = manifest.spec.updateStrategy?.rollingUpdate?.maxUnavailable;
    const nodes = nodesOf(manifest);
    // Without a fleet, a share is compared with a share (of 100 nodes), and a number is not compared.
    if (nodes === undefined && (typeof value === 'number' || !limit.endsWith('%'))) return;
    const total = nodes ?? 100;
    const down = Math.min(scaledValue(value, total), total);
    if (down < shareOf(limit, total) || (nodes !== undefined && down <= 1)) return;
    const effect =
      nodes === undefined
        ? `${String(value)} of the nodes go down at the same time`
        : `with ${counted(nodes, 'node')}, ${down} go down at the same time`;
    yield {
      at: MAX_UNAVAILABLE,
      message: `${effect} in each step of a rollout, and a bad version keeps them down: write a smaller maxUnavailable, such as 10%`,
    };
  },
});

// Not rounded: two of three nodes reach a limit of one half.
function shareOf(limit: string, nodes: number): number {
  const number = Number.parseFloat(limit);
  return limit.endsWith('%') ? (number * nodes) / 100 : number;
}
