import type { Finding, Report } from '../report/report.ts';
import { findingsByFile, type FileFindings } from './by-file.ts';
import { pathFromRoot } from './source-lines.ts';
import { inXml, plain } from '../words/escape.ts';
import { textLine } from './text-line.ts';
import { DECLARATION, openTag } from './xml.ts';

/**
 * JUnit XML by the strict schema of Jenkins: one suite per file, one test case per finding, and a passing one for a
 * clean file. Notes pass, with their text as output.
 */
export function junit(report: Report): string {
  const suites = findingsByFile(report);
  const totals = {
    name: 'daemonlint',
    tests: suites.reduce((sum, suite) => sum + Math.max(1, suite.findings.length), 0),
    failures: suites.reduce((sum, suite) => sum + failures(suite), 0),
    errors: 0,
  };
  const body = suites.map((suite) => testSuite(suite, pathFromRoot(report, suite.path))).join('');
  return `${DECLARATION}${openTag('testsuites', totals)}>\n${body}</testsuites>\n`;
}

function failures({ findings }: FileFindings): number {
  return findings.filter(({ severity }) => severity !== 'note').length;
}

function testSuite(suite: FileFindings, path: string): string {
  const { findings, skipped } = suite;
  const attributes = {
    name: path,
    tests: Math.max(1, findings.length),
    failures: failures(suite),
    errors: 0,
    skipped: skipped === undefined ? 0 : 1,
    file: path,
  };
  const names = caseNames(findings);
  const cases = findings.map((finding, index) => testCase(finding, path, names[index] ?? finding.rule));
  if (skipped !== undefined) cases.push(skippedCase(path, skipped));
  else if (findings.length === 0) cases.push(`    ${openTag('testcase', { name: 'daemonlint', classname: path })}/>\n`);
  return `  ${openTag('testsuite', attributes)}>\n${cases.join('')}  </testsuite>\n`;
}

// GitLab keeps only one of the tests with equal names, and compares names between branches: no line numbers, no
// duplicates.
function caseNames(findings: readonly Finding[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, field }) => {
    const name = field === '' ? rule : `${rule} ${field}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

function testCase(finding: Finding, path: string, name: string): string {
  const { severity, message, range } = finding;
  const line = inXml(textLine({ ...finding, path, ...range.start }));
  const start = `    ${openTag('testcase', { name: plain(name), classname: path })}>\n`;
  const content =
    severity === 'note'
      ? `<system-out>${line}</system-out>`
      : `${openTag('failure', { message: plain(message), type: severity })}>${line}</failure>`;
  return `${start}      ${content}\n    </testcase>\n`;
}

function skippedCase(path: string, reason: string): string {
  const start = `    ${openTag('testcase', { name: 'daemonlint', classname: path })}>\n`;
  return `${start}      ${openTag('skipped', { message: reason })}/>\n    </testcase>\n`;
}
