import { POD } from '../src/facts/facts.ts';
import { isForOpenShift } from '../src/placement/distribution.ts';
import { defineRule } from '../src/rule/rule.ts';

const MASTER = 'node-role.kubernetes.io/master';
const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

export default defineRule({
  id: 'legacy-control-plane-toleration',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'Tolerates only the taint that kubeadm no longer puts on control-plane nodes',
  why: `Since Kubernetes 1.25 kubeadm, and most distributions with it, put the taint
\`node-role.kubernetes.io/control-plane\` on control-plane nodes and no longer \`node-role.kubernetes.io/master\`. An agent that tolerates only the old taint gets no pod there, and nothing reports
it: these nodes do not count as desired. Pods that still run there are deleted by the next rollout.`,
  fix: `Add a toleration for \`node-role.kubernetes.io/control-plane\`, and keep the old one while any cluster has the old
taint. \`--fix=unsafe\` renames the key.`,
  unless: `The nodes are registered with the old taint, as OpenShift does. The rule is silent where the manifest shows that it
is made for OpenShift.`,
  since: '0.1.0',
  references: [
    {
      title: 'Control plane taint',
      url: 'https://kubernetes.io/docs/reference/labels-annotations-taints/#node-role-kubernetes-io-control-plane-taint',
    },
  ],
  *check(manifest) {
    const tolerations = manifest.pod.tolerations ?? [];
    const covers = ({ key = '', effect = '' }: (typeof tolerations)[number]): boolean =>
      key === CONTROL_PLANE || (key === '' && (effect === '' || effect === 'NoSchedule'));
    if (tolerations.some(covers) || isForOpenShift(manifest)) return;
    for (const [index, { key }] of tolerations.entries()) {
      if (key !== MASTER) continue;
      const at = [...POD, 'tolerations', index, 'key'];
      yield {
        at,
        message: `kubeadm and most distributions put the taint ${CONTROL_PLANE} on control-plane nodes since Kubernetes 1.25: there they get no pod of this DaemonSet, and nothing reports it; tolerate ${CONTROL_PLANE} as well`,
        fix: {
          title: `Tolerate ${CONTROL_PLANE}`,
          safety: 'unsafe',
          changes: [{ kind: 'set', at, value: CONTROL_PLANE }],
        },
      };
    }
  },
});
