import { POD } from '../src/facts/daemonset-facts.ts';
import { groupFits } from '../src/placement/node-groups.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'nodes-without-pod',
  category: 'stuck',
  severity: 'warning',
  presets: {},
  summary: 'Node selector or affinity excludes nodes of the configured fleet',
  why: `A node that does not match \`nodeSelector\` and the required node affinity gets no pod, and nothing reports it.
With no matching node at all, \`kubectl rollout status\` prints \`successfully rolled out\` with 0 pods (measured).`,
  fix: 'Correct the selector or the labels of the nodes.',
  unless: 'The agent is meant for some nodes only. Then switch the rule off in a daemonlint.yaml beside the file.',
  since: '0.1.0',
  references: [
    {
      title: 'Running pods on select nodes',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#running-pods-on-select-nodes',
    },
  ],
  needs: 'fleet',
  *check(manifest) {
    const fits = groupFits(manifest).filter(({ untolerated }) => untolerated.length === 0);
    const without = fits.filter(({ getsPod }) => !getsPod);
    if (without.length === 0) return;
    const field = Object.keys(manifest.pod.nodeSelector ?? {}).length > 0 ? 'nodeSelector' : 'affinity';
    const all =
      without.length === fits.length
        ? 'no node of the fleet gets a pod'
        : `no pod on ${without.map(({ name }) => name).join('; ')}`;
    yield {
      at: [...POD, field],
      part: 'key',
      message: `${all}, and kubectl rollout status still reports success: correct the ${field} or the labels of the nodes`,
    };
  },
});
