/** Which of the changes in a repository are asked about. */
import { join } from 'node:path';
import { differences, type ComparedStates, type Differences, type FileChange } from '../io/git-changes.ts';
import type { GitFile } from '../io/git.ts';
import type { Io } from '../io/io.ts';
import type { Choice } from './chosen-paths.ts';
import { linkedChanges, type LinkedChange, type LinkedChanges } from './linked-changes.ts';

export interface GitChanges {
  /** Those that are asked about. */
  readonly changes: readonly FileChange[];
  /** Those that count for charts and kustomizations, whatever they are called and whether they were named. */
  readonly parts: readonly FileChange[];
  /** The parts that are asked about under another name. */
  readonly others: ReadonlySet<FileChange>;
  readonly all: readonly FileChange[];
  readonly moved: LinkedChanges['moved'];
  /** The submodules at another commit, also those that are not asked about. */
  readonly submodules: readonly FileChange[];
  /** What neither state has as it is in the work tree. */
  readonly unstaged: Differences['unstaged'];
  /** The files of some names in the new state, from the root. */
  readonly named: (names: readonly string[]) => readonly string[];
}

/** What differs between two states. What is behind a link is asked about once, under its own name where that is asked about. */
export function gitChanges(root: string, comparison: ComparedStates, { isWanted }: Choice, io: Io): GitChanges {
  const isAsked = (path: string): boolean => isWanted(join(root, path)) !== undefined;
  const differing = differences(root, comparison, io);
  const { changes: linked, moved } = linkedChanges(root, comparison, differing, io);
  const changes: FileChange[] = differing.files.filter((change) => filesOf(change).some(({ path }) => isAsked(path)));
  const seen = new Set(changes.flatMap(filesOf).map(({ path }) => path));
  const others = new Set<FileChange>();
  for (const change of [...linked].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))) {
    if (!filesOf(change).some(({ path }) => isAsked(path))) continue;
    const isSeen = !change.isRetargeted && change.real.some((path) => seen.has(path) || isAsked(path));
    if (isSeen) others.add(change);
    else changes.push(change);
    for (const path of change.real) seen.add(path);
  }
  const chosen = new Set(changes);
  const all = [...differing.files, ...linked];
  return {
    changes,
    parts: all.filter((change) => !chosen.has(change)),
    others,
    all,
    moved,
    submodules: differing.submodules,
    unstaged: differing.unstaged,
    named: differing.named,
  };
}

function nameOf({ before, after }: LinkedChange): string {
  return (after ?? before)?.path ?? '';
}

/** The files of a change, in both states. */
export function filesOf({ before, after }: FileChange): GitFile[] {
  return [before, after].filter((file) => file !== undefined);
}
