import { isTerminating } from '../kubernetes/controller/availability.ts';
import { REVISION_HASH } from '../kubernetes/controller/adopt.ts';
import { templateIn } from '../kubernetes/kubectl/history.ts';
import { cleanedRevisions } from './revision-cleanup.ts';
import { count, some, type Explanation } from './explanation.ts';
import { duplicateCauses, foreignRevisions } from './explain-pods.ts';
import { changedFields, describeChange } from './template-diff.ts';
import { hashOf, type ObservedRollout } from './observed-rollout.ts';

/**
 * What the table does not show: which revision is current, what each changed, whose pods run, which is deleted next.
 */
export function explainHistory(view: ObservedRollout): readonly Explanation[] {
  return [...revisions(view), ...nextCleanup(view), ...foreignRevisions(view), ...duplicateCauses(view)];
}

function* revisions(view: ObservedRollout): Generator<Explanation> {
  const live = view.pods.filter((pod) => !isTerminating(pod));
  for (const [i, revision] of view.revisions.entries()) {
    const before = view.revisions[i - 1];
    const own = live.filter((pod) => pod.metadata?.labels?.[REVISION_HASH] === hashOf(revision));
    const changes =
      before === undefined ? [] : changedFields(templateIn(before), templateIn(revision)).map(describeChange);
    const parts = [
      ...(revision === view.current ? ['the current template'] : []),
      ...(view.knowsPods ? [count(own.length, 'pod')] : []),
      ...(changes.length === 0 ? [] : [`against revision ${before?.revision ?? ''}: ${some(changes)}`]),
    ];
    yield {
      rule: 'revision',
      severity: 'note',
      message: `revision ${revision.revision}${parts.length === 0 ? '' : `: ${parts.join('; ')}`}`,
      objects: [`controllerrevision/${revision.metadata?.name ?? ''}`],
      advice: '',
    };
  }
}

function* nextCleanup(view: ObservedRollout): Generator<Explanation> {
  const gone = cleanedRevisions(view, undefined);
  if (gone.length === 0) return;
  yield {
    rule: 'revisions-cleaned',
    severity: 'warning',
    message: `the next change of the template deletes revision ${gone.map(({ revision }) => revision).join(', ')} (revisionHistoryLimit ${view.daemonSet.spec?.revisionHistoryLimit ?? 10}), unless pods of it still run`,
    objects: gone.map(({ metadata }) => `controllerrevision/${metadata?.name ?? ''}`),
    advice: 'raise revisionHistoryLimit to keep more',
  };
}
