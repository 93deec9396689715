import { hasReadinessProbe, minReadySecondsOf, onlyPauses, rolls } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-health-gate',
  category: 'strategy',
  severity: 'warning',
  presets: { strict: 'warning' },
  summary: 'Neither a readiness probe nor minReadySeconds stops a bad version',
  why: `A pod is available as soon as its containers have started, and the controller continues with the next node. A
version that starts but does not work, or crashes a few seconds later, is on every node before anyone notices:
\`maxUnavailable\` only slows it down.`,
  fix: 'Add a `readinessProbe`, and a `minReadySeconds` longer than a bad version needs to fail.',
  unless: 'The work is done in init containers: a pod whose init container fails is never Ready.',
  since: '0.1.0',
  references: [
    {
      title: 'Configure probes',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
    },
  ],
  *check(manifest) {
    if (!rolls(manifest) || hasReadinessProbe(manifest) || minReadySecondsOf(manifest) > 0) return;
    if ((manifest.pod.readinessGates ?? []).length > 0 || onlyPauses(manifest)) return;
    yield {
      at: ['spec', 'template', 'spec', 'containers'],
      part: 'key',
      message:
        'a new pod counts as available as soon as its containers start: a version that starts but does not work is rolled out to every node; add a readinessProbe or minReadySeconds',
    };
  },
});
