import { defineRule } from '../src/rule/rule.ts';
import { repelsAcrossNodes } from '../src/facts/surge-conflicts.ts';

export default defineRule({
  id: 'zone-anti-affinity',
  category: 'stuck',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'A required anti-affinity against its own pods allows only one pod per zone',
  why: `The controller creates a pod for every node and binds it to that node. The scheduler then refuses all but one in
each zone (\`didn't match pod anti-affinity rules\`). The others stay Pending forever, each counts against
\`maxUnavailable\`, and every rollout is blocked. The API server accepts it; the term usually comes from a Deployment.`,
  fix: 'Remove the term: a DaemonSet already runs one pod per node.',
  since: '0.1.0',
  references: [
    {
      title: 'Inter-pod affinity and anti-affinity',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
    },
  ],
  *check(manifest) {
    for (const { at, topologyKey } of repelsAcrossNodes(manifest)) {
      const zone = topologyKey.slice(topologyKey.indexOf('/') + 1);
      yield {
        at: [...at, 'topologyKey'],
        message: `one node in each ${zone} gets a pod and excludes all the others, which stay Pending forever and block every rollout: remove this term`,
      };
    }
  },
});
