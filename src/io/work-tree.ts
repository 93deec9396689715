import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Io } from './io.ts';

/** The root of the work tree that `directory` lies in; undefined outside of one. Git is not asked. */
export function repositoryRoot(directory: string, io: Pick<Io, 'kindOf'>): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (isGit(join(at, '.git'), io)) return at;
    if (at === dirname(at)) return undefined;
  }
}

// A folder that is not a repository would make git take what is around it for one.
function isGit(path: string, io: Pick<Io, 'kindOf'>): boolean {
  const kind = io.kindOf(path);
  return kind === 'file' || (kind === 'directory' && io.kindOf(join(path, 'HEAD')) === 'file');
}

/** Whether a link leads from a repository to what is outside of it. */
export function leavesRepository(path: string, io: Pick<Io, 'kindOf' | 'realPath'>): boolean {
  const real = io.realPath(path);
  if (real === path) return false;
  const root = repositoryRoot(dirname(path), io);
  return root !== undefined && real !== undefined && !isInside(real, io.realPath(root) ?? root);
}

/** The current directory as seen from the repository's root, with `/`; undefined outside of one. */
export function fromRootOf(root: string | undefined, cwd: string): string | undefined {
  return root === undefined ? undefined : relative(root, cwd).replaceAll(sep, '/');
}

/** Whether `path` is `folder` or lies in it, both real. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way !== '..' && !/^\.\.[\\/]/.test(way);
}
