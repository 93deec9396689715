import { refusedAs } from '../src/refusal/refusals.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'missing-field',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'A required field is absent or empty',
  why: `Validation fails with \`Required value\` and nothing is created or changed. The selector is the field that is most
often missing: up to \`extensions/v1beta1\` it was taken from the template's labels, since \`apps/v1\` it has to be written
and can never be changed. The server does not even call it required: it says that the selector does not match.`,
  mend: 'Write the field. For the selector take labels of the pod template that will stay the same in every version.',
  since: '0.1.0',
  references: [
    {
      title: 'Writing a DaemonSet spec',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#writing-a-daemonset-spec',
    },
  ],
  check: (manifest) => refusedAs('missing-field', manifest),
});
