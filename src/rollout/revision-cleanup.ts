import { REVISION_HASH } from '../kubernetes/controller/adopt.ts';
import type { ControllerRevision } from '../kubernetes/kubectl/history.ts';
import { hashOf, type ObservedRollout } from './observed-rollout.ts';

/**
 * The revisions that the controller deletes once `current` is the current one (undefined: a new one that does not exist
 * yet): the lowest ones beyond the limit, except those with living pods. Source: pkg/controller/daemon/update.go
 * cleanupHistory.
 */
export function cleanedRevisions(
  view: ObservedRollout,
  current: ControllerRevision | undefined,
): readonly ControllerRevision[] {
  const limit = view.daemonSet.spec?.revisionHistoryLimit ?? 10;
  const all = [...view.revisions, ...view.unreadable].sort((a, b) => a.revision - b.revision);
  const old = all.filter((revision) => revision !== current);
  const surplus = old.length - limit;
  if (surplus <= 0) return [];
  const live = new Set(view.pods.map((pod) => pod.metadata?.labels?.[REVISION_HASH]));
  return old.filter((revision) => !live.has(hashOf(revision))).slice(0, surplus);
}
