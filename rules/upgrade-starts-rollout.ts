import { droppedFields } from '../src/facts/dropped-fields.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'upgrade-starts-rollout',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'A field that this minor drops and a later one stores: after the upgrade, an apply starts a rollout',
  why: `The API server of the older minor drops the field silently, that of a later minor stores it. Today nothing
happens. The first apply after the cluster upgrade, even of an unchanged file, stores another template: a rollout that
nobody planned restarts the pod on every node, and the field takes effect for the first time. The finding is a warning
when the configured minors are a range (\`--kubernetes 1.34..1.35\`), because an upgrade is then planned. With one
minor it is a note.`,
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
