/** Which configuration file governs a folder. */
import { dirname, join } from 'node:path';
import type { Io } from '../io/io.ts';
import { repositoryRoot } from '../io/work-tree.ts';

/** The names of a configuration file; of several in one folder the first counts. */
export const CONFIG_NAMES: readonly string[] = [
  'daemonlint.yaml',
  'daemonlint.yml',
  '.daemonlint.yaml',
  '.daemonlint.yml',
];

/** A configuration file, if there is one, and its folder, or that in which it would be. */
export interface ConfigPlace {
  readonly path: string | undefined;
  readonly folder: string;
}

/** The configuration files of a folder, the one that counts first. */
export function configsIn(folder: string, io: Io): readonly string[] {
  return CONFIG_NAMES.map((name) => join(folder, name)).filter((path) => io.kindOf(path) === 'file');
}

/**
 * The configuration that governs `directory`: the nearest one upwards, up to the repository's root; without one, that
 * root, or the current directory outside of a repository.
 */
export function findConfig(directory: string, io: Io): ConfigPlace {
  const root = repositoryRoot(directory, io);
  for (let at = directory; ; at = dirname(at)) {
    const path = nameIn(at, io);
    if (path !== undefined) return { path, folder: at };
    if (at === root || at === dirname(at)) return { path: undefined, folder: root ?? io.cwd };
  }
}

function nameIn(folder: string, io: Io): string | undefined {
  const name = CONFIG_NAMES.find((candidate) => io.kindOf(join(folder, candidate)) === 'file');
  return name === undefined ? undefined : join(folder, name);
}

/** The nearest configuration in the folders above `folder`, up to the repository's root. */
export function configAbove(folder: string, io: Io): string | undefined {
  return folder === repositoryRoot(folder, io) || folder === dirname(folder)
    ? undefined
    : findConfig(dirname(folder), io).path;
}

/** The folder that a configuration does not look out of: its repository, else that of the uppermost configuration. */
export function treeOf(folder: string, io: Io): string {
  const root = repositoryRoot(folder, io);
  if (root !== undefined) return root;
  let top = folder;
  for (let at = folder; at !== dirname(at); at = dirname(at)) if (nameIn(at, io) !== undefined) top = at;
  return top;
}
