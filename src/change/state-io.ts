/** The file system as a state has it. */
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { InputError } from '../io/errors.ts';
import type { Links } from '../io/git-links.ts';
import { readObjects, type GitFile } from '../io/git.ts';
import type { DirectoryEntry, Io } from '../io/io.ts';
import { tooLarge } from '../io/read-file.ts';

/** Changed files of a state by their absolute paths, and those that it does not have. */
export interface StateFiles {
  readonly files: ReadonlyMap<string, GitFile>;
  readonly absent: ReadonlyMap<string, unknown>;
  readonly contents: Contents;
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
  { files, absent, contents }: StateFiles,
  otherwise: (path: string) => Uint8Array | undefined,
  io: Io,
): Io {
  const folders = entriesOf(files.keys());
  const isGone = goneFrom(folders, absent, io);
  return {
    ...io,
    readFile: (path, options) => {
      const object = files.get(path)?.object;
      const known = object === undefined ? otherwise(path) : contents(object);
      if (known === undefined) return io.readFile(path, options);
      if (known === 'lacking') throw new InputError(lacks(relative(io.cwd, path), object ?? ''));
      if (known === 'large' || known.length > io.maxFileSize) throw tooLarge(io.maxFileSize);
      return known;
    },
    kindOf: (path) => {
      if (files.has(path)) return 'file';
      if (folders.has(path)) return 'directory';
      return isGone(path) ? undefined : io.kindOf(path);
    },
    realPath: (path) => {
      if (isGone(path)) return undefined;
      return io.realPath(path) ?? (files.has(path) || folders.has(path) ? path : undefined);
    },
    readDirectory: (path) => {
      const own = folders.get(path);
      const onDisk = own !== undefined && io.kindOf(path) !== 'directory' ? [] : io.readDirectory(path);
      const others = onDisk.filter(({ name }) => own?.has(name) !== true && !isGone(join(path, name)));
      return [...others, ...(own?.values() ?? [])];
    },
  };
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

/** `io` where paths lead through the links that a state has; what is on disk may have others. */
export function behindLinks(root: string, links: Links, io: Io): Io {
  const behind = (path: string): string | undefined => {
    const way = relative(root, path).replaceAll(sep, '/');
    if (way === '' || isAbsolute(way) || way.startsWith('../')) return path;
    const real = links.real(way);
    return real === undefined ? undefined : join(root, real);
  };
  const found = (path: string): string => {
    const real = behind(path);
    if (real === undefined) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
    return real;
  };
  const at = <Found>(path: string, ask: (real: string) => Found): Found | undefined => {
    const real = behind(path);
    return real === undefined ? undefined : ask(real);
  };
  return {
    ...io,
    readFile: (path, options) => io.readFile(found(path), options),
    readDirectory: (path) => io.readDirectory(found(path)),
    kindOf: (path) => at(path, (real) => io.kindOf(real)),
    realPath: (path) => at(path, (real) => io.realPath(real)),
  };
}

function lacks(path: string, object: string): string {
  return `${path}: this clone lacks contents that are compared; in a partial clone git cat-file -p ${object} fetches them`;
}
