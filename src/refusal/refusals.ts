import type { Refusal } from './refusal.ts';
import { applyCommand } from '../facts/applied-change.ts';
import { updateOf } from '../facts/update.ts';
import type { Answer } from '../kubernetes/apiserver/apiserver.ts';
import type { FieldError } from '../kubernetes/apimachinery/field-errors.ts';
import { knownSince } from '../kubernetes/api/field-suggestions.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { refusedField } from './refused-fields.ts';
import { refusedType, refusedWhole, REMOVED_VERSIONS, unnamedToApply } from './refused-type.ts';
import { refusedValue } from './refused-values.ts';
import { goalOf, type Problem } from '../rule/rule.ts';

/** The refusals of one rule. Every problem is one refusal of exactly one rule. */
export function* refusedAs(rule: Refusal['rule'], manifest: Manifest): Generator<Problem> {
  for (const refusal of refusals(manifest)) if (refusal.rule === rule) yield refusal.problem;
}

/** Whether something misplaced or misspelled belongs at `at`, or around it: the file is meant to set it. */
export function isMeant(manifest: Manifest, at: Path): boolean {
  const changes = refusals(manifest).flatMap(({ problem }) => problem.fix?.changes ?? []);
  const goals = changes.filter(({ kind }) => kind === 'rename' || kind === 'move').map(goalOf);
  return goals.some((goal) => goal?.every((step, index) => step === at[index]));
}

/** Everything that the API servers of the chosen minors refuse in this manifest, each problem once. */
export function refusals(manifest: Manifest): readonly Refusal[] {
  return manifest.once(collect);
}

function collect(manifest: Manifest): Refusal[] {
  const found: Refusal[] = [...refusedType(manifest)];
  const seen = new Set<string>();
  for (const [index, answer] of manifest.answers.entries()) {
    const minor = manifest.context.minors[index] ?? 0;
    const ofNew = ofAnswer(manifest, answer, minor).flatMap((refusal) => whereCreated(manifest, minor, refusal));
    for (const refusal of [...ofNew, ...ofUpdate(manifest, answer, minor)]) {
      const place = JSON.stringify([refusal.rule, refusal.problem.at]);
      if (seen.has(place)) continue;
      seen.add(place);
      found.push(index === 0 ? refusal : onlyOn(minor, refusal));
    }
  }
  return found.length > 0 ? found : unnamed(manifest);
}

/** What kubectl refuses, whatever the server would say. */
function unnamed(manifest: Manifest): Refusal[] {
  const message = unnamedToApply(manifest);
  const at = ['metadata', 'generateName'];
  return message === undefined ? [] : [{ rule: 'missing-field', problem: { at, message } }];
}

// The answer of the first minor is shown; a refusal of a later minor names that minor.
function onlyOn(minor: number, refusal: Refusal): Refusal {
  const message = `on Kubernetes 1.${minor}: ${refusal.problem.message}`;
  return { ...refusal, problem: { ...refusal.problem, message } };
}

/** What is refused in a new object can be accepted over the one there: a patch merges two items of one name. */
function whereCreated(manifest: Manifest, minor: number, refusal: Refusal): Refusal[] {
  const made = updateOf(manifest, minor);
  const failed = made?.applied?.failedMigration;
  // Of a server-side apply, a file may hold the fields of one manager: the rest is in the object.
  const isElsewhere = made?.applied?.mode === 'server' && refusal.rule === 'missing-field';
  if (isElsewhere && failed?.causes.some(({ at }) => isSame(at, refusal.problem.at)) !== true) return [];
  if (made?.answer.stored === undefined) return [refusal];
  const change = made.applied === undefined ? 'an update of' : `${applyCommand(manifest)} over`;
  const next = failed === undefined ? '' : ' with a warning, and the next one is refused';
  const message = `${refusal.problem.message} (where it is created; ${change} the object there is accepted${next})`;
  return [{ ...refusal, problem: { ...refusal.problem, message } }];
}

const isSame = (a: Path, b: Path): boolean => a.length === b.length && a.every((step, index) => step === b[index]);

function ofAnswer(manifest: Manifest, answer: Answer, minor: number): Refusal[] {
  const problems = answer.problems.filter((problem) => problem.problem !== 'duplicate-key');
  const fields = problems.map((problem) => {
    const later = problem.problem === 'unknown-field' ? knownSince(problem.at, minor) : undefined;
    return refusedField(manifest, problem, minor, later);
  });
  const causes = [...answer.causes, ...answer.further].filter((cause) => !isEcho(cause, manifest));
  const found = [...fields, ...byPlace(causes).flatMap((group) => refusedValue(manifest, group))];
  if (found.length > 0 || answer.stored !== undefined || isToldElsewhere(manifest, answer)) return found;
  return [{ rule: 'invalid-value', problem: refusedWhole(manifest, answer, 'the manifest') }];
}

/** Duplicate keys and removed versions have their own rules; the type is reported first. */
function isToldElsewhere(manifest: Manifest, { problems }: Answer): boolean {
  return problems.length > 0 || REMOVED_VERSIONS.includes(manifest.apiVersion) || refusedType(manifest).length > 0;
}

/** What the server refuses only because the object already exists. The selector has its own rule. */
function ofUpdate(manifest: Manifest, created: Answer, minor: number): Refusal[] {
  const answer = updateOf(manifest, minor)?.answer;
  if (answer === undefined || answer.stored !== undefined) return [];
  // Owners have a rule of their own, too.
  if (answer.causes.some(({ reason }) => reason === 'FieldManagerConflict')) return [];
  const causes = [...answer.causes, ...answer.further].filter(({ field }) => field !== 'spec.selector');
  if (causes.length > 0)
    return byPlace(causes).flatMap((group) => refusedValue(manifest, group).map(byMerge(manifest, group)));
  if (created.stored === undefined || answer.causes.length > 0) return [];
  return [{ rule: 'invalid-value', problem: refusedWhole(manifest, answer, 'the update') }];
}

/** Of what only the merge makes, the server's words: the file has no such place, and nothing to fix. */
function byMerge(manifest: Manifest, [cause]: readonly FieldError[]): (refusal: Refusal) => Refusal {
  return (refusal) => {
    if (cause?.ofMerge !== true) return refusal;
    const { at, server } = refusal.problem;
    const merged = `${applyCommand(manifest)} merges the file with the object in the cluster, and the API server refuses the result`;
    const problem = { at, message: `${merged}: ${cause.field}: ${cause.message}` };
    return { rule: 'invalid-value', problem: server === undefined ? problem : { ...problem, server } };
  };
}

// To the server a mount of a refused volume is "not found"; the problem of the volume itself is the one to fix.
function isEcho(cause: FieldError, manifest: Manifest): boolean {
  if (cause.reason !== 'FieldValueNotFound' || !cause.field.endsWith('.name')) return false;
  if (!/\.volume(Mounts|Devices)\[/.test(cause.field)) return false;
  const name = manifest.node(cause.at);
  return name?.kind === 'string' && (manifest.pod.volumes ?? []).some((volume) => volume.name === name.value);
}

/** Causes at the same place are one problem, reported together. */
function byPlace(causes: readonly FieldError[]): FieldError[][] {
  const groups = new Map<string, FieldError[]>();
  for (const cause of causes) {
    const place = JSON.stringify(cause.at);
    const group = groups.get(place);
    if (group === undefined) groups.set(place, [cause]);
    else if (!group.some((other) => other.message === cause.message)) group.push(cause);
  }
  return [...groups.values()];
}
