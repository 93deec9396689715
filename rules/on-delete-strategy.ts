import { STRATEGY } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'on-delete-strategy',
  category: 'strategy',
  severity: 'warning',
  presets: { recommended: 'note', strict: 'warning' },
  summary: 'Pods are replaced only when someone deletes them',
  why: `Under \`OnDelete\` the controller creates a new revision when the template changes, but replaces no pod: old
pods run until someone deletes them or their node is removed. \`kubectl rollout status\` fails with "rollout status is
only available for RollingUpdate strategy type", so pipelines that wait for it fail. A pod that ends for another reason
comes back in the new version, so versions mix without a decision. Switching to \`RollingUpdate\` later rolls out all
pending changes at once.`,
  fix: 'Write `type: RollingUpdate` with a `maxUnavailable` that suits the fleet, or write a comment that says who deletes the pods.',
  unless: 'Nodes are drained and updated one by one by something else (node upgrades, CNI and CSI agents).',
  since: '0.1.0',
  references: [
    {
      title: 'DaemonSet update strategy',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/#daemonset-update-strategy',
    },
    { title: 'OnDelete forgotten', url: 'https://github.com/influxdata/tick-charts/issues/109' },
  ],
  *check(manifest) {
    if (manifest.spec.updateStrategy?.type !== 'OnDelete') return;
    yield {
      at: [...STRATEGY, 'type'],
      message:
        'a template change replaces no pod until someone deletes the old ones, and kubectl rollout status fails; ' +
        'write RollingUpdate if you want changes to roll out automatically',
    };
  },
});
