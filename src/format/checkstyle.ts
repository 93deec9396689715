import type { Finding, Report } from '../report/report.ts';
import type { Severity } from '../rule/rule.ts';
import { findingsByFile } from './by-file.ts';
import { pathFromRoot } from './source-lines.ts';
import { plain } from '../words/escape.ts';
import { DECLARATION, openTag } from './xml.ts';

const SEVERITY: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'info' };

/** Checkstyle's XML, which Jenkins reads best. */
export function checkstyle(report: Report): string {
  let output = `${DECLARATION}<checkstyle version="8.0">\n`;
  for (const { path, findings, skipped } of findingsByFile(report)) {
    if (skipped !== undefined) continue;
    const file = `  ${openTag('file', { name: pathFromRoot(report, path) })}`;
    output += findings.length === 0 ? `${file}/>\n` : `${file}>\n${findings.map(error).join('')}  </file>\n`;
  }
  return `${output}</checkstyle>\n`;
}

function error({ range, severity, message, rule }: Finding): string {
  const attributes = {
    line: range.start.line,
    column: range.start.column,
    severity: SEVERITY[severity],
    message: plain(message),
    source: `daemonlint.${rule}`,
  };
  return `    ${openTag('error', attributes)}/>\n`;
}
