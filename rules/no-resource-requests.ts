import { runningContainersOf } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-resource-requests',
  category: 'stuck',
  severity: 'note',
  presets: { strict: 'note' },
  summary: 'A container reserves neither CPU nor memory',
  why: `Without requests nothing is reserved for the agent, and its pod can be placed on a full node. When memory runs
out, the pod is among the first to be killed or evicted; it comes back, and is evicted again. With requests but without
a priority it stays Pending on a full node, which blocks the rollout there.`,
  fix: 'Write `resources.requests` for cpu and memory from the measured use of the agent, together with a `priorityClassName`.',
  unless:
    'The priority class is `system-node-critical`: the kubelet does not evict such pods, and the rule reports nothing.',
  since: '0.1.0',
  references: [
    {
      title: 'Node-pressure eviction',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
    },
  ],
  *check(manifest) {
    if (Object.keys(manifest.pod.resources?.requests ?? {}).length > 0) return;
    // The kubelet does not evict these pods, and the kernel does not choose them first.
    if (manifest.pod.priorityClassName === 'system-node-critical') return;
    for (const { at, container } of runningContainersOf(manifest)) {
      // A limit is used as the request of each pod.
      const { requests = {}, limits = {} } = container.resources ?? {};
      if (Object.keys({ ...requests, ...limits }).length > 0) continue;
      yield {
        at: [...at, 'resources'],
        message: `container ${container.name ?? ''} reserves nothing: it is among the first to be killed or evicted when the node runs out of memory; write resources.requests`,
      };
    }
  },
});
