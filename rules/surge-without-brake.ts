import { MAX_SURGE, minReadySecondsOf, surges } from '../src/facts/daemonset-facts.ts';
import { budgetOf } from '../src/placement/node-groups.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'surge-without-brake',
  category: 'strategy',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'maxSurge without minReadySeconds rolls out a version that fails after startup to every node',
  why: `When the new pod is Ready, the old one is deleted. A node that has only a new pod, failed or not, no longer
counts against \`maxSurge\`: nothing stops the rollout. A version that became Ready and failed four seconds later was
rolled out to 10 of 10 nodes with \`maxSurge: 1\` and \`minReadySeconds: 0\`; with \`minReadySeconds: 10\` it stopped at
0 (measured).`,
  fix: 'Write `minReadySeconds`, longer than a bad version needs to fail.',
  since: '0.1.0',
  references: [
    {
      title: 'Performing a rolling update on a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/',
    },
  ],
  *check(manifest) {
    if (!surges(manifest) || minReadySecondsOf(manifest) > 0) return;
    const nodes = budgetOf(manifest)?.nodes;
    const all = nodes === undefined ? 'every node' : `all ${nodes} nodes`;
    yield {
      at: MAX_SURGE,
      message: `with minReadySeconds 0 the old pod is deleted as soon as the new one is Ready, and failed new pods never count against maxSurge: a version that fails seconds after its start reaches ${all}; write minReadySeconds`,
    };
  },
});
