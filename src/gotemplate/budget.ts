/** How much work one rendering may be. */

/** A rendering that was given up: its work would not end, or not in time. */
export class BudgetError extends Error {}

/** Steps (nodes executed, items made) that a rendering may take; real charts need some ten thousand. */
const MAX_STEPS = 3_000_000;

export class Budget {
  #left = MAX_STEPS;

  /** Throws BudgetError when the work is too much. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new BudgetError(`the template takes more than ${String(MAX_STEPS)} steps`);
  }
}
