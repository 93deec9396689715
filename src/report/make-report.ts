import { addedKeys, editsOf, type EditedObject } from '../edit/changes-to-edits.ts';
import { distinct } from './deduplicate.ts';
import { harmlessFixes, isAccepted, type FixUse } from './harmless-fixes.ts';
import type { Hit } from '../rule/lint.ts';
import { certainName } from '../manifest/certain-name.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type {
  Edit,
  Finding,
  FindingFix,
  LeftOut,
  Range,
  RelatedPlace,
  Report,
  ReportFile,
  Suppressed,
  ReportManifest,
  Summary,
} from './report.ts';
import { writtenEdits } from './written-edits.ts';
import type { Fix, Related, Severity } from '../rule/rule.ts';
import { hiddenBy, type ExceptionFacts, type PlacedHit } from './hide.ts';
import type { Ruleset } from '../rule/ruleset.ts';
import { positionIn, writtenPlace, type SourceFile, type WrittenPlace } from '../document/source.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import type { UnreadableDocument } from '../document/unreadable.ts';
import type { Exception } from '../suppress/exceptions.ts';
import { VERSION } from '../version.ts';
import { catchUnexpected } from '../words/unexpected-error.ts';

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
export interface ReportFacts {
  readonly kubernetes: string;
  readonly notes: boolean;
  readonly ruleset: Ruleset;
  readonly failOn: Severity | 'never';
  readonly fromRoot: string | undefined;
  /** How many preexisting findings are left out. */
  readonly standing?: number;
  /** `offered` unless it says otherwise. */
  readonly fixes?: FixUse;
  /** Without it, exceptions hide nothing. */
  readonly exceptions?: ExceptionFacts | undefined;
}

/** All findings, sorted, with lines and columns. */
export function makeReport(input: Inspected, hits: readonly Hit[], facts: ReportFacts): Report {
  const numbers = new Map(input.manifests.map((manifest, index) => [manifest, index]));
  const sources = new Map(input.sources);
  const { placed, faults } = hiddenBy(input, hits, facts);
  const fixes = fixesOf(
    [...placed, ...faults].filter(({ hidden }) => hidden === undefined),
    facts.fixes,
  );
  const made = [...placed, ...faults].flatMap((each) => {
    const overlay = each.hit.source.madeFrom?.path;
    return findingOf(each, fixes.get(each.hit), numbers, sources).map((finding) => ({ finding, overlay }));
  });
  const all = [...distinct(made)].sort(inOrder);
  const live = all.filter(({ suppressed }) => suppressed === undefined);
  const count = (severity: string): number => live.filter((finding) => finding.severity === severity).length;
  const summary: Summary = {
    files: input.files.filter((file) => file.status === 'checked').length,
    manifests: input.manifests.length,
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    suppressed: all.length - live.length,
    baseline: 0,
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
  };
}

function rangeOf(source: SourceFile, span: Span): Range {
  return { start: positionIn(source, span.start), end: positionIn(source, span.end) };
}

/** The finding of a hit; none when it rests on a value that nobody can know. Notes the texts that it speaks of. */
function findingOf(
  { hit, place, hidden }: PlacedHit,
  fix: FindingFix | undefined,
  numbers: ReadonlyMap<Manifest, number>,
  sources: Map<string, SourceFile>,
): Finding[] {
  const { problem, manifest } = hit;
  if (place.unknown === true || place.isIgnored === true || !isAskedFor(hit.source, place)) return [];
  const related = [
    ...(problem.related ?? []).map((one) => relatedOf(one, manifest)),
    ...place.related.map(({ source, span, message }) => ({ place: { source, span }, message })),
  ];
  for (const { source } of [place, ...related.map((one) => one.place)]) {
    if (source.madeFrom === undefined) sources.set(source.path, source);
  }
  return [
    {
      path: place.source.path,
      span: place.span,
      range: rangeOf(place.source, place.span),
      rule: hit.rule,
      severity: hit.severity,
      message:
        problem.message.replace(/(?:(?<!\s)\s+)?\n\s*/g, ' ') + (place.note === undefined ? '' : ` (${place.note})`),
      manifest: manifest === undefined ? null : (numbers.get(manifest) ?? null),
      field: hit.field,
      ...(problem.server === undefined ? {} : { server: problem.server }),
      ...(fix === undefined ? {} : { fix }),
      ...(related.length === 0 ? {} : { related: related.map(shownRelated) }),
      ...(hidden === undefined ? {} : { suppressed: suppressedBy(hidden) }),
    },
  ];
}

