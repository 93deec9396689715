import { nodeChanges } from '../src/placement/node-changes.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'widens-nodes',
  category: 'change',
  severity: 'note',
  presets: { recommended: 'note' },
  summary: 'Selector, required affinity or tolerations include more nodes: pods are created on all of them at once',
  why: `A node that matches and has no pod gets one at the next sync. \`maxUnavailable\` and \`maxSurge\` limit only
replacements: when a selector was widened from 3 nodes to 10, 7 pods were created at once (measured). All of them pull
the image and connect to their servers at the same time. If the new version is bad, it is bad on all new nodes.`,
  fix: `Select by a label of your own and add it to a few nodes at a time. The label then controls the pace.`,
  unless: 'There are few new nodes, or all of them may get their pod at once.',
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'Running Pods on select Nodes',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#running-pods-on-select-nodes',
    },
  ],
  *check(manifest) {
    for (const { fate, where, at } of nodeChanges(manifest)) {
      if (fate !== 'created') continue;
      yield {
        at,
        message: `pods are created at once ${where}, because maxUnavailable limits only replacements; to go node by node, select by a label of your own and add it to a few nodes at a time`,
      };
    }
  },
});
