import { refusedAs } from '../src/refusal/refusals.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'wrong-type',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'A value of a type that the API server cannot decode into the field',
  why: `The whole object is refused: \`json: cannot unmarshal number into Go struct field EnvVar...value of type
string\`. The server names only the first such error; all of them are listed here. Unquoted YAML is the usual cause:
\`value: true\`, \`value: 8080\`, an annotation \`"123"\` without its quotes, and YAML 1.1's \`yes\`, \`no\`, \`on\`,
\`off\`, \`y\` and \`n\`, which are booleans to Kubernetes.`,
  fix: 'Put text in quotes; remove the quotes from numbers and booleans; write lists with `- `. `--fix` does the first two.',
  since: '0.1.0',
  references: [
    {
      title: 'DaemonSet API',
      url: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/',
    },
    {
      title: 'Environment variables',
      url: 'https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/',
    },
  ],
  check: (manifest) => refusedAs('wrong-type', manifest),
});
