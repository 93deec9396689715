import type { Path } from '../kubernetes/yaml/node.ts';
import { gracePeriodOf, hasReadinessProbe, minReadySecondsOf, nodePortsOf, surges } from '../facts/daemonset-facts.ts';
import { nodesOf } from '../placement/node-groups.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { damageLine, rolloutLine, shareLine, waitingLine } from './rollout-summary.ts';

/** What a field means for the rollout. */
export interface FieldHelp {
  /** Markdown. */
  readonly meaning: string;
  /** What holds when it is not written. */
  readonly default?: string;
  /** Lines of numbers for this manifest and the configured fleet. */
  readonly lines?: (manifest: Manifest, path: Path) => readonly (string | undefined)[];
}

const strategyOf = (manifest: Manifest) => manifest.spec.updateStrategy ?? {};
const effective = (manifest: Manifest): string => {
  const { type = '', rollingUpdate } = strategyOf(manifest);
  if (type !== 'RollingUpdate') return `in force: type ${type}`;
  const { maxUnavailable = '', maxSurge = '' } = rollingUpdate ?? {};
  return `in force: type ${type}, maxUnavailable ${maxUnavailable}, maxSurge ${maxSurge}`;
};
const rollout = (manifest: Manifest): string => `the rollout: ${rolloutLine(manifest)}`;

const PART_OF_TEMPLATE = 'Part of the template: a change of it creates a new revision and starts a rollout.';

