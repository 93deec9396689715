import { updateOf } from '../src/facts/update.ts';
import { CAUSE, CHANGE_CAUSE } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'change-cause-unrecorded',
  category: 'rollback',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'The change-cause changes but the template does not: the history never shows the new text',
  why: `The cause is copied into a revision when the revision is created, and is never updated. Only a change of the
stored template creates a revision: with the same template \`kubectl rollout history\` continues to show the old text
(measured). The new text also stays on the DaemonSet, and the next template change is recorded with it unless the text
is changed again.`,
  fix: `Write the cause in the same change as the template. An apply never corrects a text in the history; \`kubectl
annotate --overwrite controllerrevision NAME kubernetes.io/change-cause=TEXT\` does.`,
  unless: 'The text is for readers of the DaemonSet, not for its history.',
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'Rolling back a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/',
    },
  ],
  *check(manifest) {
    const update = updateOf(manifest);
    if (update?.answer.stored === undefined || update.answer.newRevision) return;
    const cause = update.answer.stored.metadata?.annotations?.[CHANGE_CAUSE] ?? '';
    const before = update.old.metadata?.annotations?.[CHANGE_CAUSE] ?? '';
    // Removing a cause is not reported: no text is lost.
    if (cause === before || cause.trim() === '') return;
    yield {
      at: CAUSE,
      message:
        'kubectl rollout history never shows this text: the stored template stays the same, so no revision is created, and the cause of an existing revision is never updated; change the cause together with the template that it describes',
    };
  },
});
