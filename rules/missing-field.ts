import { refusedAs } from '../src/refusal/refusals.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'missing-field',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'A required field is missing or empty',
  why: `Validation fails with \`Required value\` and nothing is created or changed. The most frequent case is the
selector: in \`extensions/v1beta1\` it was taken from the template's labels; in \`apps/v1\` it must be written and is
immutable. For a missing selector the server does not report a required field; it reports that the selector does not
match.`,
  fix: 'Write the field. For the selector, use labels of the pod template that stay the same in every version.',
  since: '0.1.0',
  references: [
    {
      title: 'Writing a DaemonSet spec',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#writing-a-daemonset-spec',
    },
  ],
  check: (manifest) => refusedAs('missing-field', manifest),
});
