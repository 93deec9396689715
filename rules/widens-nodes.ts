import { nodeChanges } from '../src/placement/node-changes.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'widens-nodes',
  category: 'change',
  severity: 'note',
  presets: { recommended: 'note' },
  summary: 'Selector, required affinity or tolerations let in more nodes: pods are created on all of them at once',
  why: `A node that matches and has no pod gets one at the next sync. \`maxUnavailable\` and \`maxSurge\` limit replacements only: when
a selector was widened from 3 nodes to 10, 7 pods were created at once (measured), all pulling the image and calling whatever
they call when they start. If the new version is bad, it is bad on all new nodes.`,
  mend: `Select by a label of your own and put it on a few nodes at a time. Then the label decides about the pace.`,
  unless: 'The new nodes are few, or may all get their pod at once.',
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
        message: `pods are created at once ${where}, since maxUnavailable limits replacements only; to go node by node, select by a label of your own and set it on a few nodes at a time`,
      };
    }
  },
});
