/** Whether a template chooses nodes that are none of the control plane, so that its taints do not matter. */
import type { Manifest } from '../manifest/manifest.ts';
import { CONTROL_PLANE, MASTER } from './sample-nodes.ts';

const ROLE = 'node-role.kubernetes.io/';
const OF_CONTROL_PLANE: readonly string[] = [CONTROL_PLANE, MASTER];
/** Labels of the node pools of providers that run the control plane themselves. */
const POOLS =
  /^(?:eks\.amazonaws\.com|cloud\.google\.com\/gke-|kubernetes\.azure\.com|karpenter\.sh|doks\.digitalocean\.com)/;

/** A node with another role as well as that of the control plane has no taint (compact clusters). */
const isOfWorkers = (label: string): boolean =>
  POOLS.test(label) || (label.startsWith(ROLE) && !OF_CONTROL_PLANE.includes(label));

export function choosesWorkers({ pod: { nodeSelector = {}, affinity } }: Manifest): boolean {
  if (Object.keys(nodeSelector).some(isOfWorkers)) return true;
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms?.every(({ matchExpressions = [] }) => matchExpressions.some(excludesControlPlane)) ?? false;
}

function excludesControlPlane({
  key = '',
  operator = '',
}: {
  readonly key?: string;
  readonly operator?: string;
}): boolean {
  return operator === 'DoesNotExist' ? OF_CONTROL_PLANE.includes(key) : operator !== 'NotIn' && isOfWorkers(key);
}
