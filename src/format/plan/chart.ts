import type { Plan } from '../../rollout/plan.ts';
import type { TimelinePoint } from '../../kubernetes/controller/simulate.ts';

/** The state of the fleet in one column of a chart. */
export interface Column {
  readonly updated: number;
  /** The most nodes without an available pod in that stretch of time. */
  readonly down: number;
  readonly surging: number;
}

/** The length of the chart in seconds: to the end of the rollout, or to where it stops. */
export function lengthOf(plan: Plan): number {
  return Math.max(plan.seconds ?? 0, plan.timeline.at(-1)?.second ?? 0);
}

/** The nodes of the chart: those of the plan, and dead ones that still use the budget. */
export function nodesShown(plan: Plan): number {
  return plan.timeline.reduce((most, { unavailable, updated }) => Math.max(most, unavailable + updated), plan.nodes);
}

/** The timeline in `width` stretches of equal time. */
export function columnsOf(plan: Plan, width: number): readonly Column[] {
  const length = lengthOf(plan) || 1;
  const columns: Column[] = [];
  let state: TimelinePoint = plan.timeline[0] ?? { second: 0, unavailable: 0, surging: 0, updated: 0 };
  let next = 0;
  for (let i = 0; i < width; i++) {
    const end = (length * (i + 1)) / width;
    let { unavailable: down, surging } = state;
    for (; next < plan.timeline.length; next++) {
      const point = plan.timeline[next];
      if (point === undefined || (point.second >= end && i + 1 < width)) break;
      state = point;
      // A change at the very start of a stretch is not its worst moment; what follows is.
      down = Math.max(down, point.unavailable);
      surging = Math.max(surging, point.surging);
    }
    columns.push({ updated: state.updated, down, surging });
  }
  return columns;
}
