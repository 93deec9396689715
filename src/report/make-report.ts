import { rangeIn, writtenPlace, type SourceFile } from '../document/source.ts';
import type { UnreadableDocument } from '../document/unreadable.ts';
import { certainName } from '../manifest/certain-name.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Hit } from '../rule/lint.ts';
import type { Severity } from '../rule/rule.ts';
import { VERSION } from '../version.ts';
import { catchUnexpected } from '../words/unexpected-error.ts';
import { distinct } from './deduplicate.ts';
import { findingOf } from './finding-of.ts';
import { isAccepted, type FixUse } from './harmless-fixes.ts';
import { hiddenBy, type HidingFacts } from './hide.ts';
import type { BaselineUse } from './known.ts';
import { fixesOf } from './offered-fixes.ts';
import type { Finding, LeftOut, Report, ReportFile, ReportManifest, Summary } from './report.ts';

/** What was looked at. */
export interface Inspected {
  readonly files: readonly ReportFile[];
  readonly manifests: readonly Manifest[];
  /** Texts by the path shown, of the files with something to report. */
  readonly sources: ReadonlyMap<string, SourceFile>;
  readonly faults: Report['faults'];
  /** Named files that the configuration ignores, as they are shown. */
  readonly ignored?: readonly string[];
  readonly leftOut?: LeftOut;
  /** Documents of which nothing else is known. */
  readonly unreadable?: readonly UnreadableDocument[];
}

/** The parts of a report other than the findings. */
export interface ReportFacts extends HidingFacts {
  readonly kubernetes: string;
  readonly notes: boolean;
  readonly failOn: Severity | 'never';
  readonly fromRoot: string | undefined;
  /** How many preexisting findings are left out. */
  readonly standing?: number;
  /** `offered` unless it says otherwise. */
  readonly fixes?: FixUse;
}

/** A report, and what baselines have to do with it. */
export interface MadeReport extends Report {
  readonly uses?: readonly BaselineUse[];
}

const staleIn = (uses: readonly BaselineUse[]): number =>
  uses.reduce((sum, { matched }) => sum + matched.stale.length, 0);

/** All findings, sorted, with lines and columns. */
export function makeReport(input: Inspected, hits: readonly Hit[], facts: ReportFacts): MadeReport {
  const numbers = new Map(input.manifests.map((manifest, index) => [manifest, index]));
  const sources = new Map(input.sources);
  const { placed, uses } = hiddenBy(input, hits, facts);
  const fixes = fixesOf(
    placed.filter(({ hidden }) => hidden === undefined),
    facts.fixes,
  );
  const made = placed.flatMap((each) => {
    const overlay = each.hit.source.madeFrom?.path;
    return findingOf(each, fixes.get(each.hit), numbers, sources).map((finding) => ({ finding, overlay }));
  });
  const all = [...distinct(made)].sort(inOrder);
  const live = all.filter(({ suppressed }) => suppressed === undefined);
  const known = all.filter(({ suppressed }) => suppressed?.by === 'baseline');
  const count = (severity: string): number => live.filter((finding) => finding.severity === severity).length;
  const summary: Summary = {
    files: input.files.filter((file) => file.status === 'checked').length,
    manifests: input.manifests.length,
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    suppressed: all.length - live.length - known.length,
    baseline: known.length,
  };
  return {
    version: VERSION,
    kubernetes: facts.kubernetes,
    files: input.files,
    manifests: input.manifests.map((manifest) => manifestOf(manifest)),
    findings: facts.notes ? all : all.filter((finding) => finding.severity !== 'note'),
    summary,
    rules: facts.ruleset.map(({ rule, severity }) => ({ rule, severity })),
    sources,
    faults: input.faults,
    ignored: input.ignored ?? [],
    leftOut: input.leftOut ?? { configured: 0, git: 0 },
    failOn: facts.failOn,
    fromRoot: facts.fromRoot,
    ...(facts.standing === undefined ? {} : { standing: facts.standing }),
    ...(uses.length === 0 ? {} : { uses, staleEntries: staleIn(uses) }),
  };
}

function manifestOf(manifest: Manifest): ReportManifest {
  const { source, document, apiVersion } = manifest;
  const place = writtenPlace(source, { start: manifest.root.span.start, end: manifest.root.span.start + 1 });
  return {
    path: place.source.path,
    document,
    line: rangeIn(place.source, place.span).start.line,
    apiVersion,
    ...certainName(manifest),
    accepted: catchUnexpected(
      () => acceptanceOf(manifest),
      () => false,
    ),
  };
}

function acceptanceOf(manifest: Manifest): boolean | null {
  const [accepted = false, ...others] = new Set([manifest, ...manifest.fillings].map(isAccepted));
  return others.length === 0 && !manifest.isUndecided ? accepted : null;
}

function inOrder(a: Finding, b: Finding): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  const { start } = a.range;
  const other = b.range.start;
  if (start.line !== other.line) return start.line - other.line;
  if (start.column !== other.column) return start.column - other.column;
  if (a.rule !== b.rule) return a.rule < b.rule ? -1 : 1;
  return a.message < b.message ? -1 : a.message > b.message ? 1 : 0;
}
