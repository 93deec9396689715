import type { Finding, Report } from '../report/report.ts';
import type { Severity } from '../rule/rule.ts';
import { linesOf, liveFindings, oneLine, pathFromRoot } from './source-lines.ts';
import { inGithubCommand, inGithubProperty } from '../words/escape.ts';
import { counted } from '../words/counts.ts';
import { textLine } from './text-line.ts';

const COMMAND: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };

/** GitHub shows this many annotations of each command in a step and drops the rest. */
const LIMIT = 10;

/**
 * Workflow commands, which GitHub turns into annotations. Findings over its limit follow as lines of text, after a line
 * with their number.
 */
export function github(report: Report): string {
  const lines = linesOf(report);
  const counts: Record<Severity, number> = { error: 0, warning: 0, note: 0 };
  let commands = '';
  let rest = '';
  for (const finding of liveFindings(report)) {
    const path = pathFromRoot(report, finding.path);
    const range = oneLine(finding.range, lines(finding.path));
    if (++counts[finding.severity] <= LIMIT) commands += `${command({ ...finding, path, range })}\n`;
    else rest += `${textLine({ ...finding, path, ...range.start })}\n`;
  }
  const left = Object.entries(counts)
    .filter(([, count]) => count > LIMIT)
    .map(([severity, count]) => counted(count - LIMIT, severity));
  if (left.length === 0) return commands;
  return `${commands}${left.join(', ')} more, not annotated because GitHub shows only ${LIMIT} of each per step:\n${rest}`;
}

function command({ severity, path, range, rule, message }: Finding): string {
  const properties = {
    file: path,
    line: range.start.line,
    endLine: range.end.line,
    col: range.start.column,
    endColumn: range.end.column,
    title: rule,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${inGithubProperty(String(value))}`);
  return `::${COMMAND[severity]} ${list.join(',')}::${inGithubCommand(message)}`;
}
