import { dirname, join, relative } from 'node:path';
import type { Io } from './io.ts';
import { nodeAt, type Node } from './kubernetes/node.ts';
import { parseDocument } from './kubernetes/yaml/parse.ts';

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const LEVELS = 3;

/** Whether a kustomization in the file's directory, or up to three above it, names the file among its patches. */
export function isKustomizePatch(path: string, io: Io): boolean {
  let directory = dirname(path);
  for (let level = 0; level <= LEVELS; level++) {
    const name = NAMES.find((candidate) => io.kindOf(join(directory, candidate)) === 'file');
    if (name !== undefined && patchesOf(join(directory, name), io).includes(normal(relative(directory, path))))
      return true;
    if (directory === dirname(directory)) return false;
    directory = dirname(directory);
  }
  return false;
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
