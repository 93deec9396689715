import type {
  Node,
  NodeSelector,
  NodeSelectorTerm,
  Pod,
  PodSpec,
  Taint,
  Toleration,
} from 'kubernetes-types/core/v1.js';
import { meets, type Labels } from '../apimachinery/label-selector.ts';
import type { DaemonSet } from '../api/objects.ts';

export type { Node, Taint };

/** What the controller decides for a node: whether it gets a pod, and whether an existing one may stay. */
export interface NodeFit {
  readonly shouldRun: boolean;
  readonly shouldContinueRunning: boolean;
}

const NO_FIT: NodeFit = { shouldRun: false, shouldContinueRunning: false };

/**
 * Whether a pod of `daemonSet` belongs on `node`. Only names, labels and taints decide; readiness, cordons (except for
 * their taint), resources, ports and preferred rules do not. Source: pkg/controller/daemon/daemon_controller.go
 * NodeShouldRunDaemonPod.
 */
export function nodeFit(node: Node, daemonSet: DaemonSet): NodeFit {
  const spec = daemonSet.spec?.template.spec;
  const name = node.metadata?.name ?? '';
  if (spec === undefined) return { shouldRun: true, shouldContinueRunning: true };
  if (spec.nodeName !== undefined && spec.nodeName !== '' && spec.nodeName !== name) return NO_FIT;
  if (!selectsNode(spec, name, node.metadata?.labels ?? {})) return NO_FIT;
  const untolerated = untoleratedTaints(node, spec);
  if (untolerated.length === 0) return { shouldRun: true, shouldContinueRunning: true };
  return { shouldRun: false, shouldContinueRunning: untolerated.every(({ effect }) => effect !== 'NoExecute') };
}

/** nodeSelector and required node affinity. Source: component-helpers scheduling/corev1/nodeaffinity. */
function selectsNode(spec: PodSpec, name: string, labels: Labels): boolean {
  const wanted = Object.entries(spec.nodeSelector ?? {});
  if (!wanted.every(([key, value]) => labels[key] === value)) return false;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || termsOf(required).some((term) => matchesTerm(term, name, labels));
}

// A refused state may not have them.
function termsOf({ nodeSelectorTerms = [] }: Partial<NodeSelector>): readonly NodeSelectorTerm[] {
  return nodeSelectorTerms;
}

function matchesTerm(term: NodeSelectorTerm, name: string, labels: Labels): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  const fields: Labels = { 'metadata.name': name };
  return (
    matchExpressions.every((requirement) => meets(labels, requirement)) &&
    matchFields.every((requirement) => meets(fields, requirement))
  );
}

const exists = (key: string, effect: 'NoSchedule' | 'NoExecute'): Toleration => ({ key, effect, operator: 'Exists' });

/** Added to every daemon pod. Source: pkg/controller/daemon/util AddOrUpdateDaemonPodTolerations. */
export const ADDED_TOLERATIONS: readonly Toleration[] = [
  exists('node.kubernetes.io/not-ready', 'NoExecute'),
  exists('node.kubernetes.io/unreachable', 'NoExecute'),
  exists('node.kubernetes.io/disk-pressure', 'NoSchedule'),
  exists('node.kubernetes.io/memory-pressure', 'NoSchedule'),
  exists('node.kubernetes.io/pid-pressure', 'NoSchedule'),
  exists('node.kubernetes.io/unschedulable', 'NoSchedule'),
];

const ADDED_WITH_HOST_NETWORK = exists('node.kubernetes.io/network-unavailable', 'NoSchedule');

/** The NoSchedule and NoExecute taints of `node` that a daemon pod of this spec does not tolerate. */
export function untoleratedTaints(node: Node, spec: PodSpec): readonly Taint[] {
  const tolerations = [
    ...(spec.tolerations ?? []),
    ...ADDED_TOLERATIONS,
    ...(spec.hostNetwork === true ? [ADDED_WITH_HOST_NETWORK] : []),
  ];
  return (node.spec?.taints ?? []).filter(
    (taint) => taint.effect !== 'PreferNoSchedule' && !tolerations.some((toleration) => tolerates(toleration, taint)),
  );
}

/** Whether a taint has no effect on a pod. Source: k8s.io/api core/v1 Toleration.ToleratesTaint; the operators Lt and Gt are behind a gate that is off. */
export function tolerates(toleration: Partial<Toleration>, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  const operator = toleration.operator || 'Equal';
  return operator === 'Exists' || (operator === 'Equal' && (toleration.value ?? '') === (taint.value ?? ''));
}

/** Whether the kubelet reports the node Ready; undefined if the node has no such condition. */
export function isNodeReady(node: Node): boolean | undefined {
  const condition = node.status?.conditions?.find(({ type }) => type === 'Ready');
  return condition === undefined ? undefined : condition.status === 'True';
}

/** The node that a daemon pod is bound to, or created for. Source: pkg/controller/daemon/util GetTargetNodeName. */
export function targetNode(pod: Pod): string | undefined {
  if (pod.spec?.nodeName) return pod.spec.nodeName;
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const { matchFields = [] } of required?.nodeSelectorTerms ?? []) {
    for (const { key, operator, values = [] } of matchFields) {
      if (key === 'metadata.name' && operator === 'In') return values.length === 1 ? values[0] : undefined;
    }
  }
  return undefined;
}
