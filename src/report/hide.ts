/** Hits with their places, and the exceptions that hide them. */
import type { Manifest } from '../manifest/manifest.ts';
import type { Hit } from '../rule/lint.ts';
import type { Ruleset } from '../rule/ruleset.ts';
import { exceptionFaults } from '../suppress/exception-faults.ts';
import type { Exception } from '../suppress/exceptions.ts';
import { Judges, type Judged, type RulesetOf } from '../suppress/judges.ts';
import { Exceptions, type Examined } from '../suppress/suppress.ts';
import { baselinesOf, baselineUses, staleHits, unknownHits, type BaselineFacts, type BaselineUse } from './known.ts';
import { placeOf, type PlacedHit, type Suppressed } from './placed-hit.ts';

/** What decides which exceptions hold. */
export interface ExceptionFacts {
  /** As `2027-03-31`. */
  readonly today: string;
  /** Whether what is wrong with an exception is preexisting. */
  readonly isStanding?: (fault: Hit) => boolean;
}

/** The hits of one manifest that no exception hides; `source` is the text that they are in. */
export function liveHits(manifest: Manifest, hits: readonly Hit[], source = manifest.source): readonly Hit[] {
  const { exceptions: asked, baseline } = manifest.context;
  if ((asked === undefined && baseline === undefined) || hits.length === 0) return hits;
  const sources = new Map(source.madeFrom === undefined ? [[source.path, source]] : []);
  const exceptions = asked && new Exceptions({ sources, manifests: [manifest] }, asked.today);
  return unknownHits(
    manifest,
    hits.map(placed).filter(({ hit, place }) => exceptions?.hiding(hit, place) === undefined),
  );
}

/** What decides what is hidden; of what is found and in no report, `leftOut`, it is asked all the same. */
export interface HidingFacts {
  readonly ruleset: Ruleset;
  /** The enabled rules of a manifest; default: those of the report. */
  readonly rulesetOf?: RulesetOf;
  readonly leftOut?: readonly Hit[];
  readonly exceptions?: ExceptionFacts | undefined;
  readonly baselines?: BaselineFacts | undefined;
}

/** Hits with what hides them, what is wrong with exceptions and baselines, and what baselines have to do with it. */
export interface Hidden {
  readonly placed: readonly PlacedHit[];
  readonly uses: readonly BaselineUse[];
}

/** What exceptions and baselines hide. */
export function hiddenBy(input: Examined & Judged, hits: readonly Hit[], facts: HidingFacts): Hidden {
  const { ruleset, rulesetOf = () => ruleset } = facts;
  const baselines = baselinesOf(input.manifests, facts.baselines);
  const own = hits.map(placed);
  const exceptions = facts.exceptions && new Exceptions(input, facts.exceptions.today);
  const mayHide = exceptions !== undefined && !exceptions.isEmpty;
  if (!mayHide && baselines.size === 0) return { placed: own, uses: [] };
  const others = (facts.leftOut ?? []).map(placed);
  const judges = new Judges(input, rulesetOf);
  const [marked, left] = mayHide
    ? withExceptions(exceptions, own, others, judges, facts.exceptions?.isStanding)
    : [own, others];
  if (facts.baselines === undefined) return { placed: marked, uses: [] };
  const uses = baselineUses(baselines, marked, left, judges, facts.baselines);
  const known = new Set(uses.flatMap((use) => use.known));
  const hidden = marked.map((each) => (known.has(each) ? { ...each, hidden: { by: 'baseline' } as const } : each));
  return { placed: [...hidden, ...uses.flatMap((use) => staleHits(use, judges)).map(placed)], uses };
}

const placed = (hit: Hit): PlacedHit => ({ hit, place: placeOf(hit) });

/** Hits with the exceptions that hide them; behind those that are reported, what is wrong with exceptions. */
function withExceptions(
  exceptions: Exceptions,
  own: readonly PlacedHit[],
  others: readonly PlacedHit[],
  judges: Judges,
  isStanding: ExceptionFacts['isStanding'],
): readonly [own: readonly PlacedHit[], others: readonly PlacedHit[]] {
  const mark = (each: PlacedHit): PlacedHit => {
    const entry = exceptions.hiding(each.hit, each.place);
    return entry === undefined ? each : { ...each, hidden: suppressedBy(entry.exception) };
  };
  const [marked, left] = [own.map(mark), others.map(mark)];
  const faults = [...exceptionFaults(exceptions, judges)].filter((fault) => isStanding?.(fault) !== true);
  return [[...marked, ...faults.map(placed)], left];
}

function suppressedBy({ by, request: { reason, until } }: Exception): Suppressed {
  return { by, ...(reason === undefined ? {} : { reason }), ...(until === undefined ? {} : { until: until.text }) };
}
