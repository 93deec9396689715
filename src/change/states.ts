import { join, relative, resolve } from 'node:path';
import { loadDump } from '../dump/read-dump.ts';
import { InputError, UsageError } from '../io/errors.ts';
import { findFiles, type FoundFile, type FoundFiles } from '../input/find-files.ts';
import type { FileChange } from '../io/git-changes.ts';
import { mergeBase, type GitFile } from '../io/git.ts';
import type { Io } from '../io/io.ts';
import { controlledHistory, type ControllerRevision } from '../kubernetes/kubectl/history.ts';
import type { ChartValues } from '../manifest/chart-release.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { PlaceOf } from './pairing.ts';
import { repositoryRoot } from '../io/work-tree.ts';
import { withoutDaemonSet } from './old-file.ts';
import { choose, isWithin } from './chosen-paths.ts';
import { filesOf, gitChanges } from './git-changes.ts';
import { gitStateOf } from './git-state.ts';
import type { Unbuilt } from '../input/unbuilt.ts';
import type { Submodule } from './submodules.ts';
import { UnchangedFiles } from './unchanged-files.ts';
import { readNamed } from '../io/read-limits.ts';

/** What a state is compared with: a git revision, HEAD (then the index is the new state), or a path. */
export type Base = { readonly since: string } | 'staged' | { readonly against: string };

/** One of two states: the files to read, how to read them, and the places of their contents. */
export interface State {
  readonly files: FoundFiles;
  readonly io: Io;
  readonly placeOf: PlaceOf;
  /** The submodules that the other state does not have at the same commit. */
  readonly submodules?: readonly Submodule[];
  /** What is not known of it before it is read. */
  readonly unbuilt?: readonly Unbuilt[];
  /** For charts, in place of those that both states have. */
  readonly values?: ChartValues | undefined;
}

export interface States {
  readonly old: State;
  readonly next: State;
  readonly history: (manifest: Manifest) => readonly ControllerRevision[];
  /** Whether named files are compared as they are written, also where a kustomization makes something of them. */
  readonly asWritten?: boolean;
  /** Files of both states in some folders that did not change, and so are read only for context. */
  readonly beside?: (folders: ReadonlySet<string>) => readonly FoundFile[];
  /** Called when the old state holds no DaemonSet. Throws InputError when it is no state at all. */
  readonly withoutOld?: () => void;
  /** The files that differ, absolute; undefined where nobody knows. */
  readonly touched?: readonly string[];
  /** The files of some names that the new state has, absolute. */
  readonly named?: (names: readonly string[]) => readonly string[];
  /** All files that did not change; undefined where both states are whole. */
  readonly rest?: () => readonly FoundFile[];
}

/** The states of a base and the paths of the new state. Throws InputError. */
export function statesOf(base: Base, paths: readonly string[], io: Io): Promise<States> {
  return base !== 'staged' && 'against' in base ? pathStates(base.against, paths, io) : gitStates(base, paths, io);
}

/** Two states in files. The revisions of a dump are known too. */
export async function pathStates(old: string, paths: readonly string[], io: Io): Promise<States> {
  if (old === '-' && paths.includes('-')) throw new UsageError('standard input can be only one of the two states');
  const files = { old: await findFiles([old], io), next: await findFiles(paths, io) };
  const [fault] = files.old.faults;
  if (fault !== undefined) throw new InputError(fault.message);
  const next = paths.length === 0 ? '.' : paths.length === 1 ? paths[0] : undefined;
  const folders = next !== undefined && isFolder(old, io) && isFolder(next, io);
  const placeIn = (folder: string, found: FoundFiles): PlaceOf =>
    folders ? placesBelow(resolve(io.cwd, folder), found.files) : () => undefined;
  return {
    old: { files: files.old, io, placeOf: placeIn(old, files.old) },
    next: { files: files.next, io, placeOf: placeIn(next ?? '', files.next) },
    asWritten: true,
    ...(isOneFile(old, io) && {
      withoutOld: () => {
        withoutDaemonSet(old, io);
      },
    }),
    history: isFolder(old, io) ? () => [] : historyIn(old, io),
  };
}

function isFolder(path: string, io: Io): boolean {
  return path !== '-' && io.kindOf(resolve(io.cwd, path)) === 'directory';
}

function isOneFile(path: string, io: Io): boolean {
  const kind = path === '-' ? 'file' : io.kindOf(resolve(io.cwd, path));
  return kind !== undefined && kind !== 'directory';
}

function placesBelow(folder: string, files: readonly FoundFile[]): PlaceOf {
  const places = new Map(files.map(({ shown, path }) => [shown, relative(folder, path)]));
  return ({ source }) => places.get(source.path);
}

/** The revisions of a DaemonSet in the dump at `path`; the dump is read on demand. */
export function historyIn(path: string, io: Io): States['history'] {
  let dump: ReturnType<typeof loadDump> | undefined;
  let bytes: Uint8Array | undefined;
  return ({ namespace, name }) => {
    bytes ??= bytesOf(path, io);
    if (!Buffer.from(bytes).includes('ControllerRevision')) return [];
    dump ??= loadDump(path, io);
    const owner = dump.daemonSets.find(
      ({ metadata }) => metadata?.name === name && (metadata.namespace ?? 'default') === namespace,
    );
    return owner === undefined ? [] : controlledHistory(owner, dump.revisions);
  };
}

// The reader of the file reports why it cannot be read.
function bytesOf(path: string, io: Io): Uint8Array {
  try {
    return readNamed(path, io);
  } catch {
    return new Uint8Array();
  }
}

/** The state at HEAD and in the index, or at the merge base with a revision and in the work tree. */
export async function gitStates(
  base: Exclude<Base, { against: string }>,
  paths: readonly string[],
  io: Io,
): Promise<States> {
  if (paths.includes('-')) throw new UsageError('git has no standard input: name files or folders');
  const root = repositoryRoot(resolve(io.cwd, paths[0] ?? '.'), io);
  const option = base === 'staged' ? '--staged' : '--since';
  if (root === undefined) throw new InputError(`${option} needs a git work tree; ${paths[0] ?? '.'} is not in one`);
  const comparison = base === 'staged' ? base : { since: mergeBase(root, base.since, io) };
  const choice = await choose(paths, io);
  const place = ({ path }: GitFile): string => join(root, path);
  const found = gitChanges(root, comparison, choice, io);
  const { changes } = found;
  const gone = choice.missing.filter(
    (path) => !changes.some((change) => touches(change, resolve(io.cwd, path), place)),
  );
  const { faults } = gone.length === 0 ? { faults: [] } : await findFiles(gone, io);
  const isFound = (path: string): boolean => choice.isWanted(path) === 'found';
  const unchanged = new UnchangedFiles(root, base === 'staged', changes, isFound, io);
  const state = gitStateOf(root, found, choice, (path) => unchanged.bytes(path), io);
  const next = state('after');
  return {
    old: state('before'),
    next: { ...next, files: { ...next.files, faults } },
    history: () => [],
    named: (names) => found.named(names).map((path) => join(root, path)),
    touched: found.all.flatMap(filesOf).map(place),
    beside: (folders) => unchanged.within(folders),
    rest: () => unchanged.within(undefined),
  };
}

function touches({ before, after }: FileChange, path: string, place: (file: GitFile) => string): boolean {
  return [before, after].some((file) => file !== undefined && isWithin(place(file), path));
}
