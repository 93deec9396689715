import { styleText } from 'node:util';
import type { Finding, Report } from '../report/report.ts';
import type { Severity } from '../rule/rule.ts';
import type { FormatOptions } from './format-options.ts';
import { frameOf } from './code-frame.ts';
import { linesOf, liveFindings, type Lines } from './source-lines.ts';
import { plain } from '../words/escape.ts';
import { textLine } from './text-line.ts';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const SEVERITY_STYLE: Readonly<Record<Severity, Style>> = {
  error: ['red', 'bold'],
  warning: ['yellow', 'bold'],
  note: ['cyan', 'bold'],
};

const DEFAULT_WIDTH = 100;

/** One line per finding; on a terminal with a code frame, the reason and the fix indented under it. */
export function text(report: Report, options: FormatOptions): string {
  // The caller decides about colors, not the state of this process.
  const paint: Paint = (style, part) => (options.color ? styleText(style, part, { validateStream: false }) : part);
  const lines = linesOf(report);
  let output = '';
  for (const finding of liveFindings(report)) {
    const file = lines(finding.path);
    output += `${headline(finding, file, options, paint)}\n`;
    if (options.terminal) for (const line of details(finding, file, report, options, paint)) output += `${line}\n`;
  }
  return output;
}

function headline(finding: Finding, file: Lines | undefined, options: FormatOptions, paint: Paint): string {
  const { line, column } = finding.range.start;
  const values = { ...finding, line, column: file?.column(options.columnUnit, finding.range.start) ?? column };
  return textLine(values, (part, value) => {
    if (part === 'severity') return paint(SEVERITY_STYLE[finding.severity], value);
    if (part === 'message') return paint('bold', value);
    return part === 'rule' ? paint('dim', value) : value;
  });
}

function* details(
  finding: Finding,
  file: Lines | undefined,
  report: Report,
  { width }: FormatOptions,
  paint: Paint,
): Generator<string> {
  const number = String(finding.range.start.line);
  const margin = ' '.repeat(Math.max(4, number.length + 1));
  const bar = paint('dim', '|');
  if (file !== undefined) {
    const frame = frameOf(file, finding.range, Math.max(20, (width ?? DEFAULT_WIDTH) - margin.length - 3));
    yield `${paint('dim', number.padStart(margin.length))} ${bar} ${frame.source}`.trimEnd();
    yield `${margin} ${bar} ${paint(SEVERITY_STYLE[finding.severity], frame.carets)}`;
  }
  for (const [label, value] of remarks(finding, report)) {
    yield `${margin} ${paint('dim', `= ${label}:`)} ${plain(value)}`;
  }
}

function* remarks(finding: Finding, report: Report): Generator<readonly [string, string]> {
  const { server, fix } = finding;
  if (server !== undefined)
    yield ['server', server.field === '' ? server.message : `${server.field}: ${server.message}`];
  const active = report.rules.find(({ rule }) => rule.id === finding.rule);
  if (server === undefined && active !== undefined) yield ['why', active.rule.summary];
  for (const { path, range, message } of finding.related ?? []) {
    yield ['see', `${message} (${path}, line ${range.start.line})`];
  }
  if (fix !== undefined) yield ['fix', `${fix.title} (${fix.safety === 'safe' ? '--fix' : '--fix=unsafe'})`];
}
