import { refusedAs } from '../src/refusal/refusals.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'unknown-field',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'A field that the API does not have, often a valid field at the wrong level',
  why: `kubectl requests strict validation, and the request is refused: \`strict decoding error: unknown field\`. For
clients that do not request it (many operators, older tools, \`--validate=false\`) the object is accepted **without**
the field: a \`maxUnavailable\` directly under \`updateStrategy\` is dropped, and the rollout updates one node at a
time. Names are case-sensitive.`,
  fix: `Write the suggested name, or move the field to the suggested level. \`--fix\` does both if there is only one
possible place and it is still empty.`,
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
