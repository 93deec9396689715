import { createHash } from 'node:crypto';
import type { Finding, Report } from '../report/report.ts';
import { pathFromRoot } from './source-lines.ts';

/**
 * An id for each of `findings` that survives edits elsewhere in the file: from path, rule, object and field, never from
 * lines. Equal ones are numbered by their order.
 */
export function fingerprints(report: Report, findings: readonly Finding[]): string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const object = finding.manifest === null ? undefined : report.manifests[finding.manifest];
    const owner = object === undefined ? '' : `${object.namespace}/${object.name}`;
    const key = [pathFromRoot(report, finding.path), finding.rule, owner, finding.field].join('\n');
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return createHash('sha256').update(`${key}\n${ordinal}`).digest('hex');
  });
}
