/** What a version does that never becomes Ready, or fails later. */
import { failsAfterReady, neverReady, type Budget, type Damage, type Pace } from '../kubernetes/controller/budget.ts';
import { simulate, type Fleet as Start } from '../kubernetes/controller/simulate.ts';

export interface BadVersion {
  readonly neverReady: Damage;
  readonly failsAfterReady: Damage & { readonly seconds: number };
}

/** The nodes at the start, by the state of their pods. */
export function isHealthy({ unavailable = 0, empty = 0, dead = 0 }: Start): boolean {
  return unavailable + empty + dead === 0;
}

/** The closed forms for a healthy fleet; otherwise where the simulation ends, with the nodes that were down before. */
export function badVersion(budget: Budget, start: Start, nodes: number, pace: Pace, seconds: number): BadVersion {
  if (isHealthy(start) || budget.strategy === 'on-delete')
    return {
      neverReady: neverReady(budget, nodes),
      failsAfterReady: { seconds, ...failsAfterReady(budget, nodes, pace, seconds) },
    };
  const damage = (failAfter: number): Damage => {
    const { unavailable = 0, surging = 0 } = simulate(budget, start, pace, { failAfter }).timeline.at(-1) ?? {};
    return { nodesDown: unavailable, extraPods: surging };
  };
  return { neverReady: damage(0), failsAfterReady: { seconds, ...damage(seconds) } };
}
