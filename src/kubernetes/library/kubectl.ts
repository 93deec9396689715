/** What kubectl prints about a DaemonSet and its ControllerRevisions, as `kubectl get` gave them. */
import { NEWEST } from '../api/release.ts';
import { applyDefaults } from '../apiserver/default.ts';
import { history, type Outcome } from '../kubectl/history.ts';
import { rolloutStatus as statusOf, type StatusVerdict } from '../kubectl/status.ts';
import { undo } from '../kubectl/undo.ts';
import { fields, oneOf, whole, type Table } from './arguments.ts';
import { daemonSetOf, minorIn, VERSION_OPTIONS, type Input, type VersionOptions } from './input.ts';
import { revisionsOf, type Revisions } from './revisions.ts';

export type { Revisions } from './revisions.ts';

// Zero is kubectl's default; of a negative number it says itself what is wrong.
const anyRevision = whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);

/** The minor is that of kubectl. */
export interface HistoryOptions extends VersionOptions {
  /** One revision in detail, by its number; kubectl itself refuses a negative one. Default, and 0: the table of all. */
  readonly revision?: number;
}

const HISTORY_OPTIONS: Table<HistoryOptions> = { ...VERSION_OPTIONS, revision: anyRevision };
const checkHistory = fields(HISTORY_OPTIONS);

/**
 * What `kubectl rollout history` prints, and its exit code. Throws TypeError for other objects.
 * Source: kubectl pkg/cmd/rollout/rollout_history.go, pkg/polymorphichelpers/history.go.
 */
export function rolloutHistory(daemonSet: Input, revisions: Revisions, options: HistoryOptions = {}): Outcome {
  checkHistory('options', options);
  const minor = minorIn(options);
  return history(daemonSetOf(daemonSet, minor), revisionsOf(revisions, minor), options.revision ?? 0, minor);
}

/**
 * What `kubectl rollout status` prints at that moment, and whether it would stop waiting. The object needs its `status`.
 * Throws TypeError without it, and for other objects. Source: kubectl pkg/polymorphichelpers/rollout_status.go.
 */
export function rolloutStatus(daemonSet: Input): StatusVerdict {
  const live = daemonSetOf(daemonSet, NEWEST);
  if (live.status === undefined)
    throw new TypeError('"daemonSet" has no status: pass what kubectl get daemonset -o json or -o yaml printed');
  // A server prints every object with its defaults.
  applyDefaults(live, NEWEST);
  return statusOf(live);
}

/** The minor is that of kubectl. */
export interface UndoOptions extends VersionOptions {
  /** The revision to go back to; kubectl finds no negative one. Default, and 0: the one before the newest. */
  readonly toRevision?: number;
  /** As in `--dry-run=server`, the default: the answer of the server. `client` prints the pod template instead. */
  readonly dryRun?: 'client' | 'server';
}

const UNDO_OPTIONS: Table<UndoOptions> = {
  ...VERSION_OPTIONS,
  toRevision: anyRevision,
  dryRun: oneOf('client', 'server'),
};
const checkUndo = fields(UNDO_OPTIONS);

/**
 * What `kubectl rollout undo --dry-run` prints, and its exit code. Throws TypeError for other objects.
 * Source: kubectl pkg/cmd/rollout/rollout_undo.go, pkg/polymorphichelpers/rollback.go.
 */
export function rolloutUndo(daemonSet: Input, revisions: Revisions, options: UndoOptions = {}): Outcome {
  checkUndo('options', options);
  const { toRevision = 0, dryRun = 'server' } = options;
  const minor = minorIn(options);
  return undo(daemonSetOf(daemonSet, minor), revisionsOf(revisions, minor), toRevision, dryRun, minor);
}
