import { defineRule } from '../src/rule/rule.ts';
import { repelsAcrossNodes } from '../src/facts/surge-conflicts.ts';

export default defineRule({
  id: 'zone-anti-affinity',
  category: 'stuck',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'A required anti-affinity against its own pods allows one pod a zone',
  why: `The controller makes a pod for every node and ties it there; the scheduler then refuses all but one in each zone
(\`didn't match pod anti-affinity rules\`). The others stay Pending for ever, each counts against \`maxUnavailable\`, and no
rollout gets past them. The API server accepts it; the term usually comes from a Deployment.`,
  mend: 'Remove the term: a DaemonSet has one pod a node as it is.',
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
        message: `one node of each ${zone} gets a pod and keeps out all the others, which stay Pending for ever and block every rollout: remove this term`,
      };
    }
  },
});
