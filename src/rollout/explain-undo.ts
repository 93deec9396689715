import { allRevisions, type Dump } from '../dump/read-dump.ts';
import { isAvailable, isTerminating, type Pod } from '../kubernetes/controller/availability.ts';
import { CHANGE_CAUSE, templateIn, type ControllerRevision } from '../kubernetes/kubectl/history.ts';
import type { PodTemplateSpec } from '../kubernetes/api/objects.ts';
import { isRecord } from '../kubernetes/go/json.ts';
import { matchesTemplate, undoTarget } from '../kubernetes/kubectl/undo.ts';
import { REVISION_HASH } from '../kubernetes/controller/adopt.ts';
import { cleanedRevisions } from './revision-cleanup.ts';
import { explainDeletion } from './explain-deletion.ts';
import { count, podNames, some, type Explanation } from './explanation.ts';
import { podTrouble } from './pod-trouble.ts';
import { mutableImages, outsideObjects } from './outside-objects.ts';
import { dropsOnlyTime, duplicateCauses, foreignRevisions, unavailableOldPods } from './explain-pods.ts';
import { changedFields, describeChange } from './template-diff.ts';
import { hashOf, type ObservedRollout } from './observed-rollout.ts';
import { LAST_APPLIED } from '../kubernetes/api/annotations.ts';

/** What `rollout undo` really does: what it restores, what it does not restore, and the consequences. */
export function explainUndo(view: ObservedRollout, dump: Dump, toRevision: number): readonly Explanation[] {
  const deletion = explainDeletion(view.daemonSet);
  // Nothing of the undo reaches a revision or a pod.
  if (deletion !== undefined) return [deletion];
  const target = undoTarget(view.daemonSet, allRevisions(dump), toRevision);
  if ('problem' in target) return [...impossible(view, target.problem)];
  return [...effects(view, target.revision)];
}

function* impossible(view: ObservedRollout, problem: string): Generator<Explanation> {
  const numbers = view.revisions.map(({ revision }) => revision);
  const limit = view.daemonSet.spec?.revisionHistoryLimit ?? 10;
  yield {
    rule: 'no-rollback-history',
    severity: 'warning',
    message:
      numbers.length === 0
        ? `${problem}: the dump contains no revision of this DaemonSet`
        : `${problem}: there ${numbers.length === 1 ? 'is only revision' : 'are revisions'} ${some(numbers.map(String))} (revisionHistoryLimit ${limit})`,
    objects: view.revisions.map(({ metadata }) => `controllerrevision/${metadata?.name ?? ''}`),
    advice: 'apply the earlier manifest instead',
  };
}

function* effects(view: ObservedRollout, target: ControllerRevision): Generator<Explanation> {
  const current = view.daemonSet.spec?.template ?? {};
  const template = templateIn(target) ?? current;
  const changes = changedFields(withoutNullTime(current), withoutNullTime(template));
  if (changes.length === 0) {
    yield noOp(view, target);
    return;
  }
  yield restored(view, target, changes.map(describeChange));
  yield* badTarget(view, target);
  yield* notRestored(view, template);
  yield* drift(view);
  yield* cleaned(view, target);
  yield* strategy(view);
  yield* unavailableOldPods(view);
  yield* foreignRevisions(view);
  yield* duplicateCauses(view);
}

function withoutNullTime(template: PodTemplateSpec): unknown {
  return JSON.parse(JSON.stringify(template), (key, value: unknown) =>
    key === 'creationTimestamp' && value === null ? undefined : value,
  );
}

function named(revision: ControllerRevision): string {
  return `controllerrevision/${revision.metadata?.name ?? ''}`;
}

function noOp(view: ObservedRollout, target: ControllerRevision): Explanation {
  const silent =
    !matchesTemplate(view.daemonSet, target) && dropsOnlyTime(target.data, view.current?.data ?? target.data);
  return {
    rule: 'undo-no-op',
    severity: 'warning',
    message: silent
      ? `revision ${target.revision} differs from the current template only by creationTimestamp: null, as controllers before 1.34 wrote it: kubectl prints rolled back, and nothing changes`
      : `the current template already equals revision ${target.revision}: nothing changes`,
    objects: [named(target)],
    advice: otherRevisions(view, target),
  };
}

function otherRevisions(view: ObservedRollout, target: ControllerRevision): string {
  const others = view.revisions.filter(({ data }) => !dropsOnlyTime(data, target.data)).map(({ revision }) => revision);
  if (others.length === 0) return 'there is no revision with another template';
  return `name the revision you want: ${others.map((number) => `--to-revision=${number}`).join(' or ')}`;
}

function restored(view: ObservedRollout, target: ControllerRevision, changes: readonly string[]): Explanation {
  const cause = target.metadata?.annotations?.[CHANGE_CAUSE];
  const newest = Math.max(...[...view.revisions, ...view.unreadable].map(({ revision }) => revision));
  const number = target.revision === newest ? newest : newest + 1;
  return {
    rule: 'returns-to-revision',
    severity: 'note',
    message: `undo restores the template of revision ${target.revision}${cause ? ` (${cause})` : ''}, which becomes revision ${number}: ${some(changes)}`,
    objects: [named(target)],
    advice: '',
  };
}

