/** Line numbers within a document, counted as Go counts them. */

const BREAK = /\r\n|[\n\r\x85\u2028\u2029]/g;

/** The 1-based line of `offset` in `body`. */
export function lineOf(body: string, offset: number): number {
  let line = 1;
  for (const { index } of body.matchAll(BREAK)) {
    if (index >= offset) break;
    line++;
  }
  return line;
}
