import { createHash } from 'node:crypto';
import type { Finding, Report } from '../report/report.ts';
import { pathFromRoot } from './place.ts';

/**
 * A name for each of `findings` that outlives edits elsewhere in the file: of path, rule, object and field, never of
 * lines. Equal ones are told apart by their order.
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
