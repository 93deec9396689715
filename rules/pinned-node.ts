import { POD } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'pinned-node',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'nodeName in the template limits the DaemonSet to one node',
  why: `With \`nodeName\` in the template only the node with that name is a desired node. Every other node gets no pod,
pods that run there are deleted at once, and \`kubectl rollout status\` reports success. If no node has the name, it
reports success with 0 pods (measured). The field often remains when a running pod is copied into a manifest.`,
  fix: 'Remove `nodeName`; choose nodes with `nodeSelector` or node affinity. `--fix=unsafe` removes it.',
  unless: 'The DaemonSet is meant for that one node.',
  since: '0.1.0',
  references: [
    {
      title: 'Running pods on select nodes',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#running-pods-on-select-nodes',
    },
    { title: 'nodeName', url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename' },
  ],
  *check(manifest) {
    const { nodeName } = manifest.pod;
    if (!nodeName) return;
    const at = [...POD, 'nodeName'];
    yield {
      at,
      message: `only the node ${nodeName} gets a pod, pods on other nodes are deleted at once, and kubectl rollout status reports success: remove nodeName`,
      fix: { title: 'Remove nodeName', safety: 'unsafe', changes: [{ kind: 'remove', at }] },
    };
  },
});
