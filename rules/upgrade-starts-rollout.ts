import { droppedFields } from '../src/facts/dropped-fields.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'upgrade-starts-rollout',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'A field without effect on this minor, which starts a rollout once the cluster is upgraded',
  why: `The chosen minor drops the field silently, a later one stores it. Nothing happens today. After the upgrade the same
file, applied again by anyone for any reason, stores another template: a rollout that nobody asked for restarts every node,
and the field takes effect for the first time.`,
  mend: 'Remove the field until every cluster runs the minor that stores it, then add it on purpose.',
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
        message: `Kubernetes 1.${minor} silently drops ${field} and 1.${stored} stores it: no effect today, and the first apply after that upgrade restarts every pod; remove it until then`,
      };
    }
  },
});
