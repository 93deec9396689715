/** Which of the known names was meant. */

/** `; did you mean NAME?` for the known name that is near to `name`, else nothing. */
export function meant(name: string, known: Iterable<string>): string {
  const found = nearest(name, known);
  return found === undefined ? '' : `; did you mean ${found}?`;
}

/** Nobody mistypes a longer name; the time of a comparison is that of both lengths multiplied. */
const LONGEST = 300;

/** The known name that `name` was probably meant to be, or undefined if none is similar. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestSteps = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= bestSteps) continue;
    const far = steps(wanted, candidate.toLowerCase());
    if (far < bestSteps) {
      best = candidate;
      bestSteps = far;
    }
  }
  return best;
}

/** Whether at most `slips` letters make one word of the other, whatever their case. */
export function isNear(name: string, wanted: string, slips: number): boolean {
  if (Math.abs(name.length - wanted.length) > slips) return false;
  return steps(name.toLowerCase(), wanted.toLowerCase()) <= slips;
}

/**
 * How many letters to insert, remove, replace, or swap with their neighbour (optimal string alignment). A row of the
 * table holds the distances of a prefix of `a` from all prefixes of `b`.
 */
function steps(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const least = Math.min(replaced, at(last, j) + 1, at(row, j - 1) + 1);
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(isSwap ? Math.min(least, at(before, j - 2) + 1) : least);
    }
    [before, last] = [last, row];
  }
  return at(last, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity;
