import { relative, resolve, sep } from 'node:path';
import { PATTERN } from '../input/find-files.ts';
import { expand, isSearchedName, LEFT_OUT } from '../input/search-folder.ts';
import type { Io } from '../io/io.ts';

/** The changed files that the paths include, and the paths that no longer exist. */
export interface Choice {
  readonly isWanted: (path: string) => 'named' | 'found' | undefined;
  readonly missing: readonly string[];
}

export async function choose(paths: readonly string[], io: Io): Promise<Choice> {
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

/** Whether `path` is `folder` or below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Whether a search of `folder` would find `path`. */
function isSearched(path: string, folder: string): boolean {
  if (!isSearchedName(path) || !isWithin(path, folder)) return false;
  return !relative(folder, path)
    .split(sep)
    .some((step) => LEFT_OUT.has(step));
}
