import { readInput, type Input } from '../input/read-input.ts';
import type { Io } from '../io/io.ts';
import { lint, lintUnreadable, type Hit } from '../rule/lint.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { replacedIn, type Replaced } from './changed-kind.ts';
import { nextOf, readChange, type ChangeInput, type ChangeOptions } from './read-change.ts';
import { noticesOf } from './apply-notices.ts';
import { AFTER_REMOVAL, nameOf } from './object-change.ts';
import { unreadAt } from './still-held.ts';
import type { Ruleset } from '../rule/ruleset.ts';
import { statesOf, type Base } from './states.ts';
import { doubtsBetween, type Doubts } from './not-comparable.ts';
import { groupBy } from '../words/group-by.ts';
import type { RulesetOf } from '../suppress/judges.ts';
import { liveBefore, standingFaults } from './exceptions-before.ts';

/** The parts of a change that `check` needs. */
export interface CheckedChange {
  readonly next: Input;
  /** DaemonSets that became other workloads. */
  readonly replaced: readonly Replaced[];
  /** Leaves out preexisting findings. */
  readonly newHits: (hits: readonly Hit[], rulesetOf: RulesetOf) => readonly Hit[];
  /** Whether a fault of an exception stood already. */
  readonly standingFaults: (rulesetOf: RulesetOf) => (fault: Hit) => boolean;
  /** What changed and fails, so that nobody knows what the change does. */
  readonly failed: Doubts['failed'];
  /** The files that changed and of which nobody knows what the change does. */
  readonly unknown: Doubts['unknown'];
  /** What has to be known of how the change is judged. */
  readonly notices: readonly string[];
}

/** The two states: the earlier one, the paths of the new one, and whether all its findings count as new. */
export interface Comparison {
  readonly base: Base;
  readonly paths: readonly string[];
  readonly all: boolean;
}

/** Reads the new state and the one before it. */
export async function readBoth(
  { base, paths, all }: Comparison,
  reading: ChangeOptions,
  contextOf: Parameters<typeof readInput>[2],
  io: Io,
): Promise<CheckedChange> {
  const states = await statesOf(base, paths, io);
  const change = await readChange(states, reading, contextOf);
  const everything = all || (base !== 'staged' && 'against' in base);
  const { about, failed, unknown } = doubtsBetween(change);
  const isHidden = unreadAt(change.next, change.placeOf.next);
  const lost = change.gone.filter(
    (manifest) => about(manifest) === undefined && !isHidden(change.placeOf.old(manifest)),
  );
  const { replaced, removed } = await replacedIn(lost, change, states, (files, state) =>
    readInput({ files, faults: [] }, reading, contextOf, state),
  );
  const sources = replaced.map(({ successor: { source } }) => [source.path, source] as const);
  const next = nextOf(change);
  return {
    // Exceptions may be in files that hold no DaemonSet any more.
    next: { ...next, sources: new Map([...next.sources, ...sources]) },
    replaced,
    newHits: (hits, rulesetOf) => (everything ? hits : newHits(hits, change, failed, rulesetOf)),
    standingFaults: (rulesetOf) => (everything ? () => false : standingFaults(change, rulesetOf)),
    failed,
    unknown,
    notices: [...noticesOf(change), ...removed.map(removedLine)],
  };
}

/** A DaemonSet that left the input, in the words of `diff`. */
function removedLine(manifest: Manifest): string {
  const { path, namespace, name } = nameOf(manifest);
  return `${path}: daemonset/${name} in namespace ${namespace} is removed: ${AFTER_REMOVAL}`;
}

/** The hits that are not preexisting; one of a rule that compares, or of what changed and fails, is always new. */
function newHits(
  hits: readonly Hit[],
  change: ChangeInput,
  failed: Doubts['failed'],
  rulesetOf: RulesetOf,
): readonly Hit[] {
  const known = new Map<Manifest | string | undefined, Known>();
  // What an exception hid before and does not any more is new.
  const live = liveBefore(change);
  const knownTo = (hit: Hit): Known => {
    const owner = hit.manifest ?? change.placeOf.next(hit);
    let found = known.get(owner);
    if (found === undefined)
      known.set(owner, (found = new Known(live(hitsBefore(hit, change, rulesetOf(hit.manifest, hit.source.path))))));
    return found;
  };
  // Hits at the same place are matched first: an item inserted before it only moves it.
  const faults = failed.flatMap((each) => each.faults);
  const isNew = ({ manifest, source, span, problem }: Hit): boolean =>
    problem.isNew === true ||
    (manifest === undefined && faults.some((one) => one.source === source && one.fault.span.start === span.start));
  const isKnown = (hit: Hit, keyOf: (hit: Hit) => string): boolean => !isNew(hit) && knownTo(hit).take(hit, keyOf);
  const moved = hits.filter((hit) => !isKnown(hit, sameField));
  return moved.filter((hit) => !isKnown(hit, sameList));
}

function hitsBefore(hit: Hit, { old, previous, placeOf }: ChangeInput, ruleset: Ruleset): Hit[] {
  const { manifest } = hit;
  if (manifest !== undefined) {
    const before = previous.get(manifest);
    return before === undefined ? [] : [...lint(before, ruleset)];
  }
  const place = placeOf.next(hit);
  const documents = old.unreadable.filter((document) => placeOf.old(document) === place);
  return documents.flatMap((document) => [...lintUnreadable(document, ruleset)]);
}

const sameField = (hit: Hit): string => JSON.stringify([hit.rule, ...namesAt(hit), hit.problem.message]);
const sameList = ({ rule, field, problem }: Hit): string =>
  JSON.stringify([rule, field.replace(/\[\d+\]/g, '[]'), problem.message]);

/** The path of a hit, with list items by name if they have one. */
function namesAt({ manifest, problem }: Hit): readonly unknown[] {
  let value = manifest?.declared;
  return problem.at.map((step) => {
    value = isRecord(value) ? value[step] : undefined;
    return typeof step === 'number' && isRecord(value) ? (value['name'] ?? step) : step;
  });
}

function isRecord(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The hits of an earlier state; each matches one hit of the new state. */
class Known {
  readonly #hits: readonly Hit[];
  readonly #byKey = new Map<(hit: Hit) => string, Map<string, Hit[]>>();
  readonly #taken = new Set<Hit>();

  constructor(hits: readonly Hit[]) {
    this.#hits = hits;
  }

  take(hit: Hit, keyOf: (hit: Hit) => string): boolean {
    let byKey = this.#byKey.get(keyOf);
    // The last of a list is taken first.
    if (byKey === undefined) this.#byKey.set(keyOf, (byKey = groupBy([...this.#hits].reverse(), keyOf)));
    const candidates = byKey.get(keyOf(hit)) ?? [];
    for (let found = candidates.pop(); found !== undefined; found = candidates.pop()) {
      if (this.#taken.has(found)) continue;
      this.#taken.add(found);
      return true;
    }
    return false;
  }
}
