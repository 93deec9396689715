import { POD } from '../src/facts/facts.ts';
import { defineRule } from '../src/rule/rule.ts';

const MASTER = 'node-role.kubernetes.io/master';
const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

export default defineRule({
  id: 'legacy-control-plane-toleration',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'Tolerates only the taint that control-plane nodes no longer have',
  why: `Since Kubernetes 1.25 control-plane nodes have the taint \`node-role.kubernetes.io/control-plane\` and no longer
\`node-role.kubernetes.io/master\`. An agent that tolerates only the old taint gets no pod there, and nothing reports
it: these nodes do not count as desired. Pods that still run there are deleted by the next rollout.`,
  fix: `Tolerate \`node-role.kubernetes.io/control-plane\`, in addition or instead. \`--fix\` renames the key. While
you have clusters older than 1.24, keep both by hand.`,
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
    if (tolerations.some(covers)) return;
    for (const [index, { key }] of tolerations.entries()) {
      if (key !== MASTER) continue;
      const at = [...POD, 'tolerations', index, 'key'];
      yield {
        at,
        message: `control-plane nodes have the taint ${CONTROL_PLANE} since Kubernetes 1.25: they get no pod of this DaemonSet, and the next rollout deletes pods that are still there; tolerate ${CONTROL_PLANE}`,
        fix: {
          title: `Tolerate ${CONTROL_PLANE}`,
          safety: 'safe',
          changes: [{ kind: 'set', at, value: CONTROL_PLANE }],
        },
      };
    }
  },
});
