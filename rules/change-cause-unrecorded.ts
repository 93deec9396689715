import { updateOf } from '../src/facts/update.ts';
import { CAUSE, CHANGE_CAUSE } from '../src/facts/facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'change-cause-unrecorded',
  category: 'rollback',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'The change-cause changes and the template does not: the history never shows the new text',
  why: `The cause is copied into a revision when that is made, and never updated. Only a change of the stored template makes
one: with the same template \`kubectl rollout history\` goes on to show the old text (measured). Worse, the new text stays on
the DaemonSet, and the next real change is filed under it unless it is written anew.`,
  mend: `Write the cause in the same change as the template. No apply corrects a text that is wrong in the history;
\`kubectl annotate --overwrite controllerrevision NAME kubernetes.io/change-cause=TEXT\` does.`,
  unless: 'The text is meant for whoever reads the DaemonSet, not its history.',
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
    // Nobody waits for a text that was taken away.
    if (cause === before || cause.trim() === '') return;
    yield {
      at: CAUSE,
      message:
        'kubectl rollout history never shows this text: the stored template stays the same, so no revision is made, and the cause of an existing one is never updated; write it together with the change of the template it explains',
    };
  },
});
