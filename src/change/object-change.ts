/** The change of each DaemonSet between two states. */
import { objectPath, writtenPlace } from '../document/source.ts';
import { revisionOf, updateOf, type Update } from '../facts/update.ts';
import { certainName } from '../manifest/certain-name.ts';
import type { Answer } from '../kubernetes/apiserver/answer.ts';
import { TEMPLATE_GENERATION } from '../kubernetes/controller/adopt.ts';
import { changedFields, differences, type ChangedField } from '../kubernetes/apimachinery/equality.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import { knownName, revisionName } from '../kubernetes/controller/revision.ts';
import { refusalText, unnamedToApply } from '../refusal/refused-type.ts';
import { withPlaces, type WrittenField } from './field-places.ts';
import { lint, lintReplaced, type Hit } from '../rule/lint.ts';
import { liveHits } from '../report/hide.ts';
import type { Problem } from '../rule/rule.ts';
import type { Manifest, Sibling } from '../manifest/manifest.ts';
import type { PatchRefusal } from './what-if.ts';
import type { Hazard, PlannedRevision } from '../rollout/plan.ts';
import type { Ruleset } from '../rule/ruleset.ts';
import { LAST_APPLIED } from '../kubernetes/api/annotations.ts';

export type Rollout = 'none' | 'rolling' | 'on-delete' | 'create' | 'delete';

/** One DaemonSet, before and after. */
export interface ObjectChange {
  /** Its place after the change, or before its removal. */
  readonly path: string;
  readonly namespace: string;
  readonly name: string;
  /** The values that its chart is rendered with, where they are not the chart's own: `with ci/dev-values.yaml`. */
  readonly rendering?: string;
  readonly change: 'added' | 'removed' | 'changed' | 'none' | 'unjudged';
  /** Why it is `unjudged`. */
  readonly reason?: string;
  /** Null where it is not known. */
  readonly accepted: boolean | null;
  /** Of the server; null where it is not asked. */
  readonly code: number | null;
  readonly message?: string;
  readonly causes: readonly { readonly reason: string; readonly field: string; readonly message: string }[];
  /** The ControllerRevision of the new template; missing if its hash cannot be computed. */
  readonly revision?: Omit<PlannedRevision, 'current'>;
  /** Whether the controller creates a new ControllerRevision. */
  readonly newRevision: boolean | null;
  readonly generationChanges: boolean;
  readonly rollout: Rollout;
  /** Of the stored objects. */
  readonly fields: readonly WrittenField[];
  /** Where a replace of the whole object would end otherwise than the apply: `old` is after the apply, `new` after the replace. */
  readonly replace?: {
    readonly accepted: boolean;
    readonly newRevision: boolean;
    readonly message?: string;
    readonly fields: readonly ChangedField[];
  };
  readonly hazards: readonly Hazard[];
}

/** A removed object, perhaps with what has its name now. */
export function removal(manifest: Manifest, successor?: Sibling, ruleset: Ruleset = []): ObjectChange {
  const hits = successor === undefined ? [] : [...lintReplaced(manifest, successor, ruleset)];
  const hazards = liveHits(manifest, hits, successor?.source).map(hazardOf);
  return { ...unchanged(manifest, 200), change: 'removed', rollout: 'delete', hazards };
}

/** What becomes of an object that left the files. */
export const AFTER_REMOVAL = 'it runs on until it is deleted or pruned, and its pods with it';

/** Why an object with parameters that nobody gives a value is not judged, or undefined where it has none. */
export function unknownValues({ fillings, prefix }: Manifest): string | undefined {
  if (fillings.length === 0) return undefined;
  const engine = prefix[0] === 'objects' ? 'oc process -f FILE' : 'the engine that puts them in';
  return `values of it are put in later: ask about what ${engine} prints`;
}

/** An object that cannot be compared. */
export function unjudged(named: Named, reason: string): ObjectChange {
  return {
    ...nothingOf(named, null),
    change: 'unjudged',
    reason,
    accepted: null,
    newRevision: null,
  };
}

/** A change that the server refuses before there is a new object: a patch that does not apply. */
export function refusal(manifest: Manifest, { code, message }: PatchRefusal): ObjectChange {
  return { ...unchanged(manifest, code), change: 'changed', message };
}

