/** Line numbers within a document, counted as Go counts them. */

const BREAK = /\r\n|[\n\r\x85\u2028\u2029]/g;

/** Returns the 1-based line of an offset in `body`; the lines are computed on first use. */
export function lineCounter(body: string): (offset: number) => number {
  let ends: readonly number[] | undefined;
  return (offset) => {
    ends ??= Array.from(body.matchAll(BREAK), ({ index, 0: mark }) => index + mark.length);
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
