/** How much work the build of a kustomization may be: folders, objects looked at, characters read, values made. */

/** A build that was given up: its work would not end, or not in time. */
export class EndlessError extends Error {}

/** Real kustomizations take a hundredth of it. */
const MOST_STEPS = 40_000_000;
/** Those of all builds together. */
const MOST_IN_ALL = 1_000_000_000;

/** What a value costs that is made: it takes memory as well. */
const VALUE_STEPS = 50;

/** What several builds may still do. */
export class StepBudget {
  left = MOST_IN_ALL;
}

// A build is synchronous: the one that is under way is counted, wherever it does its work.
let left = Infinity;
let common = new StepBudget();

/** Builds with a budget of its own, within that of all builds. */
export function withinBudget<T>(all: StepBudget, build: () => T): T {
  const before = { left, common };
  left = MOST_STEPS;
  common = all;
  try {
    return build();
  } finally {
    ({ left, common } = before);
  }
}

/** Counts work before it is done. Throws EndlessError when it is too much. */
export function spend(steps: number): void {
  if (left === Infinity) return;
  left -= steps;
  common.left -= steps;
  if (left < 0 || common.left < 0) throw new EndlessError(`it takes more than ${String(MOST_STEPS)} steps`);
}

/** Counts a value before it is made, with its text. Throws EndlessError. */
export function spendValue(text = ''): void {
  spend(VALUE_STEPS + text.length);
}
