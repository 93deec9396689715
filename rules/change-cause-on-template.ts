import { CAUSE, TEMPLATE_CAUSE } from '../src/facts/daemonset-facts.ts';
import { defineRule, type Change } from '../src/rule/rule.ts';

export default defineRule({
  id: 'change-cause-on-template',
  category: 'rollback',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'The change-cause is on the pod template, which kubectl rollout history does not read',
  why: `\`kubectl rollout history\` reads the annotation of the revision, which is copied from the DaemonSet, not from
its template. A change-cause on the template is never shown. It is also part of the template, so each edit of it creates
a new revision and restarts the pod on every node.`,
  fix: `Move it to \`metadata.annotations\` of the DaemonSet. Removing it from the template is itself a template change
and starts one rollout. \`--fix\` moves it.`,
  since: '0.1.0',
  references: [{ title: 'change-cause in the template', url: 'https://github.com/kubernetes/kubernetes/issues/78890' }],
  *check(manifest) {
    if (!manifest.has(TEMPLATE_CAUSE)) return;
    const change: Change = manifest.has(CAUSE)
      ? { kind: 'remove', at: TEMPLATE_CAUSE }
      : { kind: 'move', at: TEMPLATE_CAUSE, to: CAUSE };
    yield {
      at: TEMPLATE_CAUSE,
      part: 'key',
      message:
        'kubectl rollout history never shows a change-cause of the pod template, and each edit of it restarts the pod on every node: move it to the annotations of the DaemonSet',
      fix: { title: 'Move the change-cause to the DaemonSet', safety: 'safe', changes: [change] },
    };
  },
});
