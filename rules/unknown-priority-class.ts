import { POD } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

const BUILT_IN = new Set(['system-node-critical', 'system-cluster-critical']);

export default defineRule({
  id: 'unknown-priority-class',
  category: 'stuck',
  severity: 'warning',
  presets: {},
  summary: 'A PriorityClass or ServiceAccount that is not in the input',
  why: `The API server accepts a DaemonSet whose priority class or service account does not exist. Its pods are refused,
forever: \`no PriorityClass with name nosuch was found\`. On an update an old pod is deleted first, so one node is
immediately without a pod (measured). Enable this rule only if the input contains everything that is applied to the
cluster.`,
  fix: 'Add the object, or correct the name.',
  unless: 'The object is created elsewhere.',
  since: '0.1.0',
  references: [
    {
      title: 'Pod priority and preemption',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/',
    },
  ],
  needs: 'siblings',
  options: {
    known: {
      default: [] as readonly string[],
      description: 'names that exist in the cluster in addition to the input',
    },
  },
  *check(manifest, { known }) {
    const { priorityClassName = '', serviceAccountName = '' } = manifest.pod;
    const wanted = [
      {
        kind: 'PriorityClass' as const,
        name: priorityClassName,
        field: 'priorityClassName',
        builtIn: BUILT_IN.has(priorityClassName),
      },
      {
        kind: 'ServiceAccount' as const,
        name: serviceAccountName,
        field: 'serviceAccountName',
        builtIn: serviceAccountName === 'default',
      },
    ];
    for (const { kind, name, field, builtIn } of wanted) {
      if (name === '' || builtIn || known.includes(name)) continue;
      if (manifest.siblings.named(kind, manifest.namespace, name).length > 0) continue;
      yield {
        at: [...POD, manifest.has([...POD, field]) ? field : 'serviceAccount'],
        message: `${kind} ${name} is not in the input: without it each pod of this DaemonSet is refused, and a rollout leaves a node without a pod; add it or correct the name`,
      };
    }
  },
});
