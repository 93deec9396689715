/** Hits with their places, and the exceptions that hide them. */
import { writtenPlace, type WrittenPlace } from '../document/source.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Hit } from '../rule/lint.ts';
import type { Ruleset } from '../rule/ruleset.ts';
import { exceptionFaults } from '../suppress/exception-faults.ts';
import type { Exception } from '../suppress/exceptions.ts';
import { Judges, type Judged, type RulesetOf } from '../suppress/judges.ts';
import { Exceptions, type Examined } from '../suppress/suppress.ts';

/** What decides which exceptions hold. */
export interface ExceptionFacts {
  /** As `2027-03-31`. */
  readonly today: string;
  /** The enabled rules of a manifest; default: those of the report. */
  readonly rulesetOf?: RulesetOf;
  /** What was found and is in no report, as it is preexisting: exceptions hide it all the same. */
  readonly leftOut?: readonly Hit[];
  /** Whether what is wrong with an exception is preexisting. */
  readonly isStanding?: (fault: Hit) => boolean;
}

/** A hit where it is written. */
export interface PlacedHit {
  readonly hit: Hit;
  readonly place: WrittenPlace;
  readonly hidden?: Exception;
}

/** Where a hit is written. */
export function placeOf(hit: Hit): WrittenPlace {
  return hit.place ?? writtenPlace(hit.source, hit.span);
}

/** The hits of one manifest that no exception hides; `source` is the text that they are in. */
export function liveHits(manifest: Manifest, hits: readonly Hit[], source = manifest.source): readonly Hit[] {
  const { context } = manifest;
  if (context.exceptions === undefined || hits.length === 0) return hits;
  const sources = new Map(source.madeFrom === undefined ? [[source.path, source]] : []);
  const exceptions = new Exceptions({ sources, manifests: [manifest] }, context.exceptions.today);
  return hits.filter((hit) => exceptions.hiding(hit, placeOf(hit)) === undefined);
}

/** The hits with what hides them, and what is wrong with exceptions. */
export function hiddenBy(
  input: Examined & Judged,
  hits: readonly Hit[],
  { exceptions: facts, ruleset }: { readonly exceptions?: ExceptionFacts | undefined; readonly ruleset: Ruleset },
): { readonly placed: readonly PlacedHit[]; readonly faults: readonly PlacedHit[] } {
  const placed = hits.map((hit) => ({ hit, place: placeOf(hit) }));
  if (facts === undefined) return { placed, faults: [] };
  const exceptions = new Exceptions(input, facts.today);
  if (exceptions.isEmpty) return { placed, faults: [] };
  const hidden = placed.map((each): PlacedHit => {
    const entry = exceptions.hiding(each.hit, each.place);
    return entry === undefined ? each : { ...each, hidden: entry.exception };
  });
  for (const hit of facts.leftOut ?? []) exceptions.hiding(hit, placeOf(hit));
  const judges = new Judges(input, facts.rulesetOf ?? (() => ruleset));
  const faults = [...exceptionFaults(exceptions, judges)].filter((fault) => facts.isStanding?.(fault) !== true);
  return { placed: hidden, faults: faults.map((hit) => ({ hit, place: placeOf(hit) })) };
}
