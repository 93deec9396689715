import { dirname, join, relative } from 'node:path';
import type { Io } from './io.ts';
import { nodeAt, type Node } from './kubernetes/node.ts';
import { parseDocument } from './kubernetes/yaml/parse.ts';

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const LEVELS = 3;

/** Tells whether a kustomization in a file's directory, or up to three above it, names the file among its patches. */
export function kustomizePatches(io: Io): (path: string) => boolean {
  const known = new Map<string, ReadonlySet<string>>();
  const patchesIn = (directory: string): ReadonlySet<string> => {
    let patches = known.get(directory);
    if (patches === undefined) {
      const name = NAMES.find((candidate) => io.kindOf(join(directory, candidate)) === 'file');
      patches = new Set(name === undefined ? [] : patchesOf(join(directory, name), io));
      known.set(directory, patches);
    }
    return patches;
  };
  return (path) => {
    let directory = dirname(path);
    for (let level = 0; level <= LEVELS; level++) {
      if (patchesIn(directory).has(normal(relative(directory, path)))) return true;
      if (directory === dirname(directory)) return false;
      directory = dirname(directory);
    }
    return false;
  };
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
