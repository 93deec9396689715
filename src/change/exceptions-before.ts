/** The exceptions of the state before a change. */
import { writtenPlace } from '../document/source.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { placeOf } from '../report/placed-hit.ts';
import { lint, type Hit } from '../rule/lint.ts';
import { exceptionFaults } from '../suppress/exception-faults.ts';
import { Judges, type RulesetOf } from '../suppress/judges.ts';
import { Exceptions } from '../suppress/suppress.ts';
import type { ChangeInput } from './read-change.ts';

type Before = Pick<ChangeInput, 'old' | 'previous'>;

/** Leaves out of the hits of the earlier state what exceptions hid there. */
export function liveBefore(change: Before): (hits: readonly Hit[]) => readonly Hit[] {
  let exceptions: Exceptions | undefined;
  return (hits) => {
    exceptions ??= exceptionsOf(change);
    return exceptions === undefined ? hits : hits.filter((hit) => exceptions?.hiding(hit, placeOf(hit)) === undefined);
  };
}

function exceptionsOf({ old }: Before): Exceptions | undefined {
  const today = old.manifests[0]?.context.exceptions?.today;
  return today === undefined ? undefined : new Exceptions(old, today);
}

/** Whether a fault of an exception stood in the earlier state; each is taken once. */
export function standingFaults(change: Before, rulesetOf: RulesetOf): (fault: Hit) => boolean {
  let known: Map<string, number> | undefined;
  return (fault) => {
    known ??= faultsBefore(change, rulesetOf);
    const left = known.get(keyOf(fault)) ?? 0;
    known.set(keyOf(fault), left - 1);
    return left > 0;
  };
}

function faultsBefore(change: Before, rulesetOf: RulesetOf): Map<string, number> {
  const exceptions = exceptionsOf(change);
  const counts = new Map<string, number>();
  if (exceptions === undefined || exceptions.isEmpty) return counts;
  const nextOf = new Map([...change.previous].map(([next, previous]) => [previous, next]));
  const rulesBefore: RulesetOf = (manifest) => rulesetOf(manifest && nextOf.get(manifest));
  for (const manifest of change.old.manifests)
    for (const hit of hitsOf(manifest, rulesBefore)) exceptions.hiding(hit, placeOf(hit));
  for (const fault of exceptionFaults(exceptions, new Judges(change.old, rulesBefore)))
    counts.set(keyOf(fault), (counts.get(keyOf(fault)) ?? 0) + 1);
  return counts;
}

const hitsOf = (manifest: Manifest, rulesetOf: RulesetOf): Iterable<Hit> => lint(manifest, rulesetOf(manifest));

function keyOf({ rule, source, span, problem }: Hit): string {
  return JSON.stringify([rule, writtenPlace(source, span).source.path, problem.message]);
}
