import type { Report } from '../report/report.ts';
import type { Category, Severity } from '../rule/rule.ts';
import { fingerprints } from './fingerprint.ts';
import { liveFindings, pathFromRoot } from './source-lines.ts';
import { jsonText, plain } from '../words/escape.ts';

const SEVERITY: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', note: 'info' };

// Code Climate's own list of categories; Jenkins reads no issue without one.
const CATEGORY: Readonly<Record<Category, string>> = {
  refused: 'Compatibility',
  strategy: 'Bug Risk',
  stuck: 'Bug Risk',
  rollback: 'Bug Risk',
  change: 'Bug Risk',
  policy: 'Compatibility',
  exception: 'Clarity',
};

/** GitLab's Code Quality report: Code Climate issues, with fingerprints that survive line changes. */
export function gitlab(report: Report): string {
  const categories = new Map(report.rules.map(({ rule }) => [rule.id, CATEGORY[rule.category]]));
  const findings = liveFindings(report);
  const names = fingerprints(report, findings);
  const issues = findings.map((finding, index) => ({
    type: 'issue',
    check_name: finding.rule,
    description: plain(finding.message),
    categories: [categories.get(finding.rule) ?? CATEGORY.strategy],
    severity: SEVERITY[finding.severity],
    fingerprint: names[index],
    location: {
      path: pathFromRoot(report, finding.path),
      lines: { begin: finding.range.start.line, end: finding.range.end.line },
    },
  }));
  return `${jsonText(issues, 2)}\n`;
}
