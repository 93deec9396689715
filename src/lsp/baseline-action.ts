/** A finding that goes to the baseline, as a change of that file. */
import { pathToFileURL } from 'node:url';
import { rangeIn, type Range } from '../document/source.ts';
import { foundOf } from '../report/known.ts';
import type { MadeReport } from '../report/make-report.ts';
import type { PlacedHit } from '../report/placed-hit.ts';
import type { Finding } from '../report/report.ts';

/** A file as it is, and as it is to be. */
export interface FileChange {
  readonly uri: string;
  readonly before: string;
  readonly after: string;
}

/** The baseline with a finding in it; undefined where there is no baseline, and for what none may take in. */
export function baselineWith({ uses = [] }: MadeReport, finding: Finding): FileChange | undefined {
  // One of an overlay or a chart may be shown elsewhere than where it is found, which it names.
  for (const place of [finding, ...(finding.related ?? [])]) {
    for (const { baseline } of uses) {
      const found = uses.flatMap((use) => (use.baseline === baseline ? use.unknown.filter(isAt(place, finding)) : []));
      if (found.length === 0 || baseline.source.text === '') continue;
      const uri = pathToFileURL(baseline.file).href;
      return { uri, before: baseline.source.text, after: baseline.withEntries(found.map(foundOf)) };
    }
  }
  return undefined;
}

function isAt(
  { path, range }: Pick<Finding, 'path' | 'range'>,
  { rule, field }: Finding,
): (each: PlacedHit) => boolean {
  return ({ hit, place }) =>
    hit.rule === rule &&
    hit.field === field &&
    place.source.path === path &&
    isSame(rangeIn(place.source, place.span), range);
}

const isSame = ({ start, end }: Range, other: Range): boolean =>
  start.line === other.start.line &&
  start.column === other.start.column &&
  end.line === other.end.line &&
  end.column === other.end.column;
