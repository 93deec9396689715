import { returnedRevision, updateOf } from '../src/facts/update.ts';
import { defineRule } from '../src/rule/rule.ts';

const DEFAULT = 10;

export default defineRule({
  id: 'history-shrinks',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'revisionHistoryLimit is lowered: older revisions are deleted at the next sync',
  why: `The controller keeps \`revisionHistoryLimit\` old revisions in addition to the current one. It cleans up at
every sync, also during a rollout: the lowest numbers are deleted first, and only revisions that a pod still uses are
kept. Deleted revisions cannot be restored: raising the limit again does not bring them back, and \`kubectl rollout
undo\` can no longer go to them.`,
  fix: 'Keep the limit. If fewer revisions are enough, check with `kubectl rollout history` which ones are deleted first.',
  unless: 'Every rollback is an apply of an older manifest.',
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
    if (update?.answer.stored === undefined) return;
    const before = update.old.spec?.revisionHistoryLimit ?? DEFAULT;
    const limit = update.answer.stored.spec?.revisionHistoryLimit ?? DEFAULT;
    // A dump shows how many there are; the current revision becomes an old one when a new one is created.
    const known = manifest.history.length;
    const old = known - (update.answer.newRevision && returnedRevision(manifest) === undefined ? 0 : 1);
    if (limit >= before || (known > 0 && old <= limit)) return;
    const kept = limit === 0 ? '' : ` but the newest${limit === 1 ? '' : ` ${limit}`}`;
    const count = known > 0 ? `${old - limit} of ${old}` : `up to ${before - limit} of ${before}`;
    yield {
      at: ['spec', 'revisionHistoryLimit'],
      message: `all old revisions${kept} are deleted at the next sync (${count}), and kubectl rollout undo can no longer go back to them: keep revisionHistoryLimit at ${before}`,
    };
  },
});
