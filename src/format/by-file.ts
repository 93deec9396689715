import type { Finding, Report } from '../report/report.ts';
import type { SkipReason } from '../document/skip-reason.ts';
import { liveFindings } from './source-lines.ts';

export interface FileFindings {
  readonly path: string;
  readonly findings: readonly Finding[];
  /** Why nothing in it was checked. */
  readonly skipped?: SkipReason;
}

/** The findings of each file, clean and skipped files included, sorted by path. */
export function findingsByFile(report: Report): FileFindings[] {
  const files = new Map<string, { findings: Finding[]; skipped?: SkipReason }>();
  for (const { path, status, reason } of report.files) {
    files.set(path, { findings: [], ...(status === 'skipped' ? { skipped: reason ?? 'mention' } : {}) });
  }
  for (const finding of liveFindings(report)) {
    const file = files.get(finding.path);
    if (file === undefined) files.set(finding.path, { findings: [finding] });
    else file.findings.push(finding);
  }
  return [...files].map(([path, file]) => ({ path, ...file })).sort((a, b) => (a.path < b.path ? -1 : 1));
}
