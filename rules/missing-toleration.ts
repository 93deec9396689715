import { POD } from '../src/facts/facts.ts';
import { groupFits } from '../src/placement/node-groups.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'missing-toleration',
  category: 'stuck',
  severity: 'warning',
  presets: {},
  summary: 'Nodes of the configured fleet have a taint that the pods do not tolerate',
  why: `A node with a \`NoSchedule\` or \`NoExecute\` taint that the template does not tolerate is not a desired node:
it gets no pod, and \`kubectl rollout status\` reports success without it. A pod that is already there stays until the
next rollout, which deletes it permanently (measured).`,
  fix: 'Add a toleration for the taint, or `operator: Exists` for an agent that every node needs.',
  unless: 'The agent is not wanted on these nodes. Then turn the rule off for this file.',
  since: '0.1.0',
  references: [
    {
      title: 'Taints and tolerations of a DaemonSet',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations',
    },
  ],
  needs: 'fleet',
  *check(manifest) {
    for (const { name, wanted, untolerated } of groupFits(manifest)) {
      const taint = untolerated[0];
      // Nodes that the selector excludes need no toleration.
      if (taint === undefined || !wanted) continue;
      const shown = `${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}`;
      yield {
        at: [...POD, 'tolerations'],
        part: 'key',
        message: `no pod on ${name}, whose taint ${shown} is not tolerated, and the next rollout deletes pods that are still there: add a toleration for it`,
      };
    }
  },
});
