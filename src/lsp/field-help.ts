import type { Path } from '../kubernetes/yaml/node.ts';
import { gracePeriodOf, hasReadinessProbe, minReadySecondsOf, nodePortsOf, surges } from '../facts/facts.ts';
import { nodesOf } from '../placement/node-groups.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { damageLine, rolloutLine, shareLine, waitingLine } from './numbers.ts';

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

const PART_OF_TEMPLATE = 'A part of the template: a change of it makes a new revision and starts a rollout.';

/** By path; `*` stands for an index or any key. */
const FIELDS: Readonly<Record<string, FieldHelp>> = {
  'spec.updateStrategy': {
    meaning:
      'How the pods of the old template are replaced when the template changes. Changing the strategy itself restarts nothing.',
    default: '`RollingUpdate` with `maxUnavailable: 1`, `maxSurge: 0`',
    lines: (manifest) => [effective(manifest), rollout(manifest), damageLine(manifest)],
  },
  'spec.updateStrategy.type': {
    meaning:
      '`RollingUpdate` replaces pods by itself, in random order of the nodes, within the budget of `rollingUpdate`. `OnDelete` replaces a pod only when somebody deletes it.',
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
      'On how many nodes the pod may be missing or not available at a time: old pods are deleted first, new ones start when they are gone. A percentage is of the nodes that get a pod, and is **rounded up**. Nodes that are broken already use the budget up; old pods that are not available are replaced at once, whatever the budget.',
    default: '`1`',
    lines: (manifest) => [
      shareLine(manifest, strategyOf(manifest).rollingUpdate?.maxUnavailable),
      rollout(manifest),
      damageLine(manifest),
    ],
  },
  'spec.updateStrategy.rollingUpdate.maxSurge': {
    meaning:
      'On how many nodes a new pod may start beside the old one, which is deleted once the new one is available. A percentage is **rounded up**. Needs `maxUnavailable: 0`, and pods that can stand side by side: no port of the node, no file only one may hold.',
    default: '`0`',
    lines: (manifest) => [
      shareLine(manifest, strategyOf(manifest).rollingUpdate?.maxSurge),
      rollout(manifest),
      damageLine(manifest),
    ],
  },
  'spec.minReadySeconds': {
    meaning:
      'How long a new pod has to stay Ready before it counts as available and the next node is touched: the only pause in which a bad version can show itself. DaemonSets have no progress deadline; a rollout that is stuck waits for ever.',
    default: '`0`: the next node follows as soon as a pod is Ready',
    lines: (manifest) => [
      waitingLine(manifest),
      damageLine(manifest),
      minReadySecondsOf(manifest) > 0 && !hasReadinessProbe(manifest)
        ? 'no container has a readiness probe: all it can notice is a container that exits'
        : undefined,
    ],
  },
  'spec.revisionHistoryLimit': {
    meaning:
      'How many old revisions are kept for `kubectl rollout undo`, beside the current one. Those beyond it are deleted, lowest number first, once no pod carries them.',
    default: '`10`',
    lines: ({ spec }) => [
      spec.revisionHistoryLimit === 0
        ? 'no way back: only the current revision is kept'
        : `steps back: ${spec.revisionHistoryLimit ?? 10}`,
    ],
  },
  'spec.selector': {
    meaning:
      'Which pods belong to the DaemonSet. It cannot be changed once it is created, has to match the labels of the template, and has to match no pods of others: such pods are adopted, counted and deleted.',
    default: 'none: it has to be written',
  },
  'spec.template': {
    meaning:
      'The pod of every node. Any change, of labels and annotations too, makes a new revision and starts a rollout; a template equal to an earlier one brings that revision back under a new number, with its first change cause.',
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
      'What `kubectl rollout history` shows for the revision. It is copied when the revision is made and never updated: a new text without a change of the template is not recorded, a change of the template without a new text repeats the old one.',
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
      'Takes a port of the node itself. Two pods that want the same one cannot run on one node: the second stays Pending. With `maxSurge` the old and the new pod are such two, and the rollout never ends.',
    default: 'none, but under `hostNetwork` every `containerPort` is a port of the node',
    lines: (manifest) => [surgeAndPorts(manifest)],
  },
  'spec.template.spec.containers.*.ports.*.containerPort': {
    meaning: `The port the container listens on; for information, unless \`hostNetwork\` makes it a port of the node. ${PART_OF_TEMPLATE}`,
    lines: (manifest) => [surgeAndPorts(manifest)],
  },
  'spec.template.spec.hostNetwork': {
    meaning: `The pod uses the network of the node: every \`containerPort\` is a port of the node. ${PART_OF_TEMPLATE}`,
    default: '`false`',
    lines: (manifest) => [surgeAndPorts(manifest)],
  },
  'spec.template.spec.containers.*.image': {
    meaning:
      'The version that is rolled out. The revision stores this text, not the image: when a tag is pushed again nothing rolls, and there is nothing to go back to.',
    default: 'registry `docker.io`, tag `latest`',
    lines: (manifest) => [rollout(manifest)],
  },
  'spec.template.spec.containers.*.imagePullPolicy': {
    meaning: `When the node asks the registry. ${PART_OF_TEMPLATE}`,
    default: '`Always` for the tag `latest` or none, else `IfNotPresent`',
  },
  'spec.template.spec.containers.*.readinessProbe': {
    meaning:
      'Decides when a new pod is Ready, and with that when the rollout goes on. Without one a pod is Ready as soon as its containers run.',
    default: 'none; `periodSeconds: 10`, `timeoutSeconds: 1`, `successThreshold: 1`, `failureThreshold: 3`',
  },
  'spec.template.spec.containers.*.livenessProbe': {
    meaning: `Restarts a container that does not answer. It does not hold a rollout up: that is what a readiness probe is for. ${PART_OF_TEMPLATE}`,
    default: 'none; `periodSeconds: 10`, `timeoutSeconds: 1`, `failureThreshold: 3`',
  },
  'spec.template.spec.containers.*.startupProbe': {
    meaning:
      'Holds the other probes back until the container has started. Until then the pod is not Ready and the rollout waits.',
    default: 'none; `periodSeconds: 10`, `timeoutSeconds: 1`, `failureThreshold: 3`',
  },
  'spec.template.spec.containers.*.lifecycle.preStop': {
    meaning:
      'Runs before the container is told to stop, within `terminationGracePeriodSeconds`: it adds to every wave.',
    lines: (manifest) => [`at most ${gracePeriodOf(manifest)} seconds in all`],
  },
  'spec.template.spec.containers.*.resources': {
    meaning: `What has to be free on the node. A daemon pod has one node to go to: where there is no room it stays Pending and uses up the budget; with \`maxSurge\` there has to be room for two. ${PART_OF_TEMPLATE}`,
    default: 'no requests: the pod fits everywhere, and is the first to be evicted',
  },
  'spec.template.spec.priorityClassName': {
    meaning:
      'Whether a new pod may displace others on a full node. Without a priority it waits until somebody leaves, and the rollout with it.',
    default: 'the class with `globalDefault: true`, else priority 0',
  },
  'spec.template.spec.nodeSelector': {
    meaning:
      'Which nodes get a pod. Narrowing it deletes the pods of all other nodes at once, whatever the budget; percentages are of the nodes that match.',
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
  return 'here maxSurge is set: the new pod never finds its port free';
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
