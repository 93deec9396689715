import { updateOf } from '../src/facts/update.ts';
import { nodeChanges, type NodeChange } from '../src/placement/node-changes.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'narrows-nodes',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'Selector, required affinity or tolerations exclude nodes: their pods are deleted',
  why: `A pod is deleted at the next sync when its template no longer matches its node, or when it does not tolerate a
NoExecute taint of the node. \`maxUnavailable\` and the strategy type do not limit this: when a selector was narrowed
from 10 nodes to 3, 7 pods were deleted at once (measured). When a toleration of a NoSchedule taint is removed, the pod
stays at first. The rollout that the same change starts then deletes it when it reaches the node, and creates no new pod
(measured). The rule knows the labels that every node has, such as \`kubernetes.io/os\`, and the tolerations that the
controller adds itself.`,
  fix: `Keep these nodes selected, or first give the label to every node that must keep its pod. To remove pods slowly,
select by a label of your own and remove it from a few nodes at a time.`,
  unless: 'All pods on those nodes should be deleted at once.',
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'Running Pods on select Nodes',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#running-pods-on-select-nodes',
    },
  ],
  *check(manifest) {
    const strategy = updateOf(manifest)?.answer.stored?.spec?.updateStrategy;
    const onDelete = strategy?.type === 'OnDelete';
    const limit = onDelete ? 'OnDelete' : `maxUnavailable: ${strategy?.rollingUpdate?.maxUnavailable ?? 1}`;
    const lost = nodeChanges(manifest).filter(({ fate }) => fate !== 'created');
    for (const [first, ...more] of byPlace(lost)) {
      if (first === undefined) continue;
      const changes = [first, ...more];
      const effects = changes.map(({ fate, where }) => {
        if (fate === 'deleted') return `the pods ${where} are deleted at once, despite ${limit}`;
        if (onDelete) return `the pods ${where} are not created again once someone deletes them`;
        return `the pods ${where} are deleted by the rollout that this change starts, and no new ones are created there`;
      });
      const advice = first.at.includes('tolerations')
        ? 'keep the toleration for as long as pods have to run there'
        : 'leave the choice of nodes as it was, or exclude a few nodes at a time by a label of your own';
      yield {
        at: first.at,
        ...(changes.every(({ rare }) => rare) ? { severity: 'note' } : {}),
        message: `${effects.join(', ')}; ${advice}`,
      };
    }
  },
});

function byPlace(changes: readonly NodeChange[]): NodeChange[][] {
  const places = new Map<string, NodeChange[]>();
  for (const change of changes) {
    const key = change.at.join('/');
    places.set(key, [...(places.get(key) ?? []), change]);
  }
  return [...places.values()];
}
