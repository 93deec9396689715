/** A finding that goes to the baseline, as a change of that file. */
import { pathToFileURL } from 'node:url';
import { rangeIn, type Range } from '../document/source.ts';
import { foundOf } from '../report/known.ts';
import type { MadeReport } from '../report/make-report.ts';
import type { Finding } from '../report/report.ts';

/** A file as it is, and as it is to be. */
export interface FileChange {
  readonly uri: string;
  readonly before: string;
  readonly after: string;
}

/** The baseline with a finding in it; undefined where there is no baseline, and for what none may take in. */
export function baselineWith({ uses = [] }: MadeReport, finding: Finding): FileChange | undefined {
  if (finding.rule === 'baseline-stale') return undefined;
  for (const { baseline, unknown } of uses) {
    const placed = unknown.find(
      ({ hit, place }) => hit.rule === finding.rule && isSame(rangeIn(place.source, place.span), finding.range),
    );
    if (placed === undefined || baseline.source.text === '') continue;
    const uri = pathToFileURL(baseline.file).href;
    return { uri, before: baseline.source.text, after: baseline.withEntry(foundOf(placed)) };
  }
  return undefined;
}

const isSame = ({ start, end }: Range, other: Range): boolean =>
  start.line === other.start.line &&
  start.column === other.start.column &&
  end.line === other.end.line &&
  end.column === other.end.column;
