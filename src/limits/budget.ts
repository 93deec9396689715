/**
 * How much work it may be to make objects of input, charts and kustomizations. A step is a node that is executed, or eight
 * characters that are read or made.
 */

/** Work that was given up: it would not end, or not in time. */
export class BudgetError extends Error {}

/** What one chart or kustomization may take, a few seconds. */
const STEPS = 4_000_000;
/** What is allowed besides for each byte of its files, so that large ones have as much room as small ones. */
const STEPS_A_BYTE = 5;
/** What all of a run may take together, besides what is allowed for their bytes. */
const STEPS_IN_ALL = 40_000_000;
/** How much text is as much work as one step. */
const CHARACTERS = 8;
/** What a value costs that is made: it takes memory as well. */
const VALUE = 5;

/** What one more value costs where values are walked to their leaves. */
export const VISIT = 1 / 2;

/** What the charts and kustomizations of a run may still take. */
export class StepPool {
  left = STEPS_IN_ALL;
  readonly #files = new Set<string>();

  /** Allows steps for a file of the run, once. */
  allow(path: string, bytes: number): void {
    if (this.#files.has(path)) return;
    this.#files.add(path);
    this.left += bytes * STEPS_A_BYTE;
  }
}

// What uses steps is synchronous: they are counted for the one budget that is in use, wherever the work is done.
let current: StepBudget | undefined;

/** The steps of one chart or kustomization. */
export class StepBudget {
  readonly pool: StepPool;
  readonly #files = new Set<string>();
  #most = STEPS;
  #left = STEPS;

  /** Default: the pool of the budget in use, or one of its own. */
  constructor(pool = current?.pool ?? new StepPool()) {
    this.pool = pool;
  }

  /** Allows steps for a file, once. */
  allow(path: string, bytes: number): void {
    this.pool.allow(path, bytes);
    if (this.#files.has(path)) return;
    this.#files.add(path);
    this.#most += bytes * STEPS_A_BYTE;
    this.#left += bytes * STEPS_A_BYTE;
  }

  /** Allows as much as at first, whatever was used before. */
  renew(): void {
    this.#left = this.#most;
  }

  /** Throws BudgetError. */
  spend(steps: number): void {
    this.#left -= steps;
    this.pool.left -= steps;
    if (this.#left < 0) throw new BudgetError(`it takes more than ${String(this.#most)} steps`);
    if (this.pool.left < 0)
      throw new BudgetError(`all charts and kustomizations take more than ${String(STEPS_IN_ALL)} steps together`);
  }
}

/** Does work that may take all of a budget. */
export function withinBudget<T>(budget: StepBudget, work: () => T): T {
  const before = current;
  current = budget;
  budget.renew();
  try {
    return work();
  } finally {
    current = before;
  }
}

/** Allows steps for a file that is read for the work under way. */
export function allow(path: string, bytes: number): void {
  current?.allow(path, bytes);
}

/** Counts work before it is done. Throws BudgetError when it is too much. */
export function spend(steps: number): void {
  current?.spend(steps);
}

/** Counts characters, or items of a list, before they are made or read. Throws BudgetError. */
export function spendText(characters: number): void {
  spend(characters / CHARACTERS);
}

/** Counts a value before it is made, with its text. Throws BudgetError. */
export function spendValue(text = ''): void {
  spend(VALUE + text.length / CHARACTERS);
}

/** Counts a text that is parsed. Throws BudgetError. */
export function spendParsing(text: string): void {
  spend(2 * text.length);
}
