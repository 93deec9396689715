import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-rollback-history',
  category: 'rollback',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'revisionHistoryLimit keeps no old revision, or only one, to roll back to',
  why: `Old revisions beyond the limit are deleted at the next sync, lowest number first, once no pod uses them. With 0
only the current revision is left after a rollout, and \`kubectl rollout undo\` answers \`error: no last revision to
roll back to\` (measured). With 1 you can go back one step; after a second bad change that revision is bad too.`,
  fix: 'Remove the field (the default is 10) or write a larger number. `--fix=unsafe` removes it.',
  unless: 'Every rollback is an apply of an older manifest.',
  since: '0.1.0',
  references: [
    {
      title: 'Rolling back a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/',
    },
  ],
  *check(manifest) {
    const at = ['spec', 'revisionHistoryLimit'];
    const limit = manifest.spec.revisionHistoryLimit;
    if (!manifest.has(at) || (limit !== 0 && limit !== 1)) return;
    const fix = { title: 'Keep 10 revisions', safety: 'unsafe', changes: [{ kind: 'remove', at }] } as const;
    if (limit === 0) {
      const message =
        'no old revision is kept, and kubectl rollout undo has nothing to roll back to: remove the limit (the default is 10)';
      yield { at, message, fix };
    } else {
      const message =
        'only one old revision is kept: after two bad changes in a row no good revision is left to roll back to; remove the limit (the default is 10)';
      yield { at, message, fix, severity: 'note' };
    }
  },
});
