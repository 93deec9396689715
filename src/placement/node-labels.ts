/** The node labels by which a template chooses its nodes. */
import { POD } from '../facts/daemonset-facts.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';

export interface UsedLabel {
  readonly at: Path;
  readonly part: 'key' | 'value';
  readonly label: string;
  /** What happens on a node without the label. */
  readonly effect: string;
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Labels of the node selector and of the node affinity. */
export function* nodeLabelsOf({ pod }: Manifest): Generator<UsedLabel> {
  for (const label of Object.keys(pod.nodeSelector ?? {})) {
    yield { at: [...POD, 'nodeSelector', label], part: 'key', label, effect: 'gets no pod' };
  }
  const at = [...POD, 'affinity', 'nodeAffinity'];
  const { nodeAffinity } = pod.affinity ?? {};
  for (const [index, { matchExpressions }] of (nodeAffinity?.[REQUIRED]?.nodeSelectorTerms ?? []).entries()) {
    yield* labelsIn(matchExpressions, [...at, REQUIRED, 'nodeSelectorTerms', index]);
  }
  for (const [index, { preference }] of (nodeAffinity?.[PREFERRED] ?? []).entries()) {
    yield* labelsIn(preference?.matchExpressions, [...at, PREFERRED, index, 'preference'], 'is no longer preferred');
  }
}

type Expressions = readonly { readonly key?: string; readonly operator?: string }[] | undefined;

function* labelsIn(expressions: Expressions, term: Path, preferred?: string): Generator<UsedLabel> {
  for (const [index, { key = '', operator = '' }] of (expressions ?? []).entries()) {
    const excludes = operator === 'NotIn' || operator === 'DoesNotExist';
    const effect = preferred ?? (excludes ? 'gets a pod although the template excludes it' : 'gets no pod');
    yield { at: [...term, 'matchExpressions', index, 'key'], part: 'value', label: key, effect };
  }
}
