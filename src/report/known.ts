/** What baselines hide of what was found, and which of their entries are stale. */
import type { Baseline, Examination, Found, Matched } from '../manifest/known-findings.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Hit } from '../rule/lint.ts';
import type { Judges } from '../suppress/judges.ts';
import { isDenied, isOpinion } from '../suppress/suppress.ts';
import type { PlacedHit } from './placed-hit.ts';

/** Which baseline holds for what belongs to no object, if there is one, and how far baselines were looked at. */
export interface BaselineFacts {
  readonly own: Baseline | undefined;
  /** Whether everything was looked at that a baseline is about. */
  readonly isComplete: (baseline: Baseline) => boolean;
}

/** What a baseline has to do with a run. */
export interface BaselineUse {
  readonly baseline: Baseline;
  readonly matched: Matched;
  readonly known: readonly PlacedHit[];
  /** What it could take in. */
  readonly unknown: readonly PlacedHit[];
}

/** The baselines of some manifests, and of what belongs to none. */
export function baselinesOf(manifests: readonly Manifest[], facts: BaselineFacts | undefined): ReadonlySet<Baseline> {
  const all = [facts?.own, ...manifests.map(({ context }) => context.baseline)];
  return new Set(all.filter((baseline) => baseline !== undefined));
}

/** What each baseline says; `leftOut` was found, and is in no report. */
export function baselineUses(
  baselines: ReadonlySet<Baseline>,
  placed: readonly PlacedHit[],
  leftOut: readonly PlacedHit[],
  judges: Judges,
  facts: BaselineFacts,
): readonly BaselineUse[] {
  const groups = new Map([...baselines].map((baseline): [Baseline, PlacedHit[]] => [baseline, []]));
  for (const each of [...placed, ...leftOut]) {
    const baseline = each.hit.manifest?.context.baseline ?? facts.own;
    if (baseline !== undefined && isForBaseline(each)) groups.get(baseline)?.push(each);
  }
  return [...groups].map(([baseline, own]) => {
    const matched = baseline.match(own.map(foundOf), examinationOf(judges, facts.isComplete(baseline)));
    return {
      baseline,
      matched,
      known: own.filter((_, i) => matched.known[i]),
      unknown: own.filter((_, i) => !matched.known[i]),
    };
  });
}

/** No answer of a server is ever in a baseline. */
function isForBaseline({ hit, hidden }: PlacedHit): boolean {
  return hidden === undefined && isOpinion(hit) && !isDenied(hit);
}

/** What a hit is about, whatever its line. */
export function foundOf({ hit, place }: PlacedHit): Found {
  const { manifest, rule, problem } = hit;
  return {
    path: place.source.path,
    object: manifest && { name: nameOf(manifest), root: manifest.root },
    rule,
    at: problem.at,
    text: place.source.text.slice(place.span.start, place.span.end),
  };
}

const nameOf = ({ namespace, name }: Manifest): string => `${namespace}/${name}`;

function examinationOf(judges: Judges, isComplete: boolean): Examination {
  const hosts = (path: string): readonly Manifest[] => [...(judges.wholeFile(path) ?? []), ...judges.madeFrom(path)];
  return {
    isComplete,
    files: judges.wholeFiles,
    objectsOf: (path) => new Set(hosts(path).map(nameOf)),
    isUsed: (path) => judges.madeFrom(path).length > 0,
    runs: (rule, path) => judges.runs(rule, hosts(path), isComplete),
  };
}

/** Whether no baseline knows one of the hits of a manifest. */
export function unknownHits(manifest: Manifest, placed: readonly PlacedHit[]): readonly Hit[] {
  const { baseline } = manifest.context;
  const asked = placed.filter(isForBaseline);
  if (baseline === undefined || asked.length === 0) return placed.map(({ hit }) => hit);
  const { known } = baseline.match(asked.map(foundOf), NOTHING_SEEN);
  const hidden = new Set(asked.filter((_, i) => known[i]));
  return placed.filter((each) => !hidden.has(each)).map(({ hit }) => hit);
}

const NOTHING_SEEN: Examination = {
  isComplete: false,
  files: new Set(),
  objectsOf: () => new Set(),
  isUsed: () => false,
  runs: () => false,
};

/** What is said of the stale entries of a baseline. */
export function staleHits({ baseline, matched }: BaselineUse, judges: Judges): Hit[] {
  const active = judges.rulesetOf(undefined, baseline.source.path).find(({ rule }) => rule.id === 'baseline-stale');
  if (active === undefined) return [];
  return matched.stale.map(({ span, rule, object, path }) => {
    const where = object === '' ? path : `${object} in ${path}`;
    const message = `${rule} finds nothing here any more (${where}): the entry would hide the same fault when it comes back; take it out with daemonlint baseline --prune`;
    const problem = { at: [], message };
    return {
      source: baseline.source,
      manifest: undefined,
      span,
      rule: active.rule.id,
      severity: active.severity,
      field: '',
      problem,
    };
  });
}
