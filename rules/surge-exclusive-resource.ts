import { MAX_SURGE, surges } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';
import { exclusiveResource } from '../src/facts/surge-conflicts.ts';

export default defineRule({
  id: 'surge-exclusive-resource',
  category: 'strategy',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'maxSurge with a resource that only one pod on a node can hold',
  why: `With \`maxSurge\` the new pod starts while the old one still runs on the node. Only one of them can hold a device
of the node, a \`ReadWriteOncePod\` claim, a lock file, or the socket of a kubelet plugin in a \`hostPath\`. Usually the
new pod stays Pending or fails: the old one is then never deleted, and the rollout is stuck with both pods on the node.
With a socket, the new pod can also replace the file while the old pod still uses it. The API server does not check for
any of this.`,
  fix: 'Roll with `maxUnavailable` instead of `maxSurge`.',
  unless:
    'The node has enough of the device for two pods, or two instances can share the file by design (DRA drivers may).',
  since: '0.1.0',
  references: [
    {
      title: 'Performing a rolling update on a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/',
    },
    {
      title: 'ReadWriteOncePod',
      url: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes',
    },
  ],
  *check(manifest) {
    const found = surges(manifest) ? exclusiveResource(manifest) : undefined;
    if (found === undefined) return;
    yield {
      at: MAX_SURGE,
      message: `the new pod needs ${found.what} while the old pod still holds it: either the new pod does not start and the rollout is stuck, or it takes this away from the old pod; use maxUnavailable instead of maxSurge`,
      related: [{ at: found.at, message: found.what }],
    };
  },
});
