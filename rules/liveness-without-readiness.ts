import { runningContainersOf } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'liveness-without-readiness',
  category: 'stuck',
  severity: 'note',
  presets: { strict: 'note' },
  summary: 'A liveness probe without a readiness probe restarts a bad version but does not stop its rollout',
  why: `Without a readiness probe the container is Ready as soon as it runs, so the rollout continues. The liveness
probe fails later and restarts the container. After each restart it is Ready again for a while. The new version reaches
every node and restarts there.`,
  fix: 'Add a `readinessProbe`, often the same check with a shorter `initialDelaySeconds`.',
  since: '0.1.0',
  references: [
    {
      title: 'Liveness, readiness and startup probes',
      url: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
    },
  ],
  *check(manifest) {
    for (const { at, container } of runningContainersOf(manifest)) {
      if (container.livenessProbe === undefined || container.readinessProbe !== undefined) continue;
      yield {
        at: [...at, 'livenessProbe'],
        part: 'key',
        message: `container ${container.name ?? ''} is Ready as soon as it runs: a version that its liveness probe keeps restarting still reaches every node; add a readinessProbe`,
      };
    }
  },
});
