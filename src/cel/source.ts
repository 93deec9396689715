/** The text of an expression, and how cel-go points into it. Source: cel-go common/source.go, error.go, errors.go. */
import { firstWhere } from '../kubernetes/go/search.ts';

/** A line from 1 and a column from 0, counted in code points; -1 twice for no place. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

export const NO_LOCATION: Location = { line: -1, column: -1 };

/** An error at a place of an expression. */
export interface Issue {
  readonly location: Location;
  readonly message: string;
}

/** How many errors are shown. */
const MOST_ISSUES = 100;
const LONGEST_SNIPPET = 16384;

/** An expression by code points. */
export class Source {
  readonly text: string;
  /** Code points; offsets and columns count these. */
  readonly runes: readonly string[];
  /** Where each line after the first begins. */
  readonly #lines: readonly number[];

  constructor(text: string) {
    this.text = text;
    this.runes = Array.from(text);
    this.#lines = this.runes.flatMap((rune, i) => (rune === '\n' ? [i + 1] : []));
  }

  /** The place of an offset. */
  locate(offset: number): Location {
    const before = firstWhere(0, this.#lines.length, (index) => (this.#lines[index] ?? 0) > offset);
    return { line: before + 1, column: offset - (this.#lines[before - 1] ?? 0) };
  }

  #line(line: number): readonly string[] | undefined {
    if (line < 1 || line > this.#lines.length + 1 || this.runes.length === 0) return undefined;
    const start = line === 1 ? 0 : this.#lines[line - 2];
    const next = this.#lines[line - 1];
    return this.runes.slice(start, next === undefined ? undefined : next - 1);
  }

  /** One error with the line it is in and a caret (`Error.ToDisplayString`). */
  #show({ location, message }: Issue): string {
    const head = `ERROR: <input>:${location.line}:${location.column + 1}: ${message}`;
    const line = this.#line(location.line);
    if (line === undefined) return head;
    const snippet = line.join('').replaceAll('\t', ' ');
    if (new TextEncoder().encode(snippet).length > LONGEST_SNIPPET) return head;
    const wide = (rune: string | undefined): boolean => (rune?.codePointAt(0) ?? 0) > 0x7f;
    const before = line.slice(0, Math.max(0, location.column)).map((rune) => (wide(rune) ? '．' : '.'));
    const caret = wide(line[location.column]) ? '＾' : '^';
    return `${head}\n | ${snippet}\n | ${before.join('')}${caret}`;
  }

  /** All errors by their places (`Errors.ToDisplayString`). */
  display(issues: readonly Issue[]): string {
    const shown = issues
      .slice(0, MOST_ISSUES)
      .sort((a, b) => a.location.line - b.location.line || a.location.column - b.location.column)
      .map((issue) => this.#show(issue));
    const more = issues.length - MOST_ISSUES;
    return [...shown, ...(more > 0 ? [`${more} more errors were truncated`] : [])].join('\n');
  }
}
