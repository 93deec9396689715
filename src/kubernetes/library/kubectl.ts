/** What kubectl prints about a DaemonSet and its ControllerRevisions, as `kubectl get` gave them. */
import { isRecord } from '../go/json.ts';
import { history, type ControllerRevision, type Outcome } from '../kubectl/history.ts';
import { rolloutStatus as statusOf, type StatusVerdict } from '../kubectl/status.ts';
import { undo } from '../kubectl/undo.ts';
import { daemonSetOf, minorIn, objectOf, type Input, type VersionOptions } from './input.ts';

/** ControllerRevisions one by one, or the list that `kubectl get controllerrevisions -o json` (or yaml) prints. */
export type Revisions = Input | readonly Input[];

/** The minor is that of kubectl. */
export interface HistoryOptions extends VersionOptions {
  /** One revision in detail, by its number. Default: the table of all. */
  readonly revision?: number;
}

/**
 * What `kubectl rollout history` prints, and its exit code. Throws TypeError for other objects.
 * Source: kubectl pkg/cmd/rollout/rollout_history.go, pkg/polymorphichelpers/history.go.
 */
export function rolloutHistory(daemonSet: Input, revisions: Revisions, options: HistoryOptions = {}): Outcome {
  return history(daemonSetOf(daemonSet), revisionsOf(revisions), options.revision ?? 0, minorIn(options));
}

/**
 * What `kubectl rollout status` prints at that moment, and whether it would stop waiting. The object needs its `status`.
 * Throws TypeError for other objects. Source: kubectl pkg/polymorphichelpers/rollout_status.go.
 */
export function rolloutStatus(daemonSet: Input): StatusVerdict {
  return statusOf(daemonSetOf(daemonSet));
}

/** The minor is that of kubectl. */
export interface UndoOptions extends VersionOptions {
  /** The revision to go back to. Default: the one before the newest. */
  readonly toRevision?: number;
  /** As in `--dry-run=server`, the default: the answer of the server. `client` prints the pod template instead. */
  readonly dryRun?: 'client' | 'server';
}

/**
 * What `kubectl rollout undo --dry-run` prints, and its exit code. Throws TypeError for other objects.
 * Source: kubectl pkg/cmd/rollout/rollout_undo.go, pkg/polymorphichelpers/rollback.go.
 */
export function rolloutUndo(daemonSet: Input, revisions: Revisions, options: UndoOptions = {}): Outcome {
  const { toRevision = 0, dryRun = 'server' } = options;
  return undo(daemonSetOf(daemonSet), revisionsOf(revisions), toRevision, dryRun, minorIn(options));
}

function revisionsOf(revisions: Revisions): readonly ControllerRevision[] {
  if (isList(revisions)) return revisions.flatMap(revisionsOf);
  const object = objectOf(revisions, 'ControllerRevision', 'ControllerRevisionList', 'List');
  const { items, kind } = object;
  if (kind !== 'ControllerRevision') return Array.isArray(items) ? items.flatMap(itemOf) : [];
  const { metadata, revision } = object;
  const inNamespace = { namespace: 'default', ...(isRecord(metadata) ? metadata : {}) };
  return [{ ...object, metadata: inNamespace, revision: typeof revision === 'number' ? revision : 0 }];
}

const isList = (revisions: Revisions): revisions is readonly Input[] => Array.isArray(revisions);

/** Items of a typed list need not say what they are; of a mixed list the others are left out. */
function itemOf(item: unknown): readonly ControllerRevision[] {
  if (!isRecord(item)) return [];
  const { kind = 'ControllerRevision' } = item;
  return kind === 'ControllerRevision' ? revisionsOf({ ...item, kind }) : [];
}
