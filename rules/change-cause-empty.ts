import { CAUSE, CHANGE_CAUSE } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'change-cause-empty',
  category: 'rollback',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'An empty change-cause is shown as <none>',
  why: `\`kubectl rollout history\` prints \`<none>\` for an empty change-cause and blanks for a blank one. The revision
keeps it permanently: writing a better cause later does not change existing revisions.`,
  fix: 'Write what changes and why, or remove the annotation.',
  since: '0.1.0',
  references: [
    {
      title: 'Rolling back a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/',
    },
  ],
  *check(manifest) {
    const cause = manifest.object.metadata?.annotations?.[CHANGE_CAUSE];
    const node = manifest.node(CAUSE);
    if (node === undefined || (node.kind !== 'null' && node.kind !== 'string') || (cause ?? '').trim() !== '') return;
    yield {
      at: CAUSE,
      message:
        'kubectl rollout history shows no text for this revision, and a later change of the annotation does not update it: write what changes, or remove the annotation',
    };
  },
});
