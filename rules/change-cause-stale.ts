import { returnedRevision, templateChange } from '../src/facts/update.ts';
import { CAUSE, CHANGE_CAUSE } from '../src/facts/facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'change-cause-stale',
  category: 'rollback',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'The template changes and the change-cause does not: the new revision is filed under the old text',
  why: `Every new revision copies the annotations of the DaemonSet. With the text of the last release left in place,
\`kubectl rollout history\` shows three revisions that are all called \`release v1\` (measured), and nobody can tell which one
was good. The copy is never updated: writing the right cause later does not reach it.`,
  mend: 'Write what changes, and why, in the same change as the template.',
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
    // A blank one is no text to be mistaken; another rule speaks of it.
    if (cause !== before || cause.trim() === '') return;
    // A revision that is there already keeps its own text.
    if (returnedRevision(manifest) !== undefined) return;
    yield {
      at: CAUSE,
      message: `kubectl rollout history files the new revision under the text of the one before, "${shortened(cause)}", for good: write what changes now`,
    };
  },
});

function shortened(cause: string): string {
  const line = cause.trim().replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
