import { POD, runningContainersOf } from '../src/facts.ts';
import { addQuantities, compareQuantities, formatQuantity, quantityOf } from '../src/kubernetes/quantity.ts';
import type { Manifest } from '../src/manifest.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  id: 'requests-exceed-node',
  category: 'stuck',
  severity: 'error',
  presets: {},
  summary: 'The pod asks for more than nodes of the configured fleet have',
  why: `A pod that asks for more than a node can give is never scheduled there: it stays Pending, the rollout counts the node
as unavailable, and stops when its budget is used up. With \`maxSurge\` the node has to hold two pods at once.`,
  mend: 'Lower the requests, or keep the DaemonSet off those nodes.',
  since: '0.1.0',
  references: [
    {
      title: 'Some nodes run out of resources',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/#some-nodes-run-out-of-resources',
    },
  ],
  needs: 'fleet',
  *check(manifest) {
    const groups = manifest.context.fleet?.groups ?? [];
    const total = groups.reduce((sum, { count }) => sum + count, 0);
    for (const resource of ['cpu', 'memory', 'ephemeral-storage']) {
      const wanted = requested(manifest, resource);
      if (wanted === undefined) continue;
      const small = groups.filter(({ allocatable }) => {
        const has = quantityOf(allocatable[resource] ?? '');
        return allocatable[resource] !== undefined && has !== undefined && compareQuantities(wanted, has) > 0;
      });
      const nodes = small.reduce((sum, { count }) => sum + count, 0);
      if (nodes === 0) continue;
      yield {
        at: [...POD, 'containers'],
        part: 'key',
        message: `the pod asks for ${formatQuantity(wanted)} of ${resource}, more than ${nodes} of ${total} nodes have: it stays Pending there and the rollout stops; lower the requests`,
      };
    }
  },
});

type Quantity = NonNullable<ReturnType<typeof quantityOf>>;

function requested(manifest: Manifest, resource: string): Quantity | undefined {
  let sum: Quantity | undefined;
  for (const { container } of runningContainersOf(manifest)) {
    const { requests = {}, limits = {} } = container.resources ?? {};
    const quantity = quantityOf(String(requests[resource] ?? limits[resource] ?? ''));
    if ((requests[resource] ?? limits[resource]) === undefined || quantity === undefined) continue;
    sum = sum === undefined ? quantity : addQuantities(sum, quantity);
  }
  return sum;
}
