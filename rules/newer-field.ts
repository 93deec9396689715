import { refusedAs } from '../src/refusal/refusals.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'newer-field',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'A field that the chosen Kubernetes minor does not know yet',
  why: `The API server of the chosen minor (\`--kubernetes\`) has no such field: strict clients are refused, others have it
dropped. Once the cluster is upgraded the same file means something else, and its next apply starts a rollout.`,
  mend: 'Remove the field, or raise `--kubernetes` to the minor that is named when every cluster runs it.',
  since: '0.1.0',
  references: [
    {
      title: 'DaemonSet API',
      url: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/',
    },
    {
      title: 'Feature gates by version',
      url: 'https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/',
    },
  ],
  check: (manifest) => refusedAs('newer-field', manifest),
});
