import { NEWEST } from '../src/kubernetes/api/release.ts';
import { violationsOf } from '../src/facts/pod-security.ts';
import { defineRule } from '../src/rule/rule.ts';
import { ownLabelsOf } from '../src/facts/workloads.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';
const VERSION = `${ENFORCE}-version`;

export default defineRule({
  id: 'pod-security-forbids',
  category: 'stuck',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'The namespace enforces a Pod Security level that refuses these pods',
  why: `Pod Security checks pods, not DaemonSets. The DaemonSet is accepted, and every pod that it creates is refused,
forever (\`pods "agent-…" is forbidden: violates PodSecurity "baseline:latest"\`). On an update the controller first
deletes an old pod and then cannot create the new one: one node is immediately without a pod (measured). With a larger
\`maxUnavailable\` that many nodes are without one.`,
  fix: 'Label the Namespace `pod-security.kubernetes.io/enforce: privileged`, or remove the reported fields from the template.',
  since: '0.1.0',
  references: [
    { title: 'Pod Security Standards', url: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/' },
    { title: 'Pod Security Admission', url: 'https://kubernetes.io/docs/concepts/security/pod-security-admission/' },
  ],
  needs: 'siblings',
  *check(manifest) {
    const { siblings } = manifest;
    const namespaces = siblings.named('Namespace', '', manifest.namespace);
    const certain = namespaces.find(({ source }) => siblings.isTogether(source));
    const namespace = certain ?? namespaces[0];
    const labels = namespace === undefined ? {} : ownLabelsOf(namespace);
    const level = labels[ENFORCE];
    if (namespace === undefined || (level !== 'baseline' && level !== 'restricted')) return;
    // The oldest of the chosen servers, unless the namespace pins a policy that is older still.
    const pinned = /^v1\.([0-9]+)$/.exec(labels[VERSION] ?? '')?.[1];
    const minor = Math.min(manifest.context.minors[0] ?? NEWEST, Number(pinned ?? NEWEST));
    const violations = violationsOf(manifest, level, minor);
    const [first, ...more] = violations;
    if (first === undefined) return;
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    yield {
      at: first.at,
      part: 'key',
      ...(certain === undefined ? { severity: 'note' as const } : {}),
      message: `Namespace ${namespace.name}${certain === undefined ? `, if it is the one in ${namespace.source.path},` : ''} enforces Pod Security "${level}", which refuses these pods (${first.what}${others}): the DaemonSet is accepted, each of its pods is refused, and a rollout leaves nodes without a pod; enforce privileged there`,
      related: [
        {
          place: namespace,
          message: `Namespace ${namespace.name} enforces ${level}`,
        },
        ...more.map(({ at, what }) => ({ at, message: what })),
      ],
    };
  },
});
