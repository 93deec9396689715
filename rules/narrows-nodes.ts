import { updateOf } from '../src/facts/update.ts';
import { nodeChanges, type NodeChange } from '../src/placement/node-changes.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'narrows-nodes',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'Selector, required affinity or tolerations leave nodes out: their pods are deleted',
  why: `A pod on a node that its template does not match any more, or that has a NoExecute taint it does not tolerate, is deleted
at the next sync, whatever \`maxUnavailable\` and the type of the strategy say: when a selector was narrowed from 10 nodes to 3,
7 pods were deleted at once (measured). Under a NoSchedule taint that is tolerated no longer the pod stays until the rollout,
which the same change starts, comes to its node: it deletes the pod and makes no new one (measured). Node labels that every
node carries, such as \`kubernetes.io/os\`, and the tolerations that the controller adds itself are reckoned with.`,
  mend: `Leave the nodes in, or make sure first that those which shall keep a pod carry the label. To empty nodes slowly, select by
a label of your own and take it off a few nodes at a time.`,
  unless: 'The pods on those nodes are to go, all at once.',
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
        if (onDelete) return `the pods ${where} come back no more once someone deletes them`;
        return `the pods ${where} are deleted by the rollout that this change starts, and none are made there again`;
      });
      const advice = first.at.includes('tolerations')
        ? 'keep the toleration for as long as pods are to run there'
        : 'leave the choice of nodes as it was, or take nodes out a few at a time by a label of your own';
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
