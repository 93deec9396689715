import { CAUSE, CHANGE_CAUSE } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'change-cause-layout',
  category: 'rollback',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'A change-cause that breaks the table of kubectl rollout history',
  why: `\`kubectl rollout history\` prints a table, one line per revision. A line break in a cause starts a line that
looks like another revision. A tab opens another column and shifts the rest. A very long text wraps around in the
terminal. Scripts that parse the table read the wrong number.`,
  fix: 'Write one short line. `--fix` joins the lines.',
  since: '0.1.0',
  references: [
    {
      title: 'Rolling back a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/',
    },
  ],
  options: { length: { default: 250, description: 'the maximum number of characters in a cause' } },
  *check(manifest, { length }) {
    const cause = manifest.object.metadata?.annotations?.[CHANGE_CAUSE] ?? '';
    if (cause.trim() === '') return;
    const line = cause.replace(/(?:(?<!\s)\s+)?\p{Cc}+\s*/gu, ' ').trim();
    if (/\p{Cc}/u.test(cause)) {
      const what = /[\n\r]/.test(cause) ? 'line breaks' : cause.includes('\t') ? 'tabs' : 'control characters';
      yield {
        at: CAUSE,
        message: `the ${what} in this cause break the table of kubectl rollout history, where each revision is one line: write one line`,
        fix: {
          title: 'Write the cause on one line',
          safety: 'safe',
          changes: [{ kind: 'set', at: CAUSE, value: line }],
        },
      };
    } else if (cause.length > length) {
      const message = `${cause.length} characters make the table of kubectl rollout history unreadable: write at most ${length}`;
      yield { at: CAUSE, message };
    }
  },
});
