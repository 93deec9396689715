import { returnedRevision, templateChange } from '../src/facts/update.ts';
import { CAUSE, CHANGE_CAUSE } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'change-cause-stale',
  category: 'rollback',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'The template changes but the change-cause does not: the new revision gets the old text',
  why: `Every new revision copies the annotations of the DaemonSet. If the text of the last release stays, \`kubectl
rollout history\` shows three revisions that are all called \`release v1\` (measured), and nobody can see which one was
good. The copy is never updated: correcting the cause later does not change the revision.`,
  fix: 'Write what changes, and why, in the same change as the template.',
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'Rolling back a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/',
    },
  ],
  *check(manifest) {
    const update = templateChange(manifest);
    const cause = update?.answer.stored?.metadata?.annotations?.[CHANGE_CAUSE] ?? '';
    const before = update?.old.metadata?.annotations?.[CHANGE_CAUSE];
    // A blank cause cannot be mistaken for another; change-cause-empty reports it.
    if (cause !== before || cause.trim() === '') return;
    // An existing revision keeps its own text.
    if (returnedRevision(manifest) !== undefined) return;
    yield {
      at: CAUSE,
      message: `kubectl rollout history permanently shows the new revision with the text of the previous one, "${shortened(cause)}": write what changes now`,
    };
  },
});

function shortened(cause: string): string {
  const line = cause.trim().replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
