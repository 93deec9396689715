import { basename, dirname, join, relative } from 'node:path';
import type { Io } from '../io/io.ts';
import { nodeAt, type Node } from '../kubernetes/yaml/node.ts';
import { parseDocument } from '../kubernetes/yaml/parse.ts';

/** The file names that kustomize looks for in a directory. */
export const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const LEVELS = 3;

/** Whether kustomize reads a file with this name by default. */
export function isKustomizationPath(path: string): boolean {
  return KUSTOMIZATIONS.includes(basename(path));
}

/** Whether there is a kustomization among files, or above one of those that `isAround` tells. */
export function meetsKustomization<F extends { readonly path: string }>(
  files: readonly F[],
  isAround: (file: F) => boolean,
  io: Io,
): boolean {
  const isKustomized = kustomizedIn([], io);
  return files.some(
    (file) => isKustomizationPath(file.path) || (file.path !== '-' && isAround(file) && isKustomized(file.path)),
  );
}

/** Whether there is a kustomization above a file, on disk or among `files`. */
export function kustomizedIn(files: readonly string[], io: Io): (path: string) => boolean {
  const known = new Map(files.filter(isKustomizationPath).map((path) => [dirname(path), true]));
  const isBelow = (folder: string): boolean => {
    let found = known.get(folder);
    if (found === undefined) {
      const above = dirname(folder);
      found =
        KUSTOMIZATIONS.some((name) => io.kindOf(join(folder, name)) === 'file') || (above !== folder && isBelow(above));
      known.set(folder, found);
    }
    return found;
  };
  return (path) => isBelow(dirname(path));
}

/** Finds out whether a kustomization in a file's directory, or up to three above it, names the file in its patches. */
export function kustomizePatches(io: Io): (path: string) => boolean {
  const patchedBy = kustomizationOf(io);
  return (path) => patchedBy(path) !== undefined;
}

/** Finds that kustomization: the path of its file. */
export function kustomizationOf(io: Io): (path: string) => string | undefined {
  const known = new Map<string, Patches>();
  const patchesIn = (directory: string): Patches => {
    let patches = known.get(directory);
    if (patches === undefined) {
      const name = KUSTOMIZATIONS.find((candidate) => io.kindOf(join(directory, candidate)) === 'file');
      const file = name === undefined ? undefined : join(directory, name);
      patches = { file, paths: new Set(file === undefined ? [] : patchesOf(file, io)) };
      known.set(directory, patches);
    }
    return patches;
  };
  return (path) => {
    let directory = dirname(path);
    for (let level = 0; level <= LEVELS; level++) {
      const { file, paths } = patchesIn(directory);
      if (paths.has(normal(relative(directory, path)))) return file;
      if (directory === dirname(directory)) return undefined;
      directory = dirname(directory);
    }
    return undefined;
  };
}

interface Patches {
  readonly file: string | undefined;
  readonly paths: ReadonlySet<string>;
}

function patchesOf(path: string, io: Io): string[] {
  let text: string;
  try {
    text = Buffer.from(io.readFile(path)).toString('utf8');
  } catch {
    return [];
  }
  const { root } = parseDocument(text, { start: 0, end: text.length });
  if (root === undefined) return [];
  return ['patches', 'patchesStrategicMerge', 'patchesJson6902'].flatMap((key) => pathsIn(nodeAt(root, [key])));
}

function pathsIn(list: Node | undefined): string[] {
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item) => {
    const path = item.kind === 'map' ? nodeAt(item, ['path']) : item;
    return path?.kind === 'string' ? [normal(path.value)] : [];
  });
}

function normal(path: string): string {
  return path.replaceAll('\\', '/').replace(/^\.\//, '');
}
