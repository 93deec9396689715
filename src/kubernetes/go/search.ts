/** The first index from `low` to `high` that passes, `high` when none does; behind one that passes all do. Source: Go's sort.Search. */
export function firstWhere(low: number, high: number, passes: (index: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const half = Math.trunc((from + to) / 2);
    if (passes(half)) to = half;
    else from = half + 1;
  }
  return from;
}
