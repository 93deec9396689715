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
    const far = steps(wanted, candidate.toLowerCase(), bestSteps);
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
  return steps(name.toLowerCase(), wanted.toLowerCase(), slips + 1) <= slips;
}

/**
 * How many letters to insert, remove, replace, or swap with their neighbour (optimal string alignment); `most` or more
 * where it is that far. A row of the table holds the distances of a prefix of `a` from all prefixes of `b`.
 */
function steps(a: string, b: string, most: number): number {
  const width = b.length + 1;
  let [before, last, row] = ROWS;
  for (let j = 0; j < width; j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const letter = a.charCodeAt(i - 1);
    const earlier = i > 1 ? a.charCodeAt(i - 2) : -1;
    let least = (row[0] = i);
    for (let j = 1; j < width; j++) {
      const other = b.charCodeAt(j - 1);
      let far = Math.min(at(last, j - 1) + (letter === other ? 0 : 1), at(last, j) + 1, at(row, j - 1) + 1);
      if (j > 1 && earlier === other && letter === b.charCodeAt(j - 2)) far = Math.min(far, at(before, j - 2) + 1);
      row[j] = far;
      if (far < least) least = far;
    }
    // A swap reaches back two rows, at the price of a step.
    if (least > most) return most;
    [before, last, row] = [last, row, before];
  }
  return at(last, width - 1);
}

const ROWS = [new Uint16Array(LONGEST * 2), new Uint16Array(LONGEST * 2), new Uint16Array(LONGEST * 2)] as const;

const at = (row: Uint16Array, index: number): number => row[index] ?? 0;
