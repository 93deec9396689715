import { CAUSE } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'change-cause-missing',
  category: 'rollback',
  severity: 'warning',
  presets: { strict: 'warning' },
  summary: 'No change-cause: the history shows <none> for this revision',
  why: `\`kubectl rollout history\` shows only revision numbers and change causes. Without the annotation every revision
is shown as \`<none>\`, and a rollback has to guess the number. The cause is copied into the revision when the revision
is created, and is never updated afterwards.`,
  fix: 'Write `kubernetes.io/change-cause` in the annotations of the DaemonSet, and update it with every change of the template.',
  unless: 'Revisions are identified by image tag or by a deployment tool.',
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
        'kubectl rollout history shows <none> for this revision, so a rollback has to guess which revision was good: write the annotation kubernetes.io/change-cause',
    };
  },
});
