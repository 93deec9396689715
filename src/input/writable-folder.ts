import { dirname, resolve } from 'node:path';
import type { Io } from '../io/io.ts';
import { isInside, repositoryRoot } from '../io/work-tree.ts';

/**
 * The folder that a file may be written in without leaving what the user works on: the work tree around the current
 * directory, that directory, or a folder that was named; for another file its own folder. Absolute, as `path` is.
 */
export function treeOf(path: string, named: readonly string[], io: Io): string {
  const root = repositoryRoot(io.cwd, io);
  const trees = [...(root === undefined ? [] : [root]), io.cwd, ...named.map((name) => resolve(io.cwd, name))];
  return trees.find((tree) => tree !== path && isInside(path, tree)) ?? dirname(path);
}
