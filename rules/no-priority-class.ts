import { POD, rolls, surges } from '../src/facts/facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'no-priority-class',
  category: 'stuck',
  severity: 'note',
  presets: { strict: 'note' },
  summary: 'No priority class: the pods cannot make room for themselves on a full node',
  why: `A new daemon pod has one node to go to. When that node is full, a pod with priority 0 waits until somebody else
leaves; the rollout has already deleted the old pod, counts the node as unavailable, and stops when its budget is used up. A
pod with a priority preempts others.`,
  mend: 'Write `priorityClassName`, for agents that every node needs `system-node-critical`.',
  unless: 'A PriorityClass with `globalDefault: true` ranks these pods high enough.',
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
        ? 'waits while the old one is gone already, and the rollout stops there'
        : 'waits, and the node goes without';
    yield {
      at: [...POD, 'priorityClassName'],
      message: `on a full node the new pod cannot preempt anything: it ${effect}; write priorityClassName`,
    };
  },
});
