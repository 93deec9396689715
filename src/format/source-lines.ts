import { posix } from 'node:path';
import type { Finding, Range, Report } from '../report/report.ts';
import { lineStarts, type Position, type SourceFile } from '../document/source.ts';
import { columnCounter, type ColumnUnit } from './columns.ts';

/** A file by its lines. */
export interface Lines {
  readonly text: string;
  readonly count: number;
  /** The 1-based line without its end; empty if there is none. */
  line(number: number): string;
  /** Lines `first` to `last` with their ends. */
  slice(first: number, last: number): string;
  /** The 1-based column of a place counted in `unit`; places in their order are counted quickest. */
  column(unit: ColumnUnit, place: Position): number;
}

/** Returns the lines of a file with findings, split once per file. */
export function linesOf(report: Report): (path: string) => Lines | undefined {
  const known = new Map<string, Lines | undefined>();
  return (path) => {
    if (!known.has(path)) {
      const source = report.sources.get(path);
      known.set(path, source === undefined ? undefined : split(source));
    }
    return known.get(path);
  };
}

function split({ text }: SourceFile): Lines {
  const starts = lineStarts(text);
  const slice = (first: number, last: number): string => text.slice(starts[first - 1] ?? text.length, starts[last]);
  const line = (number: number): string => {
    const from = starts[number - 1] ?? text.length;
    let end = starts[number] ?? text.length;
    while (end > from && isLineEnd(text.charCodeAt(end - 1))) end--;
    return text.slice(from, end);
  };
  return { text, count: starts.length, slice, line, column: columnCounter(line) };
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

/** The findings that count: suppressed ones are listed by JSON and SARIF alone. */
export function liveFindings(report: Report): Finding[] {
  return report.findings.filter((finding) => finding.suppressed === undefined);
}

/** `path` relative to the repository's root, as SARIF and CI need it; unchanged outside a repository. */
export function pathFromRoot(report: Report, path: string): string {
  return report.fromRoot === undefined || isAbsolute(path) ? path : posix.join(report.fromRoot, path);
}

/** Whether a shown path is absolute, on Windows too. */
export function isAbsolute(path: string): boolean {
  return /^(?:[A-Za-z]:)?\//.test(path);
}

/** `range` cut at the end of its first line: annotations of several lines are shown only if all of them changed. */
export function oneLine({ start, end }: Range, lines: Lines | undefined): Range {
  const last = (lines?.line(start.line).length ?? start.column) + 1;
  if (end.line > start.line) return { start, end: { line: start.line, column: Math.max(start.column, last) } };
  return { start, end };
}
