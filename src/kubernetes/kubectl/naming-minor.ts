import type { DaemonSet } from '../api/objects.ts';
import { NEWEST, OLDEST } from '../api/release.ts';
import { knownName, revisionName } from '../controller/revision.ts';
import { templateIn, type ControllerRevision } from './history.ts';

/**
 * The newest minor whose controller names one of these revisions of `daemonSet` as it is named: the hash of a template
 * is another on every minor. Undefined where none does.
 */
export function namingMinor(daemonSet: DaemonSet, revisions: readonly ControllerRevision[]): number | undefined {
  const { metadata, status } = daemonSet;
  const isNamedBy = (revision: ControllerRevision, minor: number): boolean =>
    [undefined, status?.collisionCount].some(
      (count) =>
        revisionName(metadata?.name ?? '', templateIn(revision) ?? {}, minor, count)?.name === knownName(revision).name,
    );
  for (let minor = NEWEST; minor >= OLDEST; minor--)
    if (revisions.some((revision) => isNamedBy(revision, minor))) return minor;
  return undefined;
}
