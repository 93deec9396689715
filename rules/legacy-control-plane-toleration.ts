import { POD } from '../src/facts/daemonset-facts.ts';
import { tolerates } from '../src/kubernetes/controller/node-fit.ts';
import { choosesWorkers } from '../src/placement/worker-nodes.ts';
import { isForOpenShift } from '../src/placement/openshift.ts';
import { isRecord } from '../src/kubernetes/go/json.ts';
import type { Manifest } from '../src/manifest/manifest.ts';
import { defineRule, type Value } from '../src/rule/rule.ts';

const MASTER = 'node-role.kubernetes.io/master';
const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';
/** Source: kubeadm constants.go ControlPlaneTaint. */
const TAINT = { key: CONTROL_PLANE, effect: 'NoSchedule' };

export default defineRule({
  id: 'legacy-control-plane-toleration',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'Tolerates only the old taint of control-plane nodes, which kubeadm replaced',
  why: `kubeadm, and distributions that follow it, replaced the taint of control-plane nodes in two steps. Kubernetes
1.24 added \`node-role.kubernetes.io/control-plane\` beside \`node-role.kubernetes.io/master\`, and 1.25 removed the old
one; upgrades with kubeadm change existing nodes too. An agent that tolerates only the old taint therefore gets no pod on
these nodes since 1.24. Nothing reports it: the nodes do not count as desired. Pods that still run there are deleted by
the next rollout.`,
  fix: `Add a toleration for \`node-role.kubernetes.io/control-plane\`, and keep the old one while any cluster has the old
taint. \`--fix=unsafe\` adds it, as a copy of the old one where that tolerates the taint.`,
  unless: `The nodes are registered with the old taint, as OpenShift does. The rule is silent where the manifest shows that it
is made for OpenShift, or chooses worker nodes: by another role, or by a node pool of a provider.`,
  since: '0.1.0',
  references: [
    {
      title: 'Control plane taint',
      url: 'https://kubernetes.io/docs/reference/labels-annotations-taints/#node-role-kubernetes-io-control-plane-taint',
    },
  ],
  *check(manifest) {
    const tolerations = manifest.pod.tolerations ?? [];
    if (tolerations.some((each) => tolerates(each, TAINT)) || isForOpenShift(manifest) || choosesWorkers(manifest))
      return;
    const advice = tolerations.some(({ key }) => key === CONTROL_PLANE)
      ? `; the toleration of ${CONTROL_PLANE} here is for another value or effect: tolerate it with operator Exists and effect NoSchedule`
      : `; tolerate ${CONTROL_PLANE} as well`;
    for (const [index, toleration] of tolerations.entries()) {
      if (toleration.key !== MASTER) continue;
      const at = [...POD, 'tolerations', index, 'key'];
      yield {
        at,
        message: `since Kubernetes 1.24 kubeadm, and distributions that follow it, put the taint ${CONTROL_PLANE} on control-plane nodes: these nodes get no pod of this DaemonSet, and nothing reports it${advice}`,
        fix: {
          title: `Tolerate ${CONTROL_PLANE}`,
          safety: 'unsafe',
          changes: [{ kind: 'append', at: [...POD, 'tolerations'], value: successorOf(manifest, index) }],
        },
      };
    }
  },
});

/** A copy of the old toleration, where that tolerates the new taint: it may be for all effects. */
function successorOf(manifest: Manifest, index: number): Readonly<Record<string, Value>> {
  const copy = { ...writtenAt(manifest, index), key: CONTROL_PLANE };
  return tolerates(copy, TAINT) ? copy : { key: CONTROL_PLANE, operator: 'Exists', effect: 'NoSchedule' };
}

/** The toleration as it is written, without defaults. */
function writtenAt({ declared }: Manifest, index: number): Readonly<Record<string, Value>> {
  const step = (value: unknown, key: string | number): unknown => (isRecord(value) ? value[key] : undefined);
  const list = [...POD, 'tolerations'].reduce(step, declared);
  const written = Array.isArray(list) ? (list[index] as unknown) : undefined;
  return isRecord(written) ? (written as Readonly<Record<string, Value>>) : {};
}
