/** A file as text, with the path that the report shows. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** 1-based line and column; columns count UTF-16 code units, as SARIF and editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Offsets at which the lines of `text` start; LF, CRLF and a lone CR each end a line. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}

/** The position of `offset`, given the line starts of its text. */
export function positionAt(starts: readonly number[], offset: number): Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

const starts = new WeakMap<SourceFile, readonly number[]>();

/** The position of `offset` in `source`, whose lines are counted once. */
export function positionIn(source: SourceFile, offset: number): Position {
  const known = starts.get(source) ?? lineStarts(source.text);
  starts.set(source, known);
  return positionAt(known, offset);
}
