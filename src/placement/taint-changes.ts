/** Which tainted nodes get or lose a pod through a change of tolerations. */
import { nodeFit, type Node } from '../kubernetes/controller/node-fit.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import { MASTER, taintsOf, type SampleTaint } from './sample-nodes.ts';

/** The fate of the pods: created at once, deleted at once, or not created again after their deletion. */
export type Fate = 'created' | 'deleted' | 'dropped';

export interface TaintChange {
  readonly fate: Fate;
  readonly where: string;
  /** Whether few clusters have such nodes, or only for a short time. */
  readonly rare: boolean;
}

const SHOWN = 3;

/** The fates of nodes that differ from `node` only by one taint. */
export function taintChanges(node: Node, before: DaemonSet, after: DaemonSet): TaintChange[] {
  const samples = taintsOf([before, after].flatMap(({ spec }) => spec?.template.spec ?? []));
  const fateOf = ({ taint }: SampleTaint): Fate | undefined => {
    const tainted = { ...node, spec: { taints: [{ ...taint }] } };
    const [old, next] = [nodeFit(tainted, before), nodeFit(tainted, after)];
    if (old.shouldRun === next.shouldRun) return undefined;
    return next.shouldRun ? 'created' : next.shouldContinueRunning ? 'dropped' : 'deleted';
  };
  return (['created', 'deleted', 'dropped'] as const).flatMap((fate) => {
    const hits = samples.filter((sample) => fateOf(sample) === fate);
    const usual = hits.filter((sample) => !isRare(sample));
    // A node that is tainted because of its own condition gets its pod when the condition ends, tolerated or not.
    const told = usual.length > 0 ? usual : hits.filter((sample) => fate !== 'created' || !isPassing(sample));
    return told.length === 0
      ? []
      : [{ fate, where: `on all nodes ${named(told, samples, fate)}`, rare: usual.length === 0 }];
  });
}

const isPassing = ({ taint }: SampleTaint): boolean => /^node(?:\.cloudprovider)?\.kubernetes\.io\//.test(taint.key);

// Only old installers set the master taint.
const isRare = (sample: SampleTaint): boolean => isPassing(sample) || sample.taint.key === MASTER;

/** `tainted dedicated=gpu:NoSchedule`; without an effect it means both. */
function named(hits: readonly SampleTaint[], samples: readonly SampleTaint[], fate: Fate): string {
  const wide = new Set(hits.filter(({ kind }) => kind === 'other-key').map(({ taint }) => taint.effect));
  if (wide.size > 0) {
    return `with any ${[...wide].join(' or ')} taint${fate === 'created' ? '' : ' that no toleration names'}`;
  }
  const effects = new Map<string, Set<string>>();
  for (const hit of hits) {
    const name = nameOf(hit, hits, samples);
    if (name !== undefined) effects.set(name, (effects.get(name) ?? new Set()).add(hit.taint.effect));
  }
  const names = [...effects].map(([name, each]) => (each.size > 1 ? name : `${name}:${[...each].join('')}`));
  const more = names.length - SHOWN;
  return `tainted ${names.slice(0, SHOWN).join(' or ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

// The key alone if every value is affected; single values are then left out.
function nameOf(hit: SampleTaint, hits: readonly SampleTaint[], samples: readonly SampleTaint[]): string | undefined {
  const { key, value, effect } = hit.taint;
  const alike = (some: readonly SampleTaint[]): readonly SampleTaint[] =>
    some.filter(({ taint }) => taint.key === key && taint.effect === effect);
  if (alike(hits).length === alike(samples).length) return hit.kind === 'other-value' ? key : undefined;
  if (hit.kind === 'other-value') return `${key}=(another value)`;
  return value ? `${key}=${value}` : key;
}
