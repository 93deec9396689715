import { dirname, join, relative, sep } from 'node:path';
import type { Io } from './io.ts';

/** The root of the work tree that `directory` lies in; undefined outside of one. */
export function repositoryRoot(directory: string, io: Io): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (io.kindOf(join(at, '.git')) !== undefined) return at;
    if (at === dirname(at)) return undefined;
  }
}

/** The current directory as seen from the repository's root, with `/`; undefined outside of one. */
export function fromRootOf(root: string | undefined, cwd: string): string | undefined {
  return root === undefined ? undefined : relative(root, cwd).replaceAll(sep, '/');
}
