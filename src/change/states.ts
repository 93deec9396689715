import { join, relative, resolve, sep } from 'node:path';
import { loadDump } from '../dump/read-dump.ts';
import { InputError, UsageError } from '../io/errors.ts';
import { fileAt, findFiles, PATTERN, type FoundFile, type FoundFiles } from '../input/find-files.ts';
import { changedFiles, filesAt, filesIn, mergeBase, readObjects, type FileChange, type GitFile } from '../io/git.ts';
import type { Io } from '../io/io.ts';
import { controlledHistory, type ControllerRevision } from '../kubernetes/kubectl/history.ts';
import type { ChartValues } from '../manifest/chart-release.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { PlaceOf } from './pairing.ts';
import { repositoryRoot } from '../io/work-tree.ts';
import { withoutDaemonSet } from './old-file.ts';
import { contentsOf, stateIo } from './state-io.ts';
import { expand, isSearchedName, LEFT_OUT } from '../input/search-folder.ts';
import { readNamed } from '../io/read-limits.ts';

/** What a state is compared with: a git revision, HEAD (then the index is the new state), or a path. */
export type Base = { readonly since: string } | 'staged' | { readonly against: string };

/** One of two states: the files to read, how to read them, and the places of their contents. */
export interface State {
  readonly files: FoundFiles;
  readonly io: Io;
  readonly placeOf: PlaceOf;
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
  const { isWanted, missing } = await choose(paths, io);
  const place = ({ path }: GitFile): string => join(root, path);
  const all = changedFiles(root, comparison, io);
  const changes = all.filter((change) =>
    [change.before, change.after].some((file) => file !== undefined && isWanted(place(file)) !== undefined),
  );
  // What charts and kustomizations rest on counts, whatever it is called and whether it was named.
  const chosen = new Set(changes);
  const parts = all.filter((change) => !chosen.has(change));
  const gone = missing.filter((path) => !changes.some((change) => touches(change, resolve(io.cwd, path), place)));
  const { faults } = gone.length === 0 ? { faults: [] } : await findFiles(gone, io);
  const contents = contentsOf(root, [changes.flatMap(objectsOf), parts.flatMap(objectsOf)], io);
  const isAsked = (path: string): boolean => isWanted(path) !== undefined || isWanted(`${path}.yaml`) === 'found';
  const unchanged = new Unchanged(root, base, changes, (path) => isWanted(path) === 'found', io);
  const state = (side: 'before' | 'after'): State => {
    const placed = changes.flatMap((change) => {
      const file = change[side];
      return file === undefined
        ? []
        : [{ file, found: fileAt(place(file), isWanted(place(file)) === 'named', io), change }];
    });
    const files = new Map<string, GitFile>();
    const absent = new Set<string>();
    for (const change of [...changes, ...parts]) {
      const file = change[side];
      for (const other of filesOf(change)) if (other !== file) absent.add(place(other));
      if (file !== undefined) files.set(place(file), file);
    }
    for (const path of files.keys()) absent.delete(path);
    const partAt = (path: string): FoundFile => {
      const found = fileAt(path, false, io);
      return isAsked(path) ? found : { ...found, part: true };
    };
    const helpers = parts.flatMap((change): FoundFile[] => {
      const file = change[side];
      return file === undefined ? [] : [partAt(place(file))];
    });
    const lost = [...absent].map(partAt);
    const places = new Map(placed.map(({ found, change }) => [found.shown, (change.after ?? change.before)?.path]));
    const { cwd } = io;
    const placeIn = (path: string): string => relative(root, resolve(cwd, path)).replaceAll(sep, '/');
    return {
      files: {
        files: [...placed.map(({ found }) => found), ...helpers],
        faults: side === 'after' ? faults : [],
        changed: (path) => isWanted(path) !== undefined,
        lost,
      },
      io: stateIo({ files, absent, contents }, (path) => unchanged.bytes(path), io),
      // What is made of several files is known by the one that asks for it, also where that did not change.
      placeOf: ({ source: { path, madeFrom } }) =>
        places.get(path) ?? (madeFrom === undefined ? undefined : placeIn(path)),
    };
  };
  const beside = (folders: ReadonlySet<string>): readonly FoundFile[] => unchanged.within(folders);
  return {
    old: state('before'),
    next: state('after'),
    history: () => [],
    touched: all.flatMap(filesOf).map(place),
    beside,
    rest: () => unchanged.within(undefined),
  };
}

