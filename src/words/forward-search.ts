/**
 * Finds the first match of a global `pattern` at or after a position, for positions that only grow: what was searched once
 * is not searched again, so that all calls together take the time of one search.
 */
export function forwardSearch(pattern: RegExp, text: string): (from: number) => number | undefined {
  let found: number | undefined = -1;
  return (from) => {
    if (found !== undefined && found < from) {
      pattern.lastIndex = from;
      found = pattern.exec(text)?.index;
    }
    return found;
  };
}
