import { droppedFields } from '../src/facts/dropped-fields.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'upgrade-starts-rollout',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'A field without effect on this minor, which starts a rollout after a cluster upgrade',
  why: `The chosen minor drops the field silently, a later one stores it. Nothing happens today. After the upgrade the
next apply of the same file, for any reason, stores another template: an unplanned rollout restarts every node, and the
field takes effect for the first time.`,
  fix: 'Remove the field until every cluster runs the minor that stores it, then add it in a planned change.',
  unless: 'The rollout after the upgrade is planned.',
  since: '0.1.0',
  references: [
    {
      title: 'Feature gates',
      url: 'https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/',
    },
  ],
  *check(manifest) {
    const [minor = 0, ...later] = manifest.context.minors;
    for (const { at, field, stored } of droppedFields(manifest)) {
      if (stored === undefined) continue;
      yield {
        at,
        part: 'key',
        severity: later.length > 0 ? 'warning' : 'note',
        message: `Kubernetes 1.${minor} silently drops ${field} and 1.${stored} stores it: no effect today, but the first apply after that upgrade restarts every pod; remove it until then`,
      };
    }
  },
});
