import { refusedAs } from '../src/refusal/refusals.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'invalid-value',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'A value that the API server validates and refuses',
  why: `The API server answers 422 and changes nothing. All its checks of a DaemonSet are reproduced here: names and
labels, the strategy, the selector against the template, ports, probes, resources, volumes and mounts, security
contexts, affinity, tolerations and the rest of the pod. For the strategy, \`maxSurge\` alone is refused because
\`maxUnavailable\` defaults to 1; both 0 is refused because no pod could ever be replaced; \`"10"\` is text, not a
number. The server's message, field path and reason are added to the finding in JSON and SARIF.`,
  fix: 'Write what the message asks for.',
  since: '0.1.0',
  references: [
    {
      title: 'Performing a rolling update on a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/',
    },
    {
      title: 'DaemonSet API',
      url: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/',
    },
  ],
  check: (manifest) => refusedAs('invalid-value', manifest),
});
