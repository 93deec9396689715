import { refusedAs } from '../src/refusal/refusals.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'newer-field',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'A field that the chosen Kubernetes minor does not have yet',
  why: `The API server of the chosen minor (\`--kubernetes\`) does not have this field: requests from strict clients are
refused, and for other clients the field is dropped. After a cluster upgrade the same file has another meaning, and its
next apply starts a rollout.`,
  fix: 'Remove the field, or raise `--kubernetes` to the minor in the message when every cluster runs it.',
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
