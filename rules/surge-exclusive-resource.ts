import { MAX_SURGE, surges } from '../src/facts/facts.ts';
import { defineRule } from '../src/rule/rule.ts';
import { exclusiveResource } from '../src/facts/surge-conflicts.ts';

export default defineRule({
  id: 'surge-exclusive-resource',
  category: 'strategy',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'maxSurge with a resource that only one pod on a node can hold',
  why: `The new pod starts while the old one still runs. Only one of them can hold a device of the node, a
\`ReadWriteOncePod\` claim, a lock file, or the socket of a kubelet plugin in a \`hostPath\`. The new pod stays Pending
or fails, or it takes the socket away from the old pod, which is still in use. The rollout is then stuck with both pods
in place; the API server accepts it.`,
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
      message: `the new pod needs ${found.what} while the old one still holds it: it does not start, or takes it away, and the rollout is stuck; use maxUnavailable instead of maxSurge`,
      related: [{ at: found.at, message: found.what }],
    };
  },
});
