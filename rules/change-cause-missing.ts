import { CAUSE } from '../src/facts/facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'change-cause-missing',
  category: 'rollback',
  severity: 'warning',
  presets: { strict: 'warning' },
  summary: 'No change-cause: the history shows <none> for this revision',
  why: `\`kubectl rollout history\` shows numbers and change causes and nothing else. Without the annotation every revision is
\`<none>\`, and whoever has to go back at night picks a number. The cause is copied into the revision when that is made, and
never updated afterwards.`,
  mend: 'Write `kubernetes.io/change-cause` under the annotations of the DaemonSet, new with every change of the template.',
  unless: 'Revisions are found by image tag or by a deployment tool.',
  since: '0.1.0',
  references: [
    {
      title: 'Rolling back a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/',
    },
  ],
  *check(manifest) {
    if (manifest.node(CAUSE) !== undefined || !manifest.has(['metadata'])) return;
    yield {
      at: CAUSE,
      message:
        'kubectl rollout history shows <none> for this revision, so a rollback has to guess which one was good: write the annotation kubernetes.io/change-cause',
    };
  },
});
