/** Carets under what a fixture expects: `#   ^^^^ rule-id`, or `#<- rule-id` for column 1. */
import type { Finding } from '../src/report/report.ts';

const CARETS = /^#(?:<-| *\^+) [a-z0-9-]+(?:: .*)?$/;

export interface Expected {
  readonly line: number;
  readonly column: number;
  /** Exclusive; undefined where only the start is marked. */
  readonly endColumn: number | undefined;
  readonly rule: string;
  readonly message: string | undefined;
}

/** The fixture without its carets: what is linted. Line ends stay. */
export function withoutCarets(text: string): string {
  return text
    .split('\n')
    .filter((line) => !CARETS.test(line.replace(/\r$/, '')))
    .join('\n');
}

/** What the carets of a fixture expect, in lines of the text without them. */
export function expectedIn(text: string): Expected[] {
  const expected: Expected[] = [];
  let line = 0;
  for (const raw of text.split('\n')) {
    const match = /^#(<-| *\^+) ([a-z0-9-]+)(?:: (.*))?$/.exec(raw.replace(/\r$/, ''));
    if (match === null) {
      line++;
      continue;
    }
    const [, marks = '', rule = '', message] = match;
    const column = marks === '<-' ? 1 : marks.indexOf('^') + 2;
    const endColumn = marks === '<-' ? undefined : marks.length + 2;
    expected.push({ line, column, endColumn, rule, message });
  }
  return expected;
}

/** The text with a line of carets under each finding. */
export function withCarets(text: string, findings: readonly Finding[]): string {
  const lines = text.split('\n');
  for (const finding of [...findings].reverse()) {
    const { start, end } = finding.range;
    const width = end.line === start.line ? Math.max(1, end.column - start.column) : 1;
    const marks = start.column === 1 ? '<-' : `${' '.repeat(start.column - 2)}${'^'.repeat(width)}`;
    lines.splice(start.line, 0, `#${marks} ${finding.rule}`);
  }
  return lines.join('\n');
}
