import { jsonText } from '../words/escape.ts';
import { noticesOf, type Finding, type FindingFix, type Report } from '../report/report.ts';

/** The report as one object, in the shape of schemas/report.schema.json. */
export function json(report: Report): string {
  const { kubernetes, files, manifests, findings, summary } = report;
  const notices = noticesOf(report);
  const value = {
    version: 1,
    tool: { name: 'daemonlint', version: report.version },
    kubernetes,
    files: files.map(({ path, status, reason, skipped }) => ({
      path,
      status,
      reason,
      skipped: skipped?.map((entry) => ({ document: entry.document, reason: entry.reason })),
    })),
    manifests: manifests.map(({ path, document, line, apiVersion, namespace, name, accepted }) => ({
      path,
      document,
      line,
      apiVersion,
      namespace,
      name,
      accepted,
    })),
    findings: findings.map(findingJson),
    summary: {
      files: summary.files,
      manifests: summary.manifests,
      errors: summary.errors,
      warnings: summary.warnings,
      notes: summary.notes,
      suppressed: summary.suppressed,
      baseline: summary.baseline,
    },
    notices: notices.length === 0 ? undefined : notices,
  };
  return `${jsonText(value, 2)}\n`;
}

// Written key by key: scripts rely on the order of keys, and missing ones are omitted.
function findingJson(finding: Finding) {
  const { path, range, rule, severity, message, manifest, field, server, fix, related, suppressed } = finding;
  return {
    path,
    range: rangeJson(range),
    rule,
    severity,
    message,
    manifest,
    field,
    // The API spells its causes FieldValueInvalid, FieldValueRequired, …
    reason: server?.reason.replace(/^FieldValue/, ''),
    server: server?.message,
    fix: fix && fixJson(fix),
    related: related?.map((place) => ({ path: place.path, range: rangeJson(place.range), message: place.message })),
    suppressed: suppressed && { by: suppressed.by, reason: suppressed.reason, until: suppressed.until },
  };
}

function fixJson({ title, safety, edits }: FindingFix) {
  return { title, safety, edits: edits.map(({ range, newText }) => ({ range: rangeJson(range), newText })) };
}

function rangeJson({ start, end }: Finding['range']) {
  return {
    start: { line: start.line, column: start.column },
    end: { line: end.line, column: end.column },
  };
}
