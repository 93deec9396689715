import { POD } from '../src/facts/daemonset-facts.ts';
import { CONTROL_PLANE } from '../src/placement/sample-nodes.ts';
import type { Path } from '../src/kubernetes/yaml/node.ts';
import type { Manifest } from '../src/manifest/manifest.ts';
import { hopelessChoice, type Hopeless } from '../src/placement/no-node.ts';
import { defineRule } from '../src/rule/rule.ts';

const LEGACY =
  'only a node with the label node-role.kubernetes.io/master gets a pod, and kubeadm has not set it since Kubernetes 1.24: on its clusters no node matches, and kubectl rollout status reports success';
const MESSAGES: Readonly<Record<Hopeless['reason'], string>> = {
  legacy: `${LEGACY}; select ${CONTROL_PLANE}`,
  both: `${LEGACY}; ask for ${CONTROL_PLANE} alone`,
  contradiction:
    'nodeSelector and node affinity contradict each other: no node gets a pod, and kubectl rollout status reports success; write alternatives as separate terms',
  affinity:
    'no term of the node affinity can hold, because its expressions contradict each other: no node gets a pod, and kubectl rollout status reports success; write alternatives as separate terms',
  empty:
    'a node selector term without expressions matches no node: no node gets a pod, and kubectl rollout status reports success; write an expression, or remove the node affinity to choose every node',
};
const TERMS: Path = [
  ...[...POD, 'affinity', 'nodeAffinity'],
  ...['requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'],
];

export default defineRule({
  id: 'no-node-matches',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'Node selector and affinity together match no node',
  why: `\`nodeSelector\` and the required node affinity must both hold, and so must all expressions of one term. When they
contradict each other, no node gets a pod. A term without expressions matches no node either, unlike an empty label
selector. Nothing reports it: \`kubectl rollout status\` prints \`successfully rolled
out\` with 0 pods (measured). kubeadm has not set the label \`node-role.kubernetes.io/master\` since Kubernetes 1.24: a
DaemonSet that requires it, alone or together with \`node-role.kubernetes.io/control-plane\`, has no pod on such a
cluster.`,
  fix: `Select \`node-role.kubernetes.io/control-plane\`; \`--fix=unsafe\` renames the label. To reach old and new clusters, write each label in a term of its
own: terms are alternatives, expressions of one term are not.`,
  unless: `The nodes get the label from their distribution (OpenShift and older k3s set it), or by hand. The rule is silent
where the manifest shows that it is made for OpenShift.`,
  since: '0.1.0',
  references: [
    {
      title: 'Node affinity',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity',
    },
    {
      title: 'The master label is removed',
      url: 'https://github.com/kubernetes/enhancements/tree/master/keps/sig-cluster-lifecycle/kubeadm/2067-rename-master-label-taint',
    },
  ],
  *check(manifest) {
    const hopeless = hopelessChoice(manifest);
    if (hopeless === undefined) return;
    yield {
      at: hopeless.used?.at ?? placeOf(hopeless, manifest),
      part: hopeless.used?.part ?? 'key',
      message: MESSAGES[hopeless.reason],
      ...(hopeless.rename === undefined
        ? {}
        : { fix: { title: `Select ${CONTROL_PLANE}`, safety: 'unsafe', changes: [hopeless.rename] } }),
    };
  },
});

function placeOf({ reason }: Hopeless, { pod }: Manifest): Path {
  if (reason === 'empty') return TERMS;
  return [...POD, Object.keys(pod.nodeSelector ?? {}).length > 0 ? 'nodeSelector' : 'affinity'];
}
