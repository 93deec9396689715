/**
 * Which files of an input are variants of each other, of which a cluster gets only one: the overlays of two
 * environments, the examples of a chart, the manifests of two versions.
 */
import type { Manifest } from './manifest.ts';
import { writtenAt } from '../document/source.ts';
import type { InputText } from './input-text.ts';

/**
 * A folder in which two entries define the same object contains variants: it cannot be applied as a whole, so nothing
 * in one entry is combined with anything in another, or with anything outside.
 */
export class Alternatives {
  readonly #folders = new Set<string>();

  constructor(texts: readonly InputText[], manifests: readonly Manifest[]) {
    const places = new Map<string, Set<string>>();
    const add = (identity: string, path: string): void => {
      const paths = places.get(identity);
      if (paths === undefined) places.set(identity, new Set([path]));
      else paths.add(path);
    };
    for (const { namespace, name, source, root } of manifests) {
      add(`DaemonSet ${namespace} ${name}`, source.path);
      if (source.madeFrom === undefined) continue;
      // What several overlays make of one base is one object under several names.
      const written = writtenAt(source, root.span.start);
      add(`written ${written.source.path} ${String(written.start)}`, source.path);
    }
    for (const { path, heads } of texts)
      for (const { identity } of heads) if (identity !== undefined) add(identity, path);
    // Neighbors in the order of the tree are enough: their common folders are those of all pairs.
    for (const paths of places.values()) {
      const sorted = [...paths].map((path) => path.split('/').join('\0')).sort();
      for (const [index, path] of sorted.slice(1).entries()) {
        this.#folders.add(commonFolder(sorted[index] ?? '', path, '\0'));
      }
    }
  }

  /** Whether the files at two paths may never be applied together: one of them is a variant that the other is not in. */
  between(a: string, b: string): boolean {
    if (a === b) return false;
    if (this.#folders.size === 0) return false;
    const common = commonFolder(a, b, '/');
    return this.#variesBelow(common, a) || this.#variesBelow(common, b);
  }

  /** The innermost variant that a file is in, or nothing: the same for files of which neither is a variant of the other. */
  variantOf(path: string): string {
    for (let at = path.lastIndexOf('/'), end = path.length; ; end = at, at = path.lastIndexOf('/', at - 1)) {
      if (this.#folders.has(path.slice(0, Math.max(0, at)))) return path.slice(0, end);
      if (at <= 0) return '';
    }
  }

  #variesBelow(common: string, path: string): boolean {
    if (this.#folders.has(common)) return true;
    for (let at = path.lastIndexOf('/'); at > common.length; at = path.lastIndexOf('/', at - 1)) {
      if (this.#folders.has(path.slice(0, at))) return true;
    }
    return false;
  }
}

function commonFolder(a: string, b: string, separator: string): string {
  const [left, right] = [a.split(separator), b.split(separator)];
  // No file is a folder too: two paths part before either ends.
  const depth = left.findIndex((name, at) => name !== right[at]);
  return left.slice(0, depth).join('/');
}
