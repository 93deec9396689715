/** A hit as a finding: with lines and columns, and the texts that it speaks of. */
import { rangeIn, writtenPlace, type SourceFile, type WrittenPlace } from '../document/source.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Related } from '../rule/rule.ts';
import type { PlacedHit } from './placed-hit.ts';
import type { Finding, FindingFix, RelatedPlace } from './report.ts';

/** The finding of a hit; none when it rests on a value that nobody can know. Notes the texts that it speaks of. */
export function findingOf(
  { hit, place, hidden }: PlacedHit,
  fix: FindingFix | undefined,
  numbers: ReadonlyMap<Manifest, number>,
  sources: Map<string, SourceFile>,
): Finding[] {
  const { problem, manifest } = hit;
  if (!isShown({ hit, place })) return [];
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
      range: rangeIn(place.source, place.span),
      rule: hit.rule,
      severity: hit.severity,
      message:
        problem.message.replace(/(?:(?<!\s)\s+)?\n\s*/g, ' ') + (place.note === undefined ? '' : ` (${place.note})`),
      manifest: manifest === undefined ? null : (numbers.get(manifest) ?? null),
      field: hit.field,
      ...(problem.server === undefined ? {} : { server: problem.server }),
      ...(fix === undefined ? {} : { fix }),
      ...(related.length === 0 ? {} : { related: related.map(shownRelated) }),
      ...(hidden === undefined ? {} : { suppressed: hidden }),
    },
  ];
}

/** Whether a hit becomes a finding. */
export function isShown({ hit, place }: PlacedHit): boolean {
  return place.unknown !== true && place.isIgnored !== true && isAskedFor(hit.source, place);
}

/** Whether a finding concerns the files that are asked about. */
function isAskedFor({ madeFrom }: SourceFile, { source, related }: WrittenPlace): boolean {
  const only = madeFrom?.only;
  return only === undefined || [source, ...related.map((one) => one.source)].some(({ path }) => only.has(path));
}

function shownRelated({ place: { source, span }, message }: PlacedRelated): RelatedPlace {
  return { path: source.path, range: rangeIn(source, span), message };
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
