import { gracePeriodOf, POD } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'forced-termination',
  category: 'stuck',
  severity: 'note',
  presets: { recommended: 'note' },
  summary: 'terminationGracePeriodSeconds: 0 force-deletes the pods',
  why: `With a grace period of 0 the pod object is removed immediately, before the kubelet has stopped the containers.
The controller creates the new pod while the old processes still run, so two agents use the same files, ports and
sockets for a moment. On a node that does not respond, the old processes may run for as long as the node does.`,
  fix: 'Write the number of seconds that the agent needs to stop, at least 1.',
  unless: 'Two instances at the same time do no harm.',
  since: '0.1.0',
  references: [
    {
      title: 'Pod termination, forced',
      url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-forced',
    },
  ],
  *check(manifest) {
    const at = [...POD, 'terminationGracePeriodSeconds'];
    if (!manifest.has(at) || gracePeriodOf(manifest) !== 0) return;
    yield {
      at,
      message:
        'pods are force-deleted: the new pod starts while the old processes may still run and hold files, ports and sockets; write at least 1',
      fix: { title: 'Give pods one second to stop', safety: 'unsafe', changes: [{ kind: 'set', at, value: 1 }] },
    };
  },
});
