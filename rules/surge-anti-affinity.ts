import { MAX_SURGE, surges } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';
import { selfRepellingTerms } from '../src/facts/surge-conflicts.ts';

export default defineRule({
  id: 'surge-anti-affinity',
  category: 'strategy',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'maxSurge with a required anti-affinity against its own pods',
  why: `The new pod has to be scheduled on the node where the old one runs, and its own anti-affinity forbids that: the
scheduler reports \`didn't match pod anti-affinity rules\`, the pod stays Pending, the old one is never deleted, and the
rollout is stuck forever (measured). The API server accepts it. The same happens with a wider \`topologyKey\`, because
the two pods also share that domain.`,
  fix: 'Remove the anti-affinity, which a DaemonSet does not need: it never runs two pods on a node, or roll with `maxUnavailable`.',
  since: '0.1.0',
  references: [
    {
      title: 'Inter-pod affinity and anti-affinity',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
    },
  ],
  *check(manifest) {
    if (!surges(manifest)) return;
    for (const at of selfRepellingTerms(manifest)) {
      yield {
        at: MAX_SURGE,
        message:
          'the required podAntiAffinity matches these pods themselves: the new pod is never scheduled beside the old one and the rollout is stuck forever; remove that term or use maxUnavailable',
        related: [{ at, message: 'the term that matches' }],
      };
    }
  },
});
