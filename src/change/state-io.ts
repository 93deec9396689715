/** The file system as a state has it. */
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { InputError } from '../io/errors.ts';
import type { Links } from '../io/git-links.ts';
import { readObjects, type GitFile } from '../io/git.ts';
import type { DirectoryEntry, Io } from '../io/io.ts';
import { tooLarge } from '../io/read-file.ts';

/** Changed files of a state by their absolute paths, and those that it does not have. */
export interface StateFiles {
  /** Of the repository. */
  readonly root: string;
  readonly files: ReadonlyMap<string, GitFile>;
  readonly absent: ReadonlyMap<string, unknown>;
  readonly contents: Contents;
  /** The links of this state and of the other one, where they are not the same. */
  readonly links: { readonly own: Links; readonly other: Links } | undefined;
}

/** What an object of git holds: `large` is more than what is read, `lacking` is not in this clone. */
export type Contents = (object: string) => Uint8Array | 'large' | 'lacking';

/** The contents of objects in groups, each of which is read as a whole when one of it is asked for. */
export function contentsOf(root: string, groups: readonly (readonly string[])[], io: Io): Contents {
  const read = groups.map((names) => {
    let known: ReturnType<typeof readObjects> | undefined;
    return { names: new Set(names), contents: () => (known ??= readObjects(root, names, io)) };
  });
  return (object) => {
    const contents = read.find(({ names }) => names.has(object))?.contents();
    return contents?.has(object) === true ? (contents.get(object) ?? 'large') : 'lacking';
  };
}

/** `io` with the changed files as one state has them; `otherwise` knows those that did not change. */
export function stateIo(
  { root, files, absent, contents, links }: StateFiles,
  otherwise: (path: string) => Uint8Array | undefined,
  io: Io,
): Io {
  const folders = entriesOf(files.keys());
  const isGone = goneFrom(folders, absent, io);
  const realRoot = io.realPath(root) ?? root;
  const wayTo = (path: string): string | undefined => wayBelow(root, path) ?? wayBelow(realRoot, path);
  /** Where a path leads to by the links that the state has; what is on disk may have others. */
  const behind = (path: string): string | undefined => {
    const way = wayTo(path);
    const real = way === undefined ? undefined : links === undefined ? way : links.own.real(way);
    return way === undefined ? path : real === undefined ? undefined : join(root, real);
  };
  const has = (path: string): boolean => files.has(path) || folders.has(path);
  const isOnDisk = (path: string): boolean => !isGone(path) && links?.other.isBehind(wayTo(path) ?? '') !== true;
  const isOwnLink = (path: string): boolean => links?.own.isLink(wayTo(path) ?? '') === true;
  return {
    ...io,
    readFile: (path, options) => {
      const real = behind(path);
      if (real === undefined) throw missing(path);
      const object = (files.get(path) ?? files.get(real))?.object;
      const known = object === undefined ? (otherwise(path) ?? otherwise(real)) : contents(object);
      if (known === undefined && !files.has(real) && !isOnDisk(real)) throw missing(path);
      if (known === undefined) return io.readFile(real, options);
      if (known === 'lacking') throw new InputError(lacks(relative(io.cwd, path), object ?? ''));
      if (known === 'large' || known.length > io.maxFileSize) throw tooLarge(io.maxFileSize);
      return known;
    },
    kindOf: (path) => {
      const real = behind(path) ?? '';
      if (files.has(path) || files.has(real)) return 'file';
      if (folders.has(path) || folders.has(real)) return 'directory';
      return real !== '' && isOnDisk(real) ? io.kindOf(real) : undefined;
    },
    realPath: (path) => {
      const real = behind(path);
      if (real === undefined) return undefined;
      if (has(real) && links !== undefined) return join(realRoot, relative(root, real));
      return isOnDisk(real) || has(real) ? (io.realPath(real) ?? (has(real) ? real : undefined)) : undefined;
    },
    readDirectory: (path) => {
      const real = behind(path);
      if (real === undefined) throw missing(path);
      const own = new Map([...(folders.get(real) ?? []), ...(folders.get(path) ?? [])]);
      const onDisk = !isOnDisk(real) || (own.size > 0 && io.kindOf(real) !== 'directory') ? [] : io.readDirectory(real);
      const isElsewhere = (name: string): boolean => own.has(name) || !isOnDisk(join(real, name));
      const others = onDisk.filter(({ name }) => !isElsewhere(name) && !isGone(join(path, name)));
      const kindIn = ({ name, kind }: DirectoryEntry): DirectoryEntry['kind'] =>
        isOwnLink(join(real, name)) ? 'link' : kind;
      return [...others, ...[...own.values()].map((entry) => ({ ...entry, kind: kindIn(entry) }))];
    },
  };
}

/** The way from a folder to what is in it, with `/`; undefined for what is elsewhere. */
function wayBelow(folder: string, path: string): string | undefined {
  const way = relative(folder, path).replaceAll(sep, '/');
  return isAbsolute(way) || way === '..' || way.startsWith('../') ? undefined : way;
}

function missing(path: string): Error {
  return Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
}

/** What of `paths` is in each folder on the way to them. */
function entriesOf(paths: Iterable<string>): ReadonlyMap<string, ReadonlyMap<string, DirectoryEntry>> {
  const folders = new Map<string, Map<string, DirectoryEntry>>();
  for (const path of paths) {
    let kind: DirectoryEntry['kind'] = 'file';
    for (let at = path; at !== dirname(at); at = dirname(at)) {
      const entries = folders.get(dirname(at));
      const entry = { name: basename(at), kind };
      if (entries !== undefined) {
        entries.set(entry.name, entry);
        break;
      }
      folders.set(dirname(at), new Map([[entry.name, entry]]));
      kind = 'directory';
    }
  }
  return folders;
}

/** Tells what a state does not have: `absent` files, and the folders on disk in which is nothing else. */
function goneFrom(
  folders: ReadonlyMap<string, unknown>,
  absent: StateFiles['absent'],
  io: Io,
): (path: string) => boolean {
  const emptied = entriesOf(absent.keys());
  const known = new Map<string, boolean>();
  const isGone = (path: string): boolean => {
    if (folders.has(path)) return false;
    if (absent.has(path)) return true;
    if (!emptied.has(path)) return false;
    let gone = known.get(path);
    if (gone === undefined) known.set(path, (gone = isEmpty(path)));
    return gone;
  };
  const isEmpty = (path: string): boolean => {
    try {
      return io.readDirectory(path).every(({ name }) => isGone(join(path, name)));
    } catch {
      // What cannot be looked into may hold something.
      return io.kindOf(path) === undefined;
    }
  };
  return isGone;
}

function lacks(path: string, object: string): string {
  return `${path}: this clone lacks contents that are compared; in a partial clone git cat-file -p ${object} fetches them`;
}
