import { STRATEGY } from '../src/facts/facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'ineffective-rolling-update',
  category: 'strategy',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'rollingUpdate under the strategy OnDelete is stored and never read',
  why: `With \`type: OnDelete\` the API server does not even validate what stands under \`rollingUpdate\`: \`maxUnavailable:
200%\` is accepted and stored. The controller never reads it. The trap springs when the type is changed to
\`RollingUpdate\`: the values that nobody checked then decide, or the update is refused.`,
  mend: 'Remove `rollingUpdate`, or write `type: RollingUpdate` if these numbers are meant. `--fix` removes it.',
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
        'under OnDelete these budgets are stored and never read, not even checked: nothing is replaced until someone deletes pods; remove rollingUpdate, or write type: RollingUpdate',
      fix: { title: 'Remove rollingUpdate', safety: 'safe', changes: [{ kind: 'remove', at }] },
    };
  },
});