/** An object that is kept or added; `ruleset` reports the hazards. */
export function changeOf(manifest: Manifest, ruleset: Ruleset): ObjectChange {
  const { minors } = manifest.context;
  const made = minors.flatMap((minor) => updateOf(manifest, minor) ?? []);
  const change =
    made.length === 0
      ? addition(manifest)
      : alteration(
          manifest,
          refusedOr(made, ({ answer }) => answer),
        );
  if (change.accepted !== true) return { ...change, hazards: helpOf(manifest, ruleset) };
  const isSent = change.change !== 'none';
  const asked = isSent ? ruleset : ruleset.filter(({ rule }) => rule.category !== 'policy');
  const hazards = hazardsOf(manifest, asked, change.rollout !== 'none');
  const denial = isSent ? denialOf(manifest, ruleset) : undefined;
  if (denial === undefined) return { ...change, hazards };
  const { code, message } = denial;
  const undone = { newRevision: false, generationChanges: false, rollout: 'none' } as const;
  return { ...change, ...undone, accepted: false, code, message, hazards };
}

/** Why the policies of the ruleset deny the request, if they do. */
export function denialOf(manifest: Manifest, ruleset: Ruleset): Problem['denial'] {
  const policies = ruleset.filter(({ rule }) => rule.category === 'policy');
  return [...lint(manifest, policies)].find(({ problem }) => problem.denial !== undefined)?.problem.denial;
}

/** Every minor of a range has to accept it: the first refusal is the answer, otherwise that of the first minor. */
function refusedOr<T>(candidates: readonly T[], answerOf: (candidate: T) => Answer): T {
  const found = candidates.find((candidate) => answerOf(candidate).stored === undefined) ?? candidates[0];
  if (found === undefined) throw new Error('no minor was asked');
  return found;
}

function addition(manifest: Manifest): ObjectChange {
  const answer = refusedOr(manifest.answers, (each) => each);
  const base = { ...unchanged(manifest, answer.code), change: 'added' as const };
  if (answer.stored === undefined) return { ...base, ...refusalOf(manifest, answer) };
  const told = unnamedToApply(manifest);
  if (told !== undefined) return { ...base, accepted: false, code: null, message: told };
  return { ...base, ...named(manifest, answer.stored), newRevision: true, generationChanges: true, rollout: 'create' };
}

function alteration(manifest: Manifest, update: Update): ObjectChange {
  const { old, answer, fields } = update;
  const base = { ...unchanged(manifest, answer.code || null), ...replaceOf(update) };
  if (answer.stored === undefined) return { ...base, change: 'changed', ...refusalOf(manifest, answer) };
  const all = [...differences(metadataOf(old), metadataOf(answer.stored), 'metadata'), ...fields];
  const { newRevision: replaces, generationDelta } = answer;
  const naming = named(manifest, answer.stored);
  const rolls = answer.stored.spec?.updateStrategy?.type !== 'OnDelete';
  return {
    ...base,
    ...naming,
    change: all.length > 0 ? 'changed' : 'none',
    // An earlier revision with the same template only gets a new number.
    newRevision: replaces && naming.revision?.number === undefined,
    generationChanges: generationDelta !== 0,
    rollout: replaces ? (rolls ? 'rolling' : 'on-delete') : 'none',
    fields: withPlaces(all, manifest, answer.stored),
  };
}

/** What a replace would have done, where that is something else. */
function replaceOf({ old, answer, applied }: Update): Pick<ObjectChange, 'replace'> {
  if (applied === undefined) return {};
  // A replace without the finalizers ends the deletion: nothing is stored.
  const isKept = ({ path }: ChangedField): boolean =>
    old.metadata?.deletionTimestamp === undefined || path !== 'metadata.finalizers';
  const { stored, newRevision, message } = applied.replaced;
  const both = stored !== undefined && answer.stored !== undefined;
  const fields = both
    ? [
        ...differences(metadataOf(answer.stored), metadataOf(stored), 'metadata').filter(isKept),
        ...changedFields(answer.stored, stored),
      ]
    : [];
  const accepted = stored !== undefined;
  if (accepted === (answer.stored !== undefined) && fields.length === 0) return {};
  return { replace: { accepted, newRevision, ...(message === undefined ? {} : { message }), fields } };
}

