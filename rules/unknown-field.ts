import { refusedAs } from '../src/refusal/refusals.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'unknown-field',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'A field that the API does not have, often the right field at the wrong level',
  why: `kubectl asks for strict validation and is refused: \`strict decoding error: unknown field\`. Clients that do not ask
(many operators, older tools, \`--validate=false\`) get the object accepted **without** the field: a \`maxUnavailable\`
directly under \`updateStrategy\` is dropped, and the rollout goes one node at a time. Names are case-sensitive.`,
  mend: `Write the name that is suggested, or move the field to the level that is named. \`--fix\` does both where only one
place can be meant and nothing stands there yet.`,
  since: '0.1.0',
  references: [
    {
      title: 'DaemonSet API',
      url: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/',
    },
    {
      title: 'A misplaced field, unnoticed for releases',
      url: 'https://github.com/openshift/cluster-dns-operator/pull/217',
    },
    { title: 'Another', url: 'https://github.com/coroot/helm-charts/issues/30' },
  ],
  check: (manifest) => refusedAs('unknown-field', manifest),
});
