import type { Severity } from '../rule/rule.ts';
import { plain } from '../words/escape.ts';

/** The parts of a line of text, one value per placeholder. */
export interface TextLine {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly severity: Severity;
  readonly message: string;
  readonly rule: string;
}

type Part = keyof TextLine;

/**
 * The one definition of the text format; the lines and the regular expressions of problem matchers are derived from it.
 */
export const TEMPLATE = '<path>:<line>:<column>: <severity>: <message> [<rule>]';

const PLACEHOLDER = /<(\w+)>/g;

const PATTERNS: Readonly<Record<Part, string>> = {
  path: '(.+?)',
  line: '(\\d+)',
  column: '(\\d+)',
  severity: '(error|warning|note)',
  message: '(.*?)',
  rule: '([a-z0-9-]+)',
};

/** One line of text, without its end; `style` may color a part. */
export function textLine(values: TextLine, style: (part: Part, text: string) => string = (_, text) => text): string {
  // Every placeholder of the template is a key of TextLine (test/format/text.test.ts).
  return TEMPLATE.replace(PLACEHOLDER, (_, part: Part) => style(part, plain(String(values[part]))));
}

/** A regular expression for the lines of some severities, and the number of each part's group. */
export interface LinePattern {
  readonly regexp: string;
  readonly groups: Readonly<Partial<Record<Part, number>>>;
}

const COLORED: readonly Part[] = ['severity', 'message', 'rule'];
const CODES = '(?:\\x1b\\[\\d+m)*';

/** The pattern of lines with one of `severities`, on request also with color codes; a single severity has no group. */
export function linePattern(severities: readonly Severity[], colored = false): LinePattern {
  const groups: Partial<Record<Part, number>> = {};
  let count = 0;
  const [only, second] = severities;
  const escaped = TEMPLATE.replace(/[[\]]/g, '\\$&');
  const regexp = escaped.replace(PLACEHOLDER, (_, part: Part) => {
    const codes = colored && COLORED.includes(part) ? CODES : '';
    if (part === 'severity' && second === undefined) return `${codes}${only ?? ''}${codes}`;
    groups[part] = ++count;
    const pattern = part === 'severity' ? `(${severities.join('|')})` : PATTERNS[part];
    return `${codes}${pattern}${codes}`;
  });
  return { regexp: `^${regexp}$`, groups };
}
