/** How much work one rendering may be: nodes executed, values visited, characters read and made. */

/** A rendering that was given up: its work would not end, or not in time. */
export class BudgetError extends Error {}

/** Real charts need a twentieth of it, seldom more. */
const MAX_STEPS = 4_000_000;
/** How much text is as much work as one step. */
const CHARACTERS = 8;

// What renders is synchronous: the one rendering that is under way is counted, wherever its values are made.
let left = Infinity;

/** Renders with a budget of its own; what is done meanwhile is counted where it is done. */
export function withinBudget<T>(render: () => T): T {
  const before = left;
  left = MAX_STEPS;
  try {
    return render();
  } finally {
    left = before;
  }
}

/** What one more value costs where values are walked to their leaves. */
export const VISIT = 1 / 2;

/** Counts work before it is done. Throws BudgetError when it is too much. */
export function spend(steps: number): void {
  left -= steps;
  if (left < 0) throw new BudgetError(`the template takes more than ${String(MAX_STEPS)} steps`);
}

/** Counts a text that is parsed. Throws BudgetError. */
export function spendParsing(text: string): void {
  spend(2 * text.length);
}

/** Counts characters, or items of a list, before they are made or read. Throws BudgetError. */
export function spendText(characters: number): void {
  spend(characters / CHARACTERS);
}
