import { POD, rolls, surges } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-priority-class',
  category: 'stuck',
  severity: 'note',
  presets: { strict: 'note' },
  summary: 'No priority class: the pods cannot preempt others on a full node',
  why: `A new daemon pod can run on one node only. When that node is full, a pod with priority 0 waits until another pod
leaves. The rollout has already deleted the old pod, counts the node as unavailable, and stops when its budget is used
up. A pod with a higher priority preempts others.`,
  fix: 'Write `priorityClassName`; use `system-node-critical` for agents that every node needs.',
  unless: 'A PriorityClass with `globalDefault: true` gives these pods a high enough priority.',
  since: '0.1.0',
  references: [
    {
      title: 'Pod priority and preemption',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/',
    },
    { title: 'No priority', url: 'https://github.com/Mellanox/network-operator/issues/2960' },
  ],
  *check(manifest) {
    const { priorityClassName, containers = [] } = manifest.pod;
    if (priorityClassName || containers.length === 0) return;
    const effect = surges(manifest)
      ? 'waits beside the old one, and the rollout stops there'
      : rolls(manifest)
        ? 'waits after the old one is already deleted, and the rollout stops there'
        : 'waits, and the node has no pod';
    yield {
      at: [...POD, 'priorityClassName'],
      message: `on a full node the new pod cannot preempt anything: it ${effect}; write priorityClassName`,
    };
  },
});
