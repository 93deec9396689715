import { describePodTemplate } from './describe.ts';
import { applyRevision, controlledHistory, failure, type ControllerRevision, type Outcome } from './history.ts';
import type { DaemonSet, PodTemplateSpec } from '../api/objects.ts';
import { NEWEST } from '../api/release.ts';
import { marshal, revisionData } from '../controller/revision.ts';
import { warningsFor } from '../apiserver/warnings.ts';
import { LAST_APPLIED } from '../api/annotations.ts';

export type DryRun = 'client' | 'server';

/**
 * What `kubectl rollout undo --dry-run` of 1.`minor` prints; `toRevision` 0 is the one before the newest.
 * Source: kubectl pkg/cmd/rollout/rollout_undo.go, pkg/polymorphichelpers/rollback.go DaemonSetRollbacker.
 */
export function undo(
  daemonSet: DaemonSet,
  revisions: readonly ControllerRevision[],
  toRevision: number,
  dryRun: DryRun,
  minor: number,
): Outcome {
  const name = daemonSet.metadata?.name ?? '';
  const applied = daemonSet.metadata?.annotations?.[LAST_APPLIED] !== undefined;
  const warning = applied ? lastAppliedWarning(name) : '';
  const target = undoTarget(daemonSet, revisions, toRevision);
  if ('problem' in target) return failure(target.problem, warning);
  const { template, fault } = applyRevision(daemonSet, target.revision, minor);
  if (fault !== undefined && dryRun === 'client') return failure(fault, warning);
  const print = (stderr: string, operation: string): Outcome => ({
    stdout: `daemonset.apps/${name} ${operation} (${dryRun === 'client' ? '' : 'server '}dry run)\n`,
    stderr: warning + stderr,
    code: 0,
  });
  if (dryRun === 'client') return print('', `will roll back to ${describePodTemplate(template, minor)}`);
  if (matchesTemplate(daemonSet, target.revision, minor))
    return print('', `skipped rollback (current template already matches revision ${toRevision})`);
  return print(serverWarnings(daemonSet.spec?.template ?? {}, template, minor), 'rolled back');
}

export type UndoTarget = { readonly revision: ControllerRevision } | { readonly problem: string };

/** The revision that `rollout undo` restores, or kubectl's error message. Source: rollback.go findHistory. */
export function undoTarget(
  daemonSet: DaemonSet,
  revisions: readonly ControllerRevision[],
  toRevision: number,
): UndoTarget {
  const missing = { problem: `unable to find specified revision ${toRevision} in history` };
  if (toRevision < 0) return missing;
  const own = controlledHistory(daemonSet, revisions);
  if (toRevision === 0 && own.length <= 1) return { problem: 'no last revision to roll back to' };
  const found =
    toRevision === 0
      ? [...own].sort((a, b) => a.revision - b.revision).at(-2)
      : own.find(({ revision }) => revision === toRevision);
  return found === undefined ? missing : { revision: found };
}

/**
 * Whether kubectl of 1.`minor` takes the current template for that of `revision`: equal bytes, as its Go types write
 * them. Source: rollback.go daemonSetMatch.
 */
export function matchesTemplate(daemonSet: DaemonSet, revision: ControllerRevision, minor = NEWEST): boolean {
  return revisionData(daemonSet.spec?.template ?? {}, minor) === marshal(revision.data);
}

/** The server warns about a template only if it changes. Source: daemonset/strategy.go WarningsOnUpdate. */
function serverWarnings(current: PodTemplateSpec, next: PodTemplateSpec, minor: number): string {
  if (revisionData(current, minor) === revisionData(next, minor)) return '';
  return warningsFor(next, minor)
    .map((text) => `Warning: ${text}\n`)
    .join('');
}

function lastAppliedWarning(name: string): string {
  return (
    `Warning: resource daemonsets/${name} was previously managed with 'kubectl apply'. Rolling back will not update ` +
    `the ${LAST_APPLIED} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. ` +
    `Consider using 'kubectl apply' with your previous configuration file instead.\n`
  );
}
