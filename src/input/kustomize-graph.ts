/** Which kustomizations use which others, and which files they are made of. */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Io } from '../io/io.ts';
import { StepPool } from '../limits/budget.ts';
import { repositoryRoot } from '../io/work-tree.ts';
import { KUSTOMIZATIONS } from './kustomization.ts';
import { FileCache, referencesOf, type Place, type Reference, type References } from '../kustomize/index.ts';

/** Everything that a kustomization is made of. */
export interface Reach {
  /** Its own and those that it uses, absolute. */
  readonly directories: ReadonlySet<string>;
  /** Those of them without a kustomization that can be read. */
  readonly unread: readonly string[];
  /** Files by their paths, kustomization files among them. */
  readonly files: ReadonlyMap<string, Reference['use'] | 'kustomization'>;
}

/** The kustomizations of a tree; each file is read once. */
export class KustomizeGraph {
  readonly #io: Io;
  readonly #pool: StepPool;
  readonly #caches = new Map<string | undefined, FileCache>();
  readonly #references = new Map<string, References | undefined>();
  readonly #reaches = new Map<string, Reach>();

  constructor(io: Io, pool = new StepPool()) {
    this.#io = io;
    this.#pool = pool;
  }

  /** The files of the repository that a directory lies in, which kustomizations may read. */
  filesAround(directory: string): FileCache {
    const root = repositoryRoot(directory, this.#io);
    let cache = this.#caches.get(root);
    if (cache === undefined) this.#caches.set(root, (cache = new FileCache(this.#io, root, this.#pool)));
    return cache;
  }

  /** What the kustomization in a directory refers to itself; undefined where it cannot be read. */
  references(directory: string): References | undefined {
    if (!this.#references.has(directory))
      this.#references.set(directory, referencesOf(directory, this.filesAround(directory)));
    return this.#references.get(directory);
  }

  /** What the kustomization in a directory is made of. */
  reach(directory: string): Reach {
    const known = this.#reaches.get(directory);
    if (known !== undefined) return known;
    const directories = new Set<string>();
    const files = new Map<string, Reference['use'] | 'kustomization'>();
    const unread: string[] = [];
    const open = [directory];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (directories.has(at)) continue;
      directories.add(at);
      const references = this.references(at);
      if (references === undefined) {
        unread.push(at);
        for (const path of this.kustomizationsIn(at)) files.set(path, 'kustomization');
        continue;
      }
      files.set(references.file, 'kustomization');
      for (const { path, use } of references.files) files.set(path, use);
      for (const folder of references.charts) for (const path of filesBelow(folder, this.#io)) files.set(path, 'data');
      open.push(...references.directories.map(({ path }) => path));
    }
    const reach = { directories, unread, files };
    this.#reaches.set(directory, reach);
    return reach;
  }

  /** The kustomization files in a directory: one, or more than kustomize takes. */
  kustomizationsIn(directory: string): string[] {
    return KUSTOMIZATIONS.map((name) => join(directory, name)).filter((path) => this.#io.kindOf(path) === 'file');
  }

  /** Those of some directories whose kustomization none of the others uses; components are built by nobody alone. */
  outermost(directories: Iterable<string>): readonly string[] {
    const all = [...new Set(directories)].sort();
    const used = new Set(all.flatMap((each) => this.references(each)?.directories.map(({ path }) => path) ?? []));
    const isAlone = (each: string): boolean => this.references(each)?.isComponent !== true;
    const found = all.filter((each) => !used.has(each) && isAlone(each));
    // Those of a circle use each other: one of them is built, and tells of it.
    const reached = new Set(all.filter((each) => !used.has(each)).flatMap((each) => [...this.reach(each).directories]));
    for (const each of all) {
      if (reached.has(each) || !isAlone(each)) continue;
      found.push(each);
      for (const directory of this.reach(each).directories) reached.add(directory);
    }
    return found;
  }

  /** The base of a kustomization that a file comes with; undefined for what comes with components or with none. */
  baseWith(directory: string, file: string): string | undefined {
    const references = this.references(directory);
    if (references === undefined || references.files.some(({ path }) => path === file)) return undefined;
    if (references.file === file) return undefined;
    const bases = references.directories.filter(({ use }) => use === 'objects').map(({ path }) => path);
    return bases.find((base) => this.references(base)?.isComponent === false && this.reach(base).files.has(file));
  }

  /** The line of a kustomization that leads to a file of another one; undefined for files of its own. */
  wayTo(directory: string, file: string): Place | undefined {
    const references = this.references(directory);
    if (references === undefined || references.files.some(({ path }) => path === file)) return undefined;
    return references.directories.find(({ path }) => this.reach(path).files.has(file))?.place;
  }

  /** A digest of the files of a kustomization that are for one of `uses`. */
  digest(directory: string, uses: readonly (Reference['use'] | 'kustomization')[]): string {
    const hash = createHash('sha256');
    const chosen = [...this.reach(directory).files].filter(([, use]) => uses.includes(use));
    for (const [path] of chosen.sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(this.bytes(path) ?? '-').update('\0');
    return hash.digest('hex');
  }

  /** The bytes of a file; undefined where it cannot be read. */
  bytes(path: string): Uint8Array | undefined {
    try {
      return this.filesAround(dirname(path)).read(path);
    } catch {
      return undefined;
    }
  }

  /** The text of a file, whatever is wrong with it; empty where it cannot be read. */
  decoded(path: string): string {
    const bytes = this.bytes(path);
    return bytes === undefined ? '' : Buffer.from(bytes).toString('utf8');
  }

  /** The text of a file that was read. */
  textOf(path: string): string | undefined {
    return this.filesAround(dirname(path)).textOf(path);
  }
}

/** The files below a folder; links of folders are not followed. */
function filesBelow(folder: string, io: Io): string[] {
  return io.readDirectory(folder).flatMap(({ name, kind }) => {
    const path = join(folder, name);
    return kind === 'directory' ? filesBelow(path, io) : [io.realPath(path) ?? path];
  });
}
