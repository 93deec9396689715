/** Which groups of the configured fleet get a pod. */
import { resolveBudget, type Budget } from '../kubernetes/controller/budget.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import { nodeFit, untoleratedTaints, type Node, type Taint } from '../kubernetes/controller/node-fit.ts';
import type { Manifest, NodeGroup } from '../manifest/manifest.ts';

export interface GroupFit {
  readonly group: NodeGroup;
  /** The name for messages: its labels. */
  readonly name: string;
  readonly getsPod: boolean;
  /** Whether selector and required affinity match these nodes, whatever their taints. */
  readonly wanted: boolean;
  readonly untolerated: readonly Taint[];
}

// Defaults of a node group.
const USUAL = {
  'kubernetes.io/os': 'linux',
  'kubernetes.io/arch': 'amd64',
  'beta.kubernetes.io/os': 'linux',
  'beta.kubernetes.io/arch': 'amd64',
};

/** How each group of the fleet fits the template; empty if no groups are configured. */
export function groupFits(manifest: Manifest): GroupFit[] {
  const groups = manifest.context.fleet?.groups ?? [];
  // The controller's functions need only the decoded and defaulted template.
  const daemonSet = manifest.object as DaemonSet;
  return groups.map((group) => {
    const node: Node = {
      metadata: { name: 'node', labels: { ...USUAL, ...group.labels } },
      spec: { taints: group.taints.map((taint) => ({ ...taint })) },
    };
    const pod = daemonSet.spec?.template.spec;
    return {
      group,
      name: nameOf(group),
      getsPod: nodeFit(node, daemonSet).shouldRun,
      wanted: nodeFit({ ...node, spec: {} }, daemonSet).shouldRun,
      untolerated: pod === undefined ? [] : untoleratedTaints(node, pod),
    };
  });
}

function nameOf({ labels, count }: NodeGroup): string {
  const text = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  return `${String(count)} ${count === 1 ? 'node' : 'nodes'}${text === '' ? '' : ` (${text})`}`;
}

/** How many nodes of a known fleet get a pod: with groups only those that selector and taints let in. */
export function nodesOf(manifest: Manifest): number | undefined {
  const { nodes, groups = [] } = manifest.context.fleet ?? {};
  const all = groups.reduce((sum, { count }) => sum + count, 0);
  if (all === 0 || (nodes !== undefined && nodes !== all)) return nodes;
  const reached = groupFits(manifest).filter(({ getsPod }) => getsPod);
  return reached.reduce((sum, { group }) => sum + group.count, 0) || undefined;
}

/** The budgets of a fleet whose size is known; undefined otherwise. */
export function budgetOf(manifest: Manifest): (Budget & { readonly nodes: number }) | undefined {
  const nodes = nodesOf(manifest);
  return nodes === undefined ? undefined : { ...resolveBudget(manifest.spec, nodes), nodes };
}
