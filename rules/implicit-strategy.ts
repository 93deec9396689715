import { STRATEGY } from '../src/facts/daemonset-facts.ts';
import { isMeant } from '../src/refusal/refusals.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'implicit-strategy',
  category: 'strategy',
  severity: 'warning',
  presets: { strict: 'warning' },
  summary: 'The update strategy is not set and defaults to RollingUpdate',
  why: `Every change of the template starts a rolling update over all nodes, one node at a time, and the file does not
show it. Under \`extensions/v1beta1\` the default was \`OnDelete\`; a reader of an old runbook expects that nothing
happens. The documented procedure starts with a check of the strategy, and here there is nothing to check.`,
  fix: 'Write `updateStrategy.type`. `--fix` writes the default; the stored object stays the same.',
  since: '0.1.0',
  references: [
    {
      title: 'Checking the strategy before a rolling update',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/#performing-a-rolling-update',
    },
  ],
  *check(manifest) {
    const at = [...STRATEGY, 'type'];
    if (manifest.has(at) || !manifest.has(['spec']) || manifest.apiVersion === 'extensions/v1beta1') return;
    if (isMeant(manifest, at)) return;
    yield {
      at,
      message:
        'updateStrategy.type is not set and defaults to RollingUpdate: every template change restarts the pod on every node; write the strategy',
      fix: {
        title: 'Write the default strategy',
        safety: 'safe',
        changes: [{ kind: 'set', at, value: 'RollingUpdate' }],
      },
    };
  },
});