/** Which object it is. */
export type Named = Pick<ObjectChange, 'path' | 'namespace' | 'name' | 'rendering'>;

/** An object by the file that a user would look for it in. */
export function nameOf(manifest: Manifest): Named {
  const { source, root, object } = manifest;
  const { namespace, name } = certainName(manifest);
  // Of a name that the server makes up, what is known of it.
  const made = manifest.name === '' ? (object.metadata?.name ?? '') : '';
  const { rendering } = source.madeFrom ?? {};
  const shown = rendering === undefined ? {} : { rendering };
  return { path: objectPath(source, root.span.start), namespace, name: name || made, ...shown };
}

function unchanged(manifest: Manifest, code: number | null): ObjectChange {
  return nothingOf(nameOf(manifest), code);
}

function nothingOf({ path, namespace, name, rendering }: Named, code: number | null): ObjectChange {
  return {
    path,
    namespace,
    name,
    ...(rendering === undefined ? {} : { rendering }),
    change: 'none',
    accepted: code !== null && code < 300,
    code,
    causes: [],
    newRevision: false,
    generationChanges: false,
    rollout: 'none',
    fields: [],
    hazards: [],
  };
}

const refusalOf = (manifest: Manifest, answer: Answer): Pick<ObjectChange, 'message' | 'causes'> => ({
  message: refusalText(manifest, answer.message),
  causes: answer.causes.map(({ reason, field, message: text }) => ({ reason, field, message: text })),
});

/** The name of the revision in the cluster, if it is known, otherwise the name that a controller would give it. */
function named(manifest: Manifest, stored: DaemonSet): Pick<ObjectChange, 'revision'> {
  const minor = manifest.context.minors[0] ?? NEWEST;
  const template = stored.spec?.template ?? {};
  const known = revisionOf(manifest, template);
  if (known !== undefined) return { revision: knownName(known) };
  // Another rendering hashes to another name.
  if (writtenPlace(manifest.source, manifest.span(['spec', 'template'], 'entry')).unknown === true) return {};
  const revision = revisionName(stored.metadata?.name ?? '', template, minor, collisionsOf(manifest));
  return revision === undefined ? {} : { revision };
}

/** How often a name was taken, according to the earlier state (a dump). */
function collisionsOf({ previous }: Manifest): number | undefined {
  const count = previous?.node(['status', 'collisionCount']);
  return count?.kind === 'number' ? Number(count.literal) : undefined;
}

// The server increments the one with the generation, kubectl writes the other at every apply: neither is a change by
// the user.
const BOOKKEEPING: ReadonlySet<string> = new Set([TEMPLATE_GENERATION, LAST_APPLIED]);

/** The fields that a user writes under `metadata`. */
function metadataOf({ metadata = {} }: DaemonSet): unknown {
  const { labels = {}, annotations = {}, finalizers, ownerReferences } = metadata;
  const own = Object.entries(annotations).filter(([key]) => !BOOKKEEPING.has(key));
  return { labels, annotations: Object.fromEntries(own), finalizers, ownerReferences };
}

/** The findings about the change, and about the rollout if there is one. */
export function hazardsOf(manifest: Manifest, ruleset: Ruleset, isRollout: boolean): readonly Hazard[] {
  const about = ruleset.filter(({ rule: { category, needs } }) => {
    if (category === 'refused') return false;
    if (category === 'policy') return true;
    return needs === 'previous' || (isRollout && category !== 'rollback');
  });
  return hazardsBy(manifest, about);
}

/** Of a refused update: what helps. What is refused in a new object, too, says that itself. */
function helpOf(manifest: Manifest, ruleset: Ruleset): readonly Hazard[] {
  return hazardsBy(
    manifest,
    ruleset.filter(({ rule: { category, needs } }) => category === 'refused' && needs === 'previous'),
  );
}

function hazardsBy(manifest: Manifest, ruleset: Ruleset): readonly Hazard[] {
  const hits = [...lint(manifest, ruleset)].filter(({ problem }) => problem.denial === undefined);
  return liveHits(manifest, hits).map(hazardOf);
}

const hazardOf = ({ rule, severity, problem: { message } }: Hit): Hazard => ({ rule, severity, message });
