import { POD } from '../src/facts.ts';
import type { Path } from '../src/kubernetes/node.ts';
import type { Manifest } from '../src/manifest.ts';
import { defineRule } from '../src/rule.ts';

const REPLACED: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'node-role.kubernetes.io/master': 'node-role.kubernetes.io/control-plane',
};

export default defineRule({
  id: 'legacy-node-label',
  category: 'stuck',
  severity: 'note',
  presets: { recommended: 'note' },
  summary: 'Selects nodes by a label that has been replaced',
  why: `The \`beta.kubernetes.io\` and \`failure-domain.beta.kubernetes.io\` labels are deprecated since 1.14 and 1.17, and
\`node-role.kubernetes.io/master\` is gone since 1.24. Nodes of newer platforms may not carry them; a node without the label
gets no pod, and \`kubectl rollout status\` reports success with fewer pods than expected.`,
  mend: `Write the new label. That is a template change: it starts a rollout, and nodes that lack the new label lose their pod
at once. \`--fix=unsafe\` renames them.`,
  since: '0.1.0',
  references: [
    {
      title: 'Well-known labels',
      url: 'https://kubernetes.io/docs/reference/labels-annotations-taints/#beta-kubernetes-io-os-deprecated',
    },
  ],
  *check(manifest) {
    for (const { at, part, label } of labelsUsed(manifest)) {
      const better = Object.hasOwn(REPLACED, label) ? REPLACED[label] : undefined;
      if (better === undefined) continue;
      const change =
        part === 'key' ? ({ kind: 'rename', at, key: better } as const) : ({ kind: 'set', at, value: better } as const);
      yield {
        at,
        part,
        message: `nodes may no longer carry ${label}, and one without it gets no pod: write ${better}`,
        fix: { title: `Write ${better}`, safety: 'unsafe', changes: [change] },
      };
    }
  },
});

interface UsedLabel {
  readonly at: Path;
  readonly part: 'key' | 'value';
  readonly label: string;
}

function* labelsUsed({ pod }: Manifest): Generator<UsedLabel> {
  for (const label of Object.keys(pod.nodeSelector ?? {}))
    yield { at: [...POD, 'nodeSelector', label], part: 'key', label };
  const affinity = [...POD, 'affinity', 'nodeAffinity'];
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  for (const [i, term] of (pod.affinity?.nodeAffinity?.[required]?.nodeSelectorTerms ?? []).entries()) {
    yield* keysOf(term.matchExpressions, [...affinity, required, 'nodeSelectorTerms', i]);
  }
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
  for (const [i, { preference }] of (pod.affinity?.nodeAffinity?.[preferred] ?? []).entries()) {
    yield* keysOf(preference?.matchExpressions, [...affinity, preferred, i, 'preference']);
  }
}

function* keysOf(expressions: readonly { key?: string }[] | undefined, term: Path): Generator<UsedLabel> {
  for (const [index, { key = '' }] of (expressions ?? []).entries()) {
    yield { at: [...term, 'matchExpressions', index, 'key'], part: 'value', label: key };
  }
}
