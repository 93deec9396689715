import { hasReadinessProbe, minReadySecondsOf, onlyPauses } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'min-ready-without-probe',
  category: 'strategy',
  severity: 'note',
  presets: { recommended: 'note' },
  summary: 'minReadySeconds without a readiness probe detects only a crash',
  why: `Without a readiness probe a pod is Ready as soon as its containers run. \`minReadySeconds\` then waits, but
during that time it detects only a container that exits. A version that runs but does not work is rolled out to every
node.`,
  fix: 'Add a `readinessProbe` that fails when the agent does not work, to a container that keeps running.',
  unless: 'The agent exits as soon as something is wrong.',
  since: '0.1.0',
  references: [
    {
      title: 'Configure probes',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
    },
  ],
  *check(manifest) {
    const seconds = minReadySecondsOf(manifest);
    if (seconds <= 0 || hasReadinessProbe(manifest) || onlyPauses(manifest)) return;
    if ((manifest.pod.readinessGates ?? []).length > 0) return;
    yield {
      at: ['spec', 'minReadySeconds'],
      message: `without a readiness probe only a container that exits within these ${seconds} seconds stops the rollout: a version that runs but does not work reaches every node; add a readinessProbe`,
    };
  },
});
