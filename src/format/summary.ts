import { counted } from '../words/counts.ts';
import type { Report } from '../report/report.ts';
import { liveFindings } from './source-lines.ts';

/**
 * The counts of a run as one sentence without its end, for standard error: the findings, the input, and what was
 * skipped.
 */
export function summaryLine(report: Report): string {
  return [found(report), looked(report), skipped(report), ...leftOut(report), ...fixable(report)]
    .filter(Boolean)
    .join('; ');
}

function found({ summary }: Report): string {
  const counts = [
    [summary.errors, 'error'],
    [summary.warnings, 'warning'],
    [summary.notes, 'note'],
  ] as const;
  const parts = counts.filter(([count]) => count > 0).map(([count, noun]) => counted(count, noun));
  if (parts.length > 0) return parts.join(', ');
  return summary.manifests === 0 ? '' : 'nothing found';
}

function looked({ summary }: Report): string {
  if (summary.manifests === 0) return 'no DaemonSet was checked';
  return `${counted(summary.manifests, 'DaemonSet')} in ${counted(summary.files, 'file')}`;
}

/** How many files were skipped, by reason; empty if none was. */
export function skipped({ files }: Pick<Report, 'files'>): string {
  const reasons = new Map<string, number>();
  for (const { status, reason } of files) {
    if (status === 'skipped') reasons.set(reason ?? 'mention', (reasons.get(reason ?? 'mention') ?? 0) + 1);
  }
  if (reasons.size === 0) return '';
  const total = [...reasons.values()].reduce((sum, count) => sum + count, 0);
  const each = [...reasons].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, count]) => `${count} ${reason}`);
  return `${counted(total, 'file')} skipped (${each.join(', ')})`;
}

function* leftOut({ summary, findings, standing = 0, staleEntries = 0 }: Report): Generator<string> {
  const shown = findings.filter((finding) => finding.severity === 'note' && finding.suppressed === undefined).length;
  const hidden = summary.notes - shown;
  if (hidden > 0) yield `${counted(hidden, 'note')} hidden (--notes shows them)`;
  if (standing > 0) yield `${standing} preexisting (--all shows them)`;
  if (summary.suppressed > 0) yield `${summary.suppressed} suppressed`;
  if (summary.baseline > 0) yield `${summary.baseline} in the baseline`;
  if (staleEntries > 0) yield `${staleEntries} stale in the baseline (daemonlint baseline --prune)`;
}

function* fixable(report: Report): Generator<string> {
  const fixes = liveFindings(report).flatMap(({ fix }) => (fix === undefined ? [] : [fix.safety]));
  const safe = fixes.filter((safety) => safety === 'safe').length;
  if (safe > 0) yield `${safe} fixable with --fix`;
  if (fixes.length > safe) yield `${fixes.length - safe}${safe > 0 ? ' more' : ' fixable'} with --fix=unsafe`;
}
