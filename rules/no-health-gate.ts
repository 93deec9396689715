import { hasReadinessProbe, minReadySecondsOf, onlyPauses, rolls } from '../src/facts/facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-health-gate',
  category: 'strategy',
  severity: 'warning',
  presets: { strict: 'warning' },
  summary: 'Neither a readiness probe nor minReadySeconds holds a bad version back',
  why: `A pod counts as available the moment its containers have started, and the controller goes on to the next node. A
version that starts and does not work, or crashes a few seconds later, is on every node before anyone looks:
\`maxUnavailable\` only slows it down.`,
  mend: 'Add a `readinessProbe`, and `minReadySeconds` longer than a bad version takes to show itself.',
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
        'a new pod counts as available as soon as its containers start: a version that starts and does not work walks on through every node; add a readinessProbe or minReadySeconds',
    };
  },
});