function suppressedBy({ by, request: { reason, until } }: Exception): Suppressed {
  return { by, ...(reason === undefined ? {} : { reason }), ...(until === undefined ? {} : { until: until.text }) };
}

/** Whether a finding concerns the files that are asked about. */
function isAskedFor({ madeFrom }: SourceFile, { source, related }: WrittenPlace): boolean {
  const only = madeFrom?.only;
  return only === undefined || [source, ...related.map((one) => one.source)].some(({ path }) => only.has(path));
}

function shownRelated({ place: { source, span }, message }: PlacedRelated): RelatedPlace {
  return { path: source.path, range: rangeOf(source, span), message };
}

/** The fixes of hits that can be made in the text and do no harm, as far as somebody reads them. */
function fixesOf(placed: readonly PlacedHit[], use: FixUse = 'offered'): ReadonlyMap<Hit, FindingFix> {
  if (use === 'unread') return new Map();
  const wanted = placed.flatMap(({ hit, place }) => {
    const { manifest, problem } = hit;
    if (manifest === undefined || problem.fix === undefined) return [];
    const { fix } = problem;
    return catchUnexpected(() => wantedOf(hit, place, manifest, fix), none);
  });
  const plain = placed.flatMap(({ hit }) =>
    hit.fix === undefined ? [] : [[hit, plainFix(hit.source, hit.fix)] as const],
  );
  const harmless = harmlessFixes(wanted, use);
  const offered = wanted.filter((each) => harmless.has(each));
  return new Map([
    ...plain,
    ...offered.map(({ hit, manifest, placed, fix }) => [hit, fixOf(manifest, fix, placed)] as const),
  ]);
}

function plainFix(source: SourceFile, { title, edits }: NonNullable<Hit['fix']>): FindingFix {
  return { title, safety: 'safe', edits: edits.map((edit) => ({ ...edit, range: rangeOf(source, edit.span) })) };
}

/** A fix that cannot be computed is not offered. */
const none = (): never[] => [];

function wantedOf(hit: Hit, place: WrittenPlace, manifest: Manifest, fix: Fix) {
  const { changes } = fix;
  const edits = editsOf(targetOf(manifest), changes);
  if (edits === undefined || edits.length === 0) return [];
  // What is put in later is not to be written over.
  const text = manifest.source.text;
  if (edits.some(({ span }) => text.slice(span.start, span.end).includes('${'))) return [];
  const written = writtenEdits(manifest, edits, changes);
  // A finding offers edits of its own file alone.
  if (written?.path !== place.source.path) return [];
  return [{ hit, manifest, edits, changes, placed: written.edits, fix }];
}

function targetOf({ source, root, duplicates }: Manifest): EditedObject {
  return { text: source.text, root, duplicates };
}

function fixOf(manifest: Manifest, { title, safety, changes }: Fix, edits: readonly Edit[]): FindingFix {
  const adds = addedKeys(targetOf(manifest), changes).map((path) =>
    JSON.stringify([manifest.document, ...manifest.prefix, ...path]),
  );
  return { title, safety, edits, adds };
}

/** Another place of a finding, where it is written. */
interface PlacedRelated {
  readonly place: Pick<WrittenPlace, 'source' | 'span'>;
  readonly message: string;
}

function relatedOf(related: Related, own: Manifest | undefined): PlacedRelated {
  const { place, at = [], message } = related;
  if (place !== undefined) return { place: writtenPlace(place.source, place.span), message };
  const manifest = related.manifest ?? own;
  if (manifest === undefined) throw new Error('a related place belongs to a manifest or names a place');
  return { place: writtenPlace(manifest.source, manifest.span(at)), message };
}

function manifestOf(manifest: Manifest): ReportManifest {
  const { source, document, apiVersion } = manifest;
  const place = writtenPlace(source, { start: manifest.root.span.start, end: manifest.root.span.start + 1 });
  return {
    path: place.source.path,
    document,
    line: rangeOf(place.source, place.span).start.line,
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
