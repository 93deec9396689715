/** Whether two DaemonSets run pods on the same node. */
import type { Manifest } from '../manifest/manifest.ts';
import { groupFits } from './node-groups.ts';

const OS = 'kubernetes.io/os';
const LEGACY = /^beta\.(kubernetes\.io\/(?:os|arch))$/;

/**
 * Whether some node certainly gets a pod of both: with a configured fleet by its groups; otherwise if every node that
 * one selects also suits the other. Restrictions that only differ prove nothing, because the labels of the nodes are
 * unknown.
 */
export function shareNodes(a: Manifest, b: Manifest): boolean {
  const [left, right] = [groupFits(a), groupFits(b)];
  if (left.length > 0) return left.some(({ getsPod }, index) => getsPod && right[index]?.getsPod === true);
  const [mine, theirs] = [restrictionsOf(a), restrictionsOf(b)];
  if (mine.os !== theirs.os) return false;
  return holdsToo(a, mine.others, b, theirs.others) || holdsToo(b, theirs.others, a, mine.others);
}

// Every node of `narrow` suits `wide`; where it is narrower, its nodes may have the taints that it tolerates.
function holdsToo(wide: Manifest, few: ReadonlySet<string>, narrow: Manifest, many: ReadonlySet<string>): boolean {
  if (![...few].every((restriction) => many.has(restriction))) return false;
  return many.size === few.size || toleratesAsMuch(wide, narrow);
}

function toleratesAsMuch(wide: Manifest, narrow: Manifest): boolean {
  const own = (wide.pod.tolerations ?? []).map((toleration) => JSON.stringify(toleration));
  if ((wide.pod.tolerations ?? []).some(({ key = '', effect = '' }) => key === '' && effect === '')) return true;
  return (narrow.pod.tolerations ?? []).every((toleration) => own.includes(JSON.stringify(toleration)));
}

interface Restrictions {
  readonly os: string;
  readonly others: ReadonlySet<string>;
}

function restrictionsOf({ pod }: Manifest): Restrictions {
  const others = new Set<string>();
  let os = 'linux';
  const add = (key: string, operator: string, values: readonly string[]): void => {
    const name = key.replace(LEGACY, '$1');
    if (name === OS && operator === 'In' && values.length === 1) os = values[0] ?? os;
    else others.add(JSON.stringify([name, operator, [...values].sort()]));
  };
  for (const [key, value = ''] of Object.entries(pod.nodeSelector ?? {})) add(key, 'In', [value]);
  const terms = pod.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const [only, ...more] = terms;
  if (more.length > 0 || only?.matchFields !== undefined) others.add(JSON.stringify(terms));
  else {
    for (const { key = '', operator = '', values = [] } of only?.matchExpressions ?? []) add(key, operator, values);
  }
  if (pod.nodeName) others.add(`nodeName ${pod.nodeName}`);
  return { os, others };
}
