import type { Span } from '../kubernetes/yaml/span.ts';
import { firstWhere } from '../kubernetes/go/search.ts';

/** A text and the path that findings name. */
export interface SourceText {
  /** As findings show it, with `/` on every system; nothing is read from there. A kustomization is known by its name. */
  readonly path: string;
  readonly text: string;
}

/** A file as text, with the path that the report shows. */
export interface SourceFile extends SourceText {
  /** What the text was made from, when nobody wrote it as it is. */
  readonly madeFrom?: MadeFrom;
  /** What an object that begins at an offset was rendered from, where the text says so. */
  readonly renderedFrom?: (start: number) => WrittenPlace['related'];
}

/** Where the characters of a rendered or built text are written. */
export interface MadeFrom {
  readonly placeOf: (span: Span) => WrittenPlace;
  /** The file that its objects are known by, where several make one; otherwise each by the file that it begins in. */
  readonly path?: string;
  /** The files that it may be made from in which a text is found. */
  readonly marked?: (text: string) => readonly SourceFile[];
  /** Whether something of it comes from a part of a file. */
  readonly holds?: (path: string, span: Span) => boolean;
  /** The chart that it is a rendering of, by its Chart.yaml. */
  readonly chart?: string;
  /** The values that the chart is rendered with, where they are not its own: `with ci/dev-values.yaml`. */
  readonly rendering?: string;
  /** The values were found by looking at the chart, so that something in it is turned on that is off. */
  readonly isSwitched?: true;
  /** It is a text that an object of another one carries. */
  readonly isCarried?: true;
  /** What another text brings that this one is made over; undefined for what is written for this one alone. */
  readonly beneath?: (span: Span) => Beneath | undefined;
  /** The files that are asked about; what concerns none of them is not reported. */
  readonly only?: ReadonlySet<string> | undefined;
}

/** A text that another one is made over: a base, as it would be without the overlay. */
export interface Beneath {
  readonly source: SourceFile;
  /** The place nearest to a span that the upper one brings. */
  readonly own: (span: Span) => WrittenPlace;
}

/** Where something is written. */
export interface WrittenPlace {
  readonly source: SourceFile;
  readonly span: Span;
  /** The place has the same characters, so that they can be replaced there. */
  readonly exact: boolean;
  /** The value rests on something that only the cluster or chance decides. */
  readonly unknown?: boolean;
  /** The place is in a file that the configuration leaves out. */
  readonly isIgnored?: boolean;
  /** Where to change it instead, for the message: `values.yaml:12`. */
  readonly note?: string | undefined;
  /** Further places that explain it, the nearest first. */
  readonly related: readonly { readonly source: SourceFile; readonly span: Span; readonly message: string }[];
}

/** Half-open: the end is the position after the last character. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A part of a text, in lines and columns. */
export function rangeIn(source: SourceText, { start, end }: Span): Range {
  return { start: positionIn(source, start), end: positionIn(source, end) };
}

/** Where a span of a text is written: there, unless the text is made from others. */
export function writtenPlace(source: SourceFile, span: Span): WrittenPlace {
  const { madeFrom, renderedFrom } = source;
  return madeFrom?.placeOf(span) ?? { source, span, exact: true, related: renderedFrom?.(span.start) ?? [] };
}

/** The file in which a text is written that begins at `start`, and where. */
export function writtenAt(source: SourceFile, start: number): { readonly source: SourceFile; readonly start: number } {
  const place = writtenPlace(source, { start, end: start + 1 });
  return { source: place.source, start: place.span.start };
}

/** The file that an object is known by that begins at `start`. */
export function objectPath(source: SourceFile, start: number): string {
  return source.madeFrom?.path ?? writtenAt(source, start).source.path;
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
  const line = Math.max(
    1,
    firstWhere(0, starts.length, (index) => (starts[index] ?? 0) > offset),
  );
  return { line, column: offset - (starts[line - 1] ?? 0) + 1 };
}

const starts = new WeakMap<SourceFile, readonly number[]>();

/** The position of `offset` in `source`, whose lines are counted once. */
export function positionIn(source: SourceFile, offset: number): Position {
  const known = starts.get(source) ?? lineStarts(source.text);
  starts.set(source, known);
  return positionAt(known, offset);
}