/** Whether the target is known to have worked: by its pods in the dump, or by older pods that it never replaced. */
function* badTarget(view: ObservedRollout, target: ControllerRevision): Generator<Explanation> {
  const hash = hashOf(target);
  const live = view.pods.filter((pod) => !isTerminating(pod));
  const own = live.filter((pod) => pod.metadata?.labels?.[REVISION_HASH] === hash);
  if (own.some((pod) => isAvailable(pod, view.minReadySeconds, view.now))) return;
  const failing = own.filter((pod) => podTrouble(pod) !== undefined);
  const older = live.filter((pod) => isOlder(view, pod, target));
  if (failing.length === 0 && older.length === 0) {
    yield* leftBefore(view, target);
    return;
  }
  const reasons = [...new Set(failing.map((pod) => podTrouble(pod)?.reason ?? ''))].join(', ');
  const why =
    failing.length > 0
      ? `${count(failing.length, 'pod')} of it ${failing.length === 1 ? 'is' : 'are'} not Ready (${reasons})`
      : `${count(older.length, 'pod')} of an older revision still run, so its own rollout never completed`;
  yield {
    rule: 'undo-target-bad',
    severity: 'warning',
    message: `revision ${target.revision} was bad too: ${why}`,
    objects: [named(target), ...podNames(failing.length > 0 ? failing : older)],
    advice: goodRevision(view, live),
  };
}

/**
 * A revision with a higher number than the target that was created before it and restored later: a rollback left the
 * target for it.
 */
function* leftBefore(view: ObservedRollout, target: ControllerRevision): Generator<Explanation> {
  const made = Date.parse(target.metadata?.creationTimestamp ?? '');
  const back = view.revisions.find(
    ({ revision, metadata }) => revision > target.revision && Date.parse(metadata?.creationTimestamp ?? '') < made,
  );
  if (back === undefined) return;
  yield {
    rule: 'undo-target-bad',
    severity: 'warning',
    message: `revision ${target.revision} was rolled back before, probably for a reason: revision ${back.revision} has an older template that was restored after it`,
    objects: [named(target), named(back)],
    advice: 'find a revision that worked with rollout history, and name it with --to-revision',
  };
}

function isOlder(view: ObservedRollout, pod: Pod, target: ControllerRevision): boolean {
  const of = view.revisions.find((revision) => hashOf(revision) === pod.metadata?.labels?.[REVISION_HASH]);
  return of !== undefined && of.revision < target.revision;
}

function goodRevision(view: ObservedRollout, live: readonly Pod[]): string {
  const good = view.revisions.filter((revision) =>
    live.some(
      (pod) =>
        pod.metadata?.labels?.[REVISION_HASH] === hashOf(revision) && isAvailable(pod, view.minReadySeconds, view.now),
    ),
  );
  const last = good.filter((revision) => revision !== view.current).at(-1);
  return last === undefined
    ? 'find a revision that worked with rollout history'
    : `--to-revision=${last.revision} restores the last one whose pods are available`;
}

function* notRestored(view: ObservedRollout, template: PodTemplateSpec): Generator<Explanation> {
  const cause = view.daemonSet.metadata?.annotations?.[CHANGE_CAUSE];
  const outside = outsideObjects(template);
  const images = mutableImages(template);
  const parts = [
    `updateStrategy, minReadySeconds, labels and annotations of the DaemonSet${cause ? ` (its change-cause stays "${cause}")` : ''}`,
    ...(outside.length === 0 ? [] : [`the content of ${some(outside)}`]),
    ...(images.length === 0 ? [] : [`the image behind the tag of ${some(images)}`]),
  ];
  yield {
    rule: 'undo-restores-template-only',
    severity: 'note',
    message: `undo does not restore ${parts.join('; ')}`,
    objects: [`daemonset/${view.name}`],
    advice: '',
  };
}

function* drift(view: ObservedRollout): Generator<Explanation> {
  const { annotations } = view.daemonSet.metadata ?? {};
  const base = { rule: 'undo-drift', severity: 'warning', objects: [`daemonset/${view.name}`] } as const;
  const again = 'the next kubectl apply of the same file rolls forward again, even when the file has not changed';
  const applier = applierOf(view);
  if (applier !== undefined)
    yield {
      ...base,
      message: `${applier} applies the DaemonSet on the server side: undo takes the template over for "kubectl", so that the next apply is refused with a conflict, and with --force-conflicts rolls forward again`,
      advice: 'revert the manifest as well, and apply it',
    };
  else if (annotations?.[LAST_APPLIED] !== undefined)
    yield {
      ...base,
      message: `the DaemonSet is managed with kubectl apply, and undo does not change what was applied last: ${again}`,
      advice: 'revert the manifest as well',
    };
}

/** Who applies it on the server side; a dump that was edited may hold anything there. */
function applierOf({ daemonSet }: ObservedRollout): string | undefined {
  const entries: unknown = daemonSet.metadata?.managedFields;
  const appliers = (Array.isArray(entries) ? entries : []).flatMap((entry: unknown) =>
    isRecord(entry) && entry['operation'] === 'Apply' && typeof entry['manager'] === 'string' ? [entry['manager']] : [],
  );
  return appliers.find((manager) => manager !== 'kubectl-last-applied');
}

function* cleaned(view: ObservedRollout, target: ControllerRevision): Generator<Explanation> {
  const gone = cleanedRevisions(view, target);
  if (gone.length === 0) return;
  yield {
    rule: 'revisions-cleaned',
    severity: 'warning',
    message: `revision ${gone.map(({ revision }) => revision).join(', ')} will be deleted (revisionHistoryLimit ${view.daemonSet.spec?.revisionHistoryLimit ?? 10})`,
    objects: gone.map(named),
    advice: 'raise revisionHistoryLimit to keep more',
  };
}

function* strategy(view: ObservedRollout): Generator<Explanation> {
  if (view.budget.strategy !== 'on-delete') return;
  yield {
    rule: 'on-delete-backlog',
    severity: 'warning',
    message: 'type OnDelete: undo changes only the template; each pod goes back when someone deletes it',
    objects: [`daemonset/${view.name}`],
    advice: 'delete the pods afterwards',
  };
}
