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
  readonly absent: { has(path: string): boolean };
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
  const added = new Map<string, DirectoryEntry[]>();
  for (const path of files.keys()) {
    const entries = added.get(dirname(path)) ?? [];
    entries.push({ name: basename(path), kind: 'file' });
    added.set(dirname(path), entries);
  }
  const folders = new Set<string>();
  for (const path of files.keys())
    for (let at = dirname(path); !folders.has(at) && at !== dirname(at); at = dirname(at)) folders.add(at);
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
      if (absent.has(path)) return undefined;
      return files.has(path) ? 'file' : (io.kindOf(path) ?? (folders.has(path) ? 'directory' : undefined));
    },
    realPath: (path) => {
      if (absent.has(path)) return undefined;
      return io.realPath(path) ?? (files.has(path) || folders.has(path) ? path : undefined);
    },
    readDirectory: (path) => {
      const own = added.get(path) ?? [];
      const names = new Set(own.map(({ name }) => name));
      const onDisk = folders.has(path) && io.kindOf(path) === undefined ? [] : io.readDirectory(path);
      const others = onDisk.filter(({ name }) => !names.has(name) && !absent.has(`${path}/${name}`));
      return [...others, ...own];
    },
  };
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
