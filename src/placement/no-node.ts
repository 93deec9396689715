/** Whether any node can suit a template. */
import type { NodeSelector, PodSpec } from 'kubernetes-types/core/v1.js';
import { nodeFit } from '../kubernetes/controller/node-fit.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { isForOpenShift } from './openshift.ts';
import type { Change } from '../rule/rule.ts';
import { nodeLabelsOf, type UsedLabel } from './node-labels.ts';
import { CONTROL_PLANE, MASTER, traitsOf, type Choice } from './sample-nodes.ts';

export interface Hopeless {
  /**
   * `affinity`: a contradiction without a node selector. `empty`: no term asks for anything. `legacy`: only nodes with a label that kubeadm no longer sets would do; `both`:
   * with that label and its successor.
   */
  readonly reason: 'contradiction' | 'affinity' | 'empty' | 'legacy' | 'both';
  /** Where the label is asked for. */
  readonly used?: UsedLabel;
  /** Asks for its successor instead, where that is not asked for as well. */
  readonly rename?: Change;
}

const MOST_SAMPLES = 2_000;
const USUAL = { 'kubernetes.io/os': 'linux', 'beta.kubernetes.io/os': 'linux' };

/** Why no node can match selector and required affinity; undefined when one can, or when it is not sure. */
export function hopelessChoice(manifest: Manifest): Hopeless | undefined {
  // Decoded and defaulted is all that the controller's own functions ask for.
  const daemonSet = manifest.object as DaemonSet;
  const pod: PodSpec | undefined = daemonSet.spec?.template.spec;
  if (pod === undefined || manifest.answer.stored === undefined || manifest.context.fleet?.groups !== undefined)
    return undefined;
  if (hasOnlyEmptyTerms(pod)) return { reason: 'empty' };
  const fitting = fittingChoices(pod, daemonSet);
  if (fitting === undefined) return undefined;
  if (fitting.length === 0)
    return { reason: Object.keys(pod.nodeSelector ?? {}).length > 0 ? 'contradiction' : 'affinity' };
  const needsMaster = fitting.every((choices) => choices.some(({ labels }) => MASTER in labels));
  if (!needsMaster || isForOpenShift(manifest)) return undefined;
  const labels = [...nodeLabelsOf(manifest)];
  const used = labels.find(({ label }) => label === MASTER);
  // k3s writes "true".
  if (pod.nodeSelector?.[MASTER]) return undefined;
  if (used === undefined) return { reason: 'legacy' };
  const { at, part } = used;
  const rename: Change =
    part === 'key' ? { kind: 'rename', at, key: CONTROL_PLANE } : { kind: 'set', at, value: CONTROL_PLANE };
  if (labels.some(({ label }) => label === CONTROL_PLANE)) return { reason: 'both', used };
  const alone = labels.filter(({ label }) => label === MASTER).length === 1;
  return { reason: 'legacy', used, ...(alone ? { rename } : {}) };
}

/** Whether selector and required affinity exclude every node, whatever its labels are. */
export function suitsNoNode(daemonSet: DaemonSet): boolean {
  const pod = daemonSet.spec?.template.spec;
  return pod !== undefined && (hasOnlyEmptyTerms(pod) || fittingChoices(pod, daemonSet)?.length === 0);
}

/** A term without expressions matches no node. Source: component-helpers nodeaffinity.go isEmptyNodeSelectorTerm. */
function hasOnlyEmptyTerms({ affinity }: PodSpec): boolean {
  const required: Partial<NodeSelector> | undefined =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return (
    required?.nodeSelectorTerms?.every(
      ({ matchExpressions = [], matchFields = [] }) => matchExpressions.length + matchFields.length === 0,
    ) ?? false
  );
}

/** The kinds of nodes that get a pod; undefined when there is nothing to choose by, or too much. */
function fittingChoices(pod: PodSpec, daemonSet: DaemonSet): readonly (readonly Choice[])[] | undefined {
  const traits = traitsOf([pod]);
  if (traits.length === 0 || traits.reduce((count, { choices }) => count * choices.length, 1) > MOST_SAMPLES)
    return undefined;
  return combinations(traits.map(({ choices }) => choices)).filter((choices) => fits(choices, daemonSet));
}

function combinations(lists: readonly (readonly Choice[])[]): readonly (readonly Choice[])[] {
  return lists.reduce<readonly (readonly Choice[])[]>(
    (found, choices) => found.flatMap((rest) => choices.map((choice) => [...rest, choice])),
    [[]],
  );
}

function fits(choices: readonly Choice[], daemonSet: DaemonSet): boolean {
  const labels = Object.fromEntries([USUAL, ...choices.map((choice) => choice.labels)].flatMap(Object.entries<string>));
  const name = choices.find((choice) => choice.name !== undefined)?.name ?? 'node';
  return nodeFit({ metadata: { name, labels } }, daemonSet).shouldRun;
}
