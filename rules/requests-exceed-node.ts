import { POD, surges } from '../src/facts/daemonset-facts.ts';
import { counted } from '../src/words/counts.ts';
import { compareQuantities, formatQuantity, quantityOf } from '../src/kubernetes/apimachinery/quantity.ts';
import { groupFits } from '../src/placement/node-groups.ts';
import { requestsOf } from '../src/facts/pod-requests.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'requests-exceed-node',
  category: 'stuck',
  severity: 'error',
  presets: {},
  summary: 'The pod requests more than nodes of the configured fleet have',
  why: `A pod that requests more than a node has is never scheduled there: it stays Pending. The rollout counts the node
as unavailable, and stops when its budget is used up. With \`maxSurge\` the node has to hold two pods at the same time.`,
  fix: 'Lower the requests, or keep the DaemonSet off those nodes.',
  since: '0.1.0',
  references: [
    {
      title: 'Some nodes run out of resources',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/#some-nodes-run-out-of-resources',
    },
  ],
  needs: 'fleet',
  *check(manifest) {
    const groups = groupFits(manifest).filter(({ getsPod }) => getsPod);
    if (groups.length === 0) return;
    const total = groups.reduce((sum, { group }) => sum + group.count, 0);
    const pods = surges(manifest) ? 2 : 1;
    for (const [resource, wanted] of requestsOf(manifest, pods)) {
      const small = groups.filter(({ group: { allocatable } }) => {
        const has = quantityOf(String(allocatable[resource] ?? ''));
        return allocatable[resource] !== undefined && has !== undefined && compareQuantities(wanted, has) > 0;
      });
      const nodes = small.reduce((sum, { group }) => sum + group.count, 0);
      if (nodes === 0) continue;
      const who = pods === 2 ? 'the old and the new pod together request' : 'the pod requests';
      yield {
        at: [...POD, 'containers'],
        part: 'key',
        message: `${who} ${formatQuantity(wanted)} of ${resource}, more than ${nodes} of ${counted(total, 'node')} have: the new pod stays Pending there and the rollout stops; lower the requests`,
      };
    }
  },
});
