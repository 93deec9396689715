import { runningContainersOf } from '../src/facts/facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-resource-requests',
  category: 'stuck',
  severity: 'note',
  presets: { strict: 'note' },
  summary: 'A container reserves neither CPU nor memory',
  why: `Without requests nothing is kept free for the agent: its pod is placed on a node that is full, and when memory runs
out it is among the first to be killed or evicted; it comes back, and goes again. With requests but without a priority it
stays Pending on a full node, which stops the rollout there.`,
  mend: 'Write `resources.requests` for cpu and memory from what the agent really uses, with a `priorityClassName`.',
  unless:
    'The priority class is `system-node-critical`: the kubelet does not evict such pods, and the rule says nothing.',
  since: '0.1.0',
  references: [
    {
      title: 'Node-pressure eviction',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
    },
  ],
  *check(manifest) {
    if (Object.keys(manifest.pod.resources?.requests ?? {}).length > 0) return;
    // The kubelet neither evicts these nor lets the kernel choose them first.
    if (manifest.pod.priorityClassName === 'system-node-critical') return;
    for (const { at, container } of runningContainersOf(manifest)) {
      // A limit is taken as the request of each pod.
      const { requests = {}, limits = {} } = container.resources ?? {};
      if (Object.keys({ ...requests, ...limits }).length > 0) continue;
      yield {
        at: [...at, 'resources'],
        message: `container ${container.name ?? ''} reserves nothing: it is among the first to be killed or evicted when the node runs out of memory; write resources.requests`,
      };
    }
  },
});
