/** Line numbers within a document, counted as Go counts them. */
import { firstWhere } from '../go/search.ts';

const BREAK = /\r\n|[\n\r\x85\u2028\u2029]/g;

/** Returns the 1-based line of an offset in `body`; the lines are computed on first use. */
export function lineCounter(body: string): (offset: number) => number {
  let ends: readonly number[] | undefined;
  return (offset) => {
    const known = (ends ??= Array.from(body.matchAll(BREAK), ({ index, 0: mark }) => index + mark.length));
    return firstWhere(0, known.length, (index) => (known[index] ?? 0) > offset) + 1;
  };
}
