/** What an apply does that a replace would not; nothing where the whole object is replaced. */
import type {
  AppliedConflict,
  AppliedDifference,
  AppliedDrift,
  FailedMigration,
  Manifest,
} from '../manifest/manifest.ts';
import { updateOf } from './update.ts';

/** What an accepted apply stores otherwise than a replace would. */
export function appliedDifferences(manifest: Manifest): readonly AppliedDifference[] {
  return manifest.once(differencesOf);
}

const differencesOf = (manifest: Manifest): readonly AppliedDifference[] =>
  updateOf(manifest)?.applied?.differences() ?? [];

/** What somebody has set by hand since the last apply. */
export function appliedDrifts(manifest: Manifest): readonly AppliedDrift[] {
  return updateOf(manifest)?.applied?.drifts() ?? [];
}

/** The fields that others own and that refuse the apply. */
export function appliedConflicts(manifest: Manifest): readonly AppliedConflict[] {
  return updateOf(manifest)?.applied?.conflicts() ?? [];
}

/** Of an accepted apply: what its migration from client-side apply did not do. */
export function failedMigration(manifest: Manifest): FailedMigration | undefined {
  return updateOf(manifest)?.applied?.failedMigration;
}

export const SERVER_SIDE = 'kubectl apply --server-side';

/** The command that is meant. */
export function applyCommand(manifest: Manifest): string {
  return updateOf(manifest)?.applied?.mode === 'server' ? SERVER_SIDE : 'kubectl apply';
}

const LONGEST = 80;

/** A value in a message, shortened. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'bigint') return String(value);
  const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? Number(item) : item));
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