function filesOf({ before, after }: FileChange): GitFile[] {
  return [before, after].filter((file) => file !== undefined);
}

function objectsOf({ before, after }: FileChange): string[] {
  return [before?.object, after?.object].filter((object) => object !== undefined);
}

/** The files that a change does not touch; listed on demand. */
class Unchanged {
  readonly #root: string;
  readonly #staged: boolean;
  readonly #changed: ReadonlySet<string | undefined>;
  readonly #isWanted: (path: string) => boolean;
  readonly #io: Io;
  readonly #bytes = new Map<string, Uint8Array | undefined>();

  constructor(root: string, base: Base, changes: readonly FileChange[], isWanted: (path: string) => boolean, io: Io) {
    this.#root = root;
    this.#staged = base === 'staged';
    this.#changed = new Set(changes.flatMap(({ before, after }) => [before?.path, after?.path]));
    this.#isWanted = isWanted;
    this.#io = io;
  }

  /** Those in some folders, or everywhere. */
  within(folders: ReadonlySet<string> | undefined): readonly FoundFile[] {
    const within = folders && [...folders].map((folder) => relative(this.#root, folder).replaceAll(sep, '/'));
    const listed =
      within === undefined ? filesAt(this.#root, 'index', this.#io) : filesIn(this.#root, within, this.#io);
    const placed = listed
      .map(({ path, object = '' }) => ({ path: join(this.#root, path), object, isChanged: this.#changed.has(path) }))
      .filter(({ path, isChanged }) => !isChanged && this.#isWanted(path));
    if (this.#staged) {
      const contents = readObjects(
        this.#root,
        placed.map(({ object }) => object),
        this.#io,
      );
      for (const { path, object } of placed) this.#bytes.set(path, contents.get(object));
    }
    const known = placed.filter(({ path }) => !this.#staged || this.#bytes.get(path) !== undefined);
    return known.map(({ path }) => fileAt(path, false, this.#io));
  }

  /** From the index, if that is the new state. */
  bytes(path: string): Uint8Array | undefined {
    return this.#bytes.get(path);
  }
}

function touches({ before, after }: FileChange, path: string, place: (file: GitFile) => string): boolean {
  return [before, after].some((file) => file !== undefined && isWithin(place(file), path));
}

/** The changed files that the paths include, and the paths that no longer exist. */
interface Choice {
  readonly isWanted: (path: string) => 'named' | 'found' | undefined;
  readonly missing: readonly string[];
}

async function choose(paths: readonly string[], io: Io): Promise<Choice> {
  const [named, folders, missing] = [new Set<string>(), [] as string[], [] as string[]];
  const matched = new Set<string>();
  for (const path of paths.length === 0 ? ['.'] : paths) {
    const absolute = resolve(io.cwd, path);
    const kind = io.kindOf(absolute);
    if (kind === 'directory') folders.push(absolute);
    else if (kind !== undefined) named.add(absolute);
    else if (PATTERN.test(path)) (await expand(path, io)).files.forEach((file) => matched.add(file));
    else missing.push(path);
  }
  const isBelow = (path: string): boolean => folders.some((folder) => isSearched(path, folder));
  const isWanted: Choice['isWanted'] = (path) =>
    named.has(path) || missing.some((gone) => isWithin(path, resolve(io.cwd, gone)))
      ? 'named'
      : matched.has(path) || isBelow(path)
        ? 'found'
        : undefined;
  return { isWanted, missing };
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Whether a search of `folder` would find `path`. */
function isSearched(path: string, folder: string): boolean {
  if (!isSearchedName(path) || !isWithin(path, folder)) return false;
  return !relative(folder, path)
    .split(sep)
    .some((step) => LEFT_OUT.has(step));
}
