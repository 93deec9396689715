import type { Finding, Report } from '../report/report.ts';
import type { Severity } from '../rule/rule.ts';
import { liveFindings } from './source-lines.ts';
import { codeInMarkdown, inMarkdown } from '../words/escape.ts';
import { rulePage } from './rule-page.ts';
import { summaryLine } from './summary.ts';
import { counted } from '../words/counts.ts';

const ORDER: readonly Severity[] = ['error', 'warning', 'note'];

/** A job summary takes 1 MiB, a comment 64 KiB; a table of this many rows stays under both in most cases. */
const ROWS = 200;

/** A table of the findings, most severe first, for a comment on a change or a job summary. */
export function markdown(report: Report): string {
  const findings = liveFindings(report);
  const sorted = ORDER.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
  const rows = sorted.slice(0, ROWS).map(row).join('');
  const left = sorted.length - ROWS;
  const table = rows === '' ? '' : `| Severity | Place | Finding | Rule |\n| --- | --- | --- | --- |\n${rows}\n`;
  const more = left > 0 ? `${counted(left, 'finding')} more, not listed here.\n\n` : '';
  return `### daemonlint\n\n${table}${more}${inMarkdown(summaryLine(report))}.\n`;
}

/** The text for `$GITHUB_STEP_SUMMARY`. */
export const jobSummary: (report: Report) => string = markdown;

function row({ severity, path, range, message, rule }: Finding): string {
  const place = `${path}:${range.start.line}:${range.start.column}`;
  return `| ${severity} | ${codeInMarkdown(place)} | ${inMarkdown(message)} | [${rule}](${rulePage(rule)}) |\n`;
}
