import { STRATEGY } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'ineffective-rolling-update',
  category: 'strategy',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'rollingUpdate with the strategy OnDelete is stored but never read',
  why: `With \`type: OnDelete\` the API server does not validate \`rollingUpdate\`: \`maxUnavailable: 200%\` is accepted
and stored. The controller never reads it. When the type is later changed to \`RollingUpdate\`, the unchecked values
take effect, or the update is refused.`,
  fix: 'Remove `rollingUpdate`, or write `type: RollingUpdate` if you want these values to apply. `--fix` removes it.',
  since: '0.1.0',
  references: [
    {
      title: 'DaemonSet update strategy',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/#daemonset-update-strategy',
    },
  ],
  *check(manifest) {
    const at = [...STRATEGY, 'rollingUpdate'];
    if (manifest.spec.updateStrategy?.type !== 'OnDelete' || !manifest.has(at)) return;
    yield {
      at,
      part: 'key',
      message:
        'under OnDelete these values are stored but never validated or read, and no pod is replaced until someone deletes it: remove rollingUpdate, or write type: RollingUpdate',
      fix: { title: 'Remove rollingUpdate', safety: 'safe', changes: [{ kind: 'remove', at }] },
    };
  },
});
