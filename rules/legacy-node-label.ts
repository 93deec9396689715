import { isForOpenShift } from '../src/placement/openshift.ts';
import { hopelessChoice } from '../src/placement/no-node.ts';
import { nodeLabelsOf } from '../src/placement/node-labels.ts';
import { defineRule } from '../src/rule/rule.ts';

const MASTER = 'node-role.kubernetes.io/master';
const OLD_14 = 'is deprecated since Kubernetes 1.14';
const OLD_17 = 'is deprecated since Kubernetes 1.17';

/** Deprecated label to its replacement and its status. */
const REPLACED: Readonly<Record<string, readonly [string, string]>> = {
  'beta.kubernetes.io/os': ['kubernetes.io/os', OLD_14],
  'beta.kubernetes.io/arch': ['kubernetes.io/arch', OLD_14],
  'beta.kubernetes.io/instance-type': ['node.kubernetes.io/instance-type', OLD_17],
  'failure-domain.beta.kubernetes.io/zone': ['topology.kubernetes.io/zone', OLD_17],
  'failure-domain.beta.kubernetes.io/region': ['topology.kubernetes.io/region', OLD_17],
  [MASTER]: ['node-role.kubernetes.io/control-plane', 'is no longer set by kubeadm since Kubernetes 1.24'],
};

export default defineRule({
  id: 'legacy-node-label',
  category: 'stuck',
  severity: 'note',
  presets: { recommended: 'note' },
  summary: 'Selects nodes by a label that has been replaced',
  why: `The \`beta.kubernetes.io\` and \`failure-domain.beta.kubernetes.io\` labels are deprecated since 1.14 and 1.17,
and kubeadm has not set \`node-role.kubernetes.io/master\` since 1.24. The kubelet and cloud providers still set the beta labels,
but may stop. A node without the label gets no pod, and \`kubectl rollout status\` reports success with fewer pods than
expected.`,
  fix: `Write the new label, which nodes of every supported version have. This is a template change: it starts a
rollout. \`--fix\` renames the labels, except that of control-plane nodes, which may select other nodes:
\`--fix=unsafe\` renames it.`,
  unless: `The nodes get the old label from another source. Where nothing but \`node-role.kubernetes.io/master\` selects nodes,
\`no-node-matches\` reports it instead.`,
  since: '0.1.0',
  references: [
    {
      title: 'Well-known labels',
      url: 'https://kubernetes.io/docs/reference/labels-annotations-taints/#beta-kubernetes-io-os-deprecated',
    },
  ],
  *check(manifest) {
    const used = [...nodeLabelsOf(manifest)];
    for (const { at, part, label, effect } of used) {
      const [better, fate] = (Object.hasOwn(REPLACED, label) ? REPLACED[label] : undefined) ?? [];
      // Both labels are written, one for old nodes and one for new ones, as was recommended.
      if (better === undefined || used.some((other) => other.label === better)) continue;
      // no-node-matches says more, and on OpenShift the label is the right one.
      if (label === MASTER && (hopelessChoice(manifest)?.reason === 'legacy' || isForOpenShift(manifest))) continue;
      const change =
        part === 'key' ? ({ kind: 'rename', at, key: better } as const) : ({ kind: 'set', at, value: better } as const);
      yield {
        at,
        part,
        message: `${label} ${fate ?? ''}, and a node without it ${effect}: write ${better}`,
        fix: { title: `Write ${better}`, safety: label === MASTER ? 'unsafe' : 'safe', changes: [change] },
      };
    }
  },
});
