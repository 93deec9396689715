import { returnedRevision, updateOf } from '../src/facts/update.ts';
import { CAUSE, CHANGE_CAUSE } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'returns-to-revision',
  category: 'change',
  severity: 'note',
  presets: { recommended: 'note' },
  summary: 'The template equals an earlier revision, which is renumbered and keeps its old change-cause',
  why: `The controller compares the bytes of the template with all revisions that still exist. If one is equal, no new
revision is created. The equal revision gets the next number, its old number disappears from the history, and its
annotations stay as they were. A template that was applied again with the cause \`release v3 second time\` was listed as
\`release v3\` (measured).`,
  fix: `Nothing, if you want to go back. To list this step in the history with its own text, make the templates differ,
for example with a template annotation that names the release.`,
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'Rolling back a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/',
    },
  ],
  *check(manifest) {
    const earlier = returnedRevision(manifest);
    const newest = Math.max(...manifest.history.map(({ revision }) => revision));
    if (earlier === undefined || earlier.revision === newest) return;
    const kept = earlier.metadata?.annotations?.[CHANGE_CAUSE] ?? '';
    const written = updateOf(manifest)?.answer.stored?.metadata?.annotations?.[CHANGE_CAUSE] ?? '';
    const lost = written === kept || written === '' ? '' : `, and "${shortened(written)}" is not shown anywhere`;
    const under = kept.trim() === '' ? 'without a change-cause' : `with its old change-cause "${shortened(kept)}"`;
    yield {
      at: written === '' ? ['spec', 'template'] : CAUSE,
      ...(written === '' ? { part: 'key' } : {}),
      message: `the template equals revision ${earlier.revision}, which becomes ${newest + 1} ${under}${lost}: write an annotation into the template to list this step separately in the history`,
    };
  },
});

function shortened(cause: string): string {
  const line = cause.trim().replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
