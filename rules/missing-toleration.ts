import { POD } from '../src/facts/daemonset-facts.ts';
import { groupFits } from '../src/placement/node-groups.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'missing-toleration',
  category: 'stuck',
  severity: 'warning',
  presets: {},
  summary: 'Nodes of the configured fleet have a taint that the pods do not tolerate',
  why: `Nodes with a \`NoSchedule\` or \`NoExecute\` taint that the pods do not tolerate do not count as desired: they get
no pod, and \`kubectl rollout status\` reports success without them. With a \`NoSchedule\` taint, a pod that already runs
there stays until the next rollout, which deletes it and creates no new one (measured). With a \`NoExecute\` taint it is
deleted at once.`,
  fix: 'Add a toleration for the taint, or `operator: Exists` for an agent that every node needs.',
  unless: 'The agent is not wanted on these nodes. Then switch the rule off in a daemonlint.yaml beside the file.',
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
      const fate =
        taint.effect === 'NoExecute'
          ? 'pods that still run there are deleted at once'
          : 'the next rollout deletes pods that still run there';
      yield {
        at: [...POD, 'tolerations'],
        part: 'key',
        message: `${name} get no pod, because their taint ${shown} is not tolerated, and ${fate}: add a toleration for it`,
      };
    }
  },
});