/** By path; `*` represents an index or any key. */
const FIELDS: Readonly<Record<string, FieldHelp>> = {
  'spec.updateStrategy': {
    meaning:
      'How the pods of the old template are replaced when the template changes. Changing the strategy alone restarts no pod.',
    default: '`RollingUpdate` with `maxUnavailable: 1`, `maxSurge: 0`',
    lines: (manifest) => [effective(manifest), rollout(manifest), damageLine(manifest)],
  },
  'spec.updateStrategy.type': {
    meaning:
      '`RollingUpdate` replaces pods automatically, in random order of the nodes, within the budget of `rollingUpdate`. `OnDelete` replaces a pod only when someone deletes it.',
    default: '`RollingUpdate` (`OnDelete` under `extensions/v1beta1`)',
    lines: (manifest) => [rollout(manifest)],
  },
  'spec.updateStrategy.rollingUpdate': {
    meaning: 'The budget of a rolling update. Exactly one of `maxUnavailable` and `maxSurge` is other than 0.',
    default: '`maxUnavailable: 1`, `maxSurge: 0`',
    lines: (manifest) => [effective(manifest), rollout(manifest), damageLine(manifest)],
  },
  'spec.updateStrategy.rollingUpdate.maxUnavailable': {
    meaning:
      'On how many nodes the pod may be missing or not available at the same time: old pods are deleted first, new ones start when they are gone. A percentage is of the nodes that get a pod, and is **rounded up**. Broken nodes already use the budget; old pods that are not available are replaced at once, regardless of the budget.',
    default: '`1`',
    lines: (manifest) => [
      shareLine(manifest, strategyOf(manifest).rollingUpdate?.maxUnavailable),
      rollout(manifest),
      damageLine(manifest),
    ],
  },
  'spec.updateStrategy.rollingUpdate.maxSurge': {
    meaning:
      'On how many nodes a new pod may start beside the old one, which is deleted once the new one is available. A percentage is **rounded up**. Needs `maxUnavailable: 0`, and pods that can run side by side: no host port, and no file that only one pod may hold.',
    default: '`0`',
    lines: (manifest) => [
      shareLine(manifest, strategyOf(manifest).rollingUpdate?.maxSurge),
      rollout(manifest),
      damageLine(manifest),
    ],
  },
  'spec.minReadySeconds': {
    meaning:
      'How long a new pod has to stay Ready before it counts as available and the rollout continues: the only time in which a bad version can be detected. DaemonSets have no progress deadline; a rollout that is stuck waits forever.',
    default: '`0`: the next node follows as soon as a pod is Ready',
    lines: (manifest) => [
      waitingLine(manifest),
      damageLine(manifest),
      minReadySecondsOf(manifest) > 0 && !hasReadinessProbe(manifest)
        ? 'no container has a readiness probe: only a container that exits is detected'
        : undefined,
    ],
  },
  'spec.revisionHistoryLimit': {
    meaning:
      'How many old revisions are kept for `kubectl rollout undo`, in addition to the current one. Revisions beyond the limit are deleted, lowest number first, once no pod uses them.',
    default: '`10`',
    lines: ({ spec }) => [
      spec.revisionHistoryLimit === 0
        ? 'no rollback: only the current revision is kept'
        : `steps back: ${spec.revisionHistoryLimit ?? 10}`,
    ],
  },
  'spec.selector': {
    meaning:
      'Which pods belong to the DaemonSet. It is immutable, has to match the labels of the template, and must not match other pods: such pods are adopted, counted and deleted.',
    default: 'none: it is required',
  },
  'spec.template': {
    meaning:
      'The pod of every node. Any change, also of labels and annotations, creates a new revision and starts a rollout; a template that equals an earlier one restores that revision under a new number, with its first change cause.',
    lines: (manifest) => [rollout(manifest)],
  },
  'spec.template.metadata.labels': {
    meaning: `The labels of the pods, which the selector has to match. ${PART_OF_TEMPLATE}`,
  },
  'spec.template.metadata.annotations': {
    meaning: `${PART_OF_TEMPLATE} A value that differs in every build restarts every pod with every apply. \`kubernetes.io/change-cause\` is ignored here.`,
  },
  'metadata.annotations.kubernetes.io/change-cause': {
    meaning:
      'What `kubectl rollout history` shows for the revision. It is copied when the revision is created and never updated: a new text without a change of the template is not recorded, a change of the template without a new text repeats the old one.',
    default: '`<none>` in the history',
  },
  'spec.template.spec.terminationGracePeriodSeconds': {
    meaning:
      'How long an old pod may take to stop before it is killed. When pods are deleted first, the node has no pod all that time, and the time is part of every wave.',
    default: '`30`',
    lines: (manifest) => [`at most ${gracePeriodOf(manifest)} seconds to stop`, rollout(manifest)],
  },
  'spec.template.spec.containers.*.ports.*.hostPort': {
    meaning:
      'A port on the node itself. Two pods with the same host port cannot run on one node: the second stays Pending. With `maxSurge` this applies to the old and the new pod, and the rollout never ends.',
    default: 'none, but under `hostNetwork` every `containerPort` is a host port',
    lines: (manifest) => [surgeAndPorts(manifest)],
  },
  'spec.template.spec.containers.*.ports.*.containerPort': {
    meaning: `The port that the container listens on; informational, unless \`hostNetwork\` makes it a host port. ${PART_OF_TEMPLATE}`,
    lines: (manifest) => [surgeAndPorts(manifest)],
  },
  'spec.template.spec.hostNetwork': {
    meaning: `The pod uses the network of the node: every \`containerPort\` is a host port. ${PART_OF_TEMPLATE}`,
    default: '`false`',
    lines: (manifest) => [surgeAndPorts(manifest)],
  },
  'spec.template.spec.containers.*.image': {
    meaning:
      'The version that is rolled out. The revision stores this text, not the image: when a tag is pushed again no rollout starts, and there is nothing to roll back to.',
    default: 'registry `docker.io`, tag `latest`',
    lines: (manifest) => [rollout(manifest)],
  },
  'spec.template.spec.containers.*.imagePullPolicy': {
    meaning: `When the node pulls the image. ${PART_OF_TEMPLATE}`,
    default: '`Always` for the tag `latest` or no tag, otherwise `IfNotPresent`',
  },
  'spec.template.spec.containers.*.readinessProbe': {
    meaning:
      'Decides when a new pod is Ready, and so when the rollout continues. Without a probe a pod is Ready as soon as its containers run.',
    default: 'none; `periodSeconds: 10`, `timeoutSeconds: 1`, `successThreshold: 1`, `failureThreshold: 3`',
  },
  'spec.template.spec.containers.*.livenessProbe': {
    meaning: `Restarts a container that does not answer. It does not stop a rollout; a readiness probe does. ${PART_OF_TEMPLATE}`,
    default: 'none; `periodSeconds: 10`, `timeoutSeconds: 1`, `failureThreshold: 3`',
  },
  'spec.template.spec.containers.*.startupProbe': {
    meaning:
      'Delays the other probes until the container has started. Until then the pod is not Ready and the rollout waits.',
    default: 'none; `periodSeconds: 10`, `timeoutSeconds: 1`, `failureThreshold: 3`',
  },
  'spec.template.spec.containers.*.lifecycle.preStop': {
    meaning:
      'Runs before the container receives the stop signal, within `terminationGracePeriodSeconds`: it lengthens every wave.',
    lines: (manifest) => [`at most ${gracePeriodOf(manifest)} seconds in all`],
  },
  'spec.template.spec.containers.*.resources': {
    meaning: `The resources that have to be free on the node. A daemon pod can run on one node only: without room it stays Pending and uses the budget; with \`maxSurge\` there has to be room for two pods. ${PART_OF_TEMPLATE}`,
    default: 'no requests: the pod fits everywhere, and is the first to be evicted',
  },
  'spec.template.spec.priorityClassName': {
    meaning:
      'Whether a new pod may preempt others on a full node. Without a priority it waits until another pod leaves, and so does the rollout.',
    default: 'the class with `globalDefault: true`, otherwise priority 0',
  },
  'spec.template.spec.nodeSelector': {
    meaning:
      'Which nodes get a pod. Narrowing it deletes the pods of all other nodes at once, regardless of the budget; percentages are of the nodes that match.',
    default: 'every node',
    lines: reached,
  },
  'spec.template.spec.affinity': {
    meaning:
      '`requiredDuringSchedulingIgnoredDuringExecution` of `nodeAffinity` decides which nodes get a pod, as `nodeSelector` does; narrowing it deletes pods at once. Preferences and pod affinity are left to the scheduler: they can keep a pod Pending.',
    default: 'every node',
    lines: reached,
  },
  'spec.template.spec.tolerations': {
    meaning:
      'Which tainted nodes get a pod. A node with a `NoSchedule` or `NoExecute` taint that is not tolerated does not count as desired, and `kubectl rollout status` reports success without it. Every daemon pod tolerates not-ready, unreachable, disk, memory and PID pressure, and unschedulable nodes by itself.',
    default: 'only what every daemon pod tolerates',
    lines: reached,
  },
};

function reached(manifest: Manifest): readonly (string | undefined)[] {
  const nodes = nodesOf(manifest);
  return [nodes === undefined ? undefined : `of the configured fleet ${nodes} get a pod`];
}

function surgeAndPorts(manifest: Manifest): string | undefined {
  if (!surges(manifest) || nodePortsOf(manifest).length === 0) return undefined;
  return 'maxSurge is set: the new pod never finds its port free';
}

/** The help for a field, or for the nearest field around it that has one; `path` is that field's. */
export function helpFor(path: Path): { readonly help: FieldHelp; readonly path: Path } | undefined {
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length);
    const help = FIELDS[patternOf(part)];
    if (help !== undefined) return { help, path: part };
  }
  return undefined;
}

function patternOf(path: Path): string {
  const pattern = path.map((step) => (typeof step === 'number' ? '*' : step)).join('.');
  return pattern.replace('spec.initContainers.', 'spec.containers.');
}
