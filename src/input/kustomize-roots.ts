/** Which kustomizations are built for the sake of some files. */
import { basename, dirname, join } from 'node:path';
import type { Io } from '../io/io.ts';
import { leavesRepository, repositoryRoot } from '../io/work-tree.ts';
import { fileAt, type FoundFile } from './find-files.ts';
import { isKustomizationPath, KUSTOMIZATIONS } from './kustomization.ts';
import { KustomizeGraph, type Reach } from './kustomize-graph.ts';
import { kustomizationFiles } from './search-folder.ts';

/** Which kustomizations are wanted. */
export interface Wanted {
  readonly files: readonly FoundFile[];
  /** Files that only the other one of two states has. */
  readonly lost?: readonly FoundFile[];
  /** The files for whose sake kustomizations around them are built too: named ones, changed ones. */
  readonly isAround: (file: FoundFile) => boolean;
  /** Whether a kustomization around a file is asked about. */
  readonly isWanted: (path: string) => boolean;
  readonly isIgnored: (path: string) => boolean;
  /** How many kustomizations are built at most; all of them without. */
  readonly most?: number;
  /** Whether a kustomization file, as it is shown, made DaemonSets before: it is built whatever it holds now. */
  readonly hadDaemonSet?: (shown: string) => boolean;
}

/** A kustomization to build, and the files that are asked about; all of them without. */
export interface Root {
  readonly directory: string;
  readonly only: ReadonlySet<string> | undefined;
}

/** The outermost kustomizations among files, and those of the repository that files around them belong to. */
export function rootsFor(wanted: Wanted, graph: KustomizeGraph, io: Io): readonly Root[] {
  return new Finder(wanted, graph, io).roots();
}

/** Those of some folders from which a kustomization of their repository takes something that is `asked` about. */
export function foldersTakenIn(
  folders: readonly string[],
  asked: (kustomization: string) => boolean,
  io: Io,
): ReadonlySet<string> {
  const graph = new KustomizeGraph(io);
  const around = new Set(folders.flatMap((folder) => repositoryRoot(dirname(folder), io) ?? []));
  const files = [...around].flatMap((root) => kustomizationFiles(root, io) ?? []).filter(asked);
  const paths = new Set<string>();
  for (const directory of new Set(files.map((path) => io.realPath(dirname(path)) ?? dirname(path)))) {
    const reach = graph.reach(directory);
    for (const path of [...reach.directories, ...reach.files.keys()]) paths.add(path);
  }
  const above = new Set([...paths].flatMap((path) => [path, ...foldersAbove(path)]));
  return new Set(folders.filter((folder) => above.has(io.realPath(folder) ?? folder)));
}

class Finder {
  readonly #wanted: Wanted;
  readonly #graph: KustomizeGraph;
  readonly #io: Io;

  constructor(wanted: Wanted, graph: KustomizeGraph, io: Io) {
    this.#wanted = wanted;
    this.#graph = graph;
    this.#io = io;
  }

  roots(): readonly Root[] {
    const { files, lost = [], isAround, isWanted, isIgnored } = this.#wanted;
    const own = files.filter((file) => !isAround(file)).map(({ path }) => path);
    const roots = new Map<string, Root>();
    for (const directory of this.#graph.outermost(this.#directoriesOf(own)))
      roots.set(directory, { directory, only: undefined });
    const asked = [...files.filter((file) => file.path !== '-' && isAround(file)), ...lost];
    if (asked.length === 0) return [...roots.values()];
    const around = new Set(asked.flatMap(({ path }) => repositoryRoot(dirname(path), this.#io) ?? []));
    const listed = [...around]
      .flatMap((root) => kustomizationFiles(root, this.#io) ?? [])
      .filter((path) => !isIgnored(path));
    const folders = new Set(asked.flatMap(({ path }) => foldersAbove(path)));
    const above = [...folders].flatMap((folder) => namesIn(folder));
    const all = this.#directoriesOf([...listed, ...above, ...asked.map(({ path }) => path), ...own]);
    const real = new Map([...behindLinks(asked, this.#io), ...byRealPath(asked, this.#io)]);
    let grouped: ReturnType<typeof byFolder> | undefined;
    const below = (): NonNullable<typeof grouped> => (grouped ??= byFolder(real));
    for (const directory of this.#graph.outermost(all)) {
      const reach = this.#graph.reach(directory);
      const named = [...reach.files.keys()].flatMap((path) => real.get(path) ?? []);
      // Of a kustomization that cannot be read nobody knows what it is made of.
      for (const unread of reach.unread) named.push(...(below().get(unread) ?? []).filter((file) => !file.named));
      if (lost.length > 0) for (const gone of this.#goneOf(reach)) named.push(...(below().get(gone) ?? []));
      if (named.length === 0 || roots.has(directory)) continue;
      if (!named.some(({ part }) => part !== true) && !isWanted(join(directory, 'kustomization.yaml'))) continue;
      // Who names a kustomization asks about all that it makes.
      const isOwn = named.some(({ path }) => isKustomizationPath(path) && this.#folderOf(path) === directory);
      const isNamed = named.every((file) => file.named) && !isOwn;
      roots.set(directory, {
        directory,
        only: isNamed ? new Set(named.flatMap((file) => this.#shownOf(file))) : undefined,
      });
    }
    return [...roots.values()].slice(0, this.#wanted.most);
  }

  /** A file as it is shown, and what it leads to where it is a link. */
  #shownOf({ path, shown }: FoundFile): readonly string[] {
    const real = this.#io.realPath(path);
    return real === undefined || real === path ? [shown] : [shown, fileAt(real, false, this.#io).shown];
  }

  /** What is referred to and not there: perhaps a folder whose files are lost. */
  #goneOf({ files }: Reach): readonly string[] {
    return [...files.keys()].filter((path) => this.#io.kindOf(path) === undefined);
  }

  /** The folders with a kustomization of kustomize among some files. */
  #directoriesOf(paths: readonly string[]): Set<string> {
    const { isIgnored } = this.#wanted;
    const files = paths.filter(
      (path) => isKustomizationPath(path) && !isIgnored(path) && this.#io.kindOf(path) === 'file',
    );
    const found = files.filter((path) => !leavesRepository(path, this.#io) && this.#isOurs(path));
    // Where the file itself is a link, its folder is the root.
    return new Set(found.map((path) => this.#folderOf(path)));
  }

  #folderOf(path: string): string {
    return this.#io.realPath(dirname(path)) ?? dirname(path);
  }

  // Flux has a kind of that name for its own objects.
  #isOurs(path: string): boolean {
    const version = /^apiVersion:\s*["']?([^\s"']*)/m.exec(this.#graph.decoded(path))?.[1];
    return version === undefined || version.startsWith('kustomize.config.k8s.io/');
  }
}

/** Files by their real paths; a search reads what a link of a file leads to under its own name. */
export function byRealPath(files: readonly FoundFile[], io: Io): ReadonlyMap<string, FoundFile> {
  const folders = new Map<string, string>();
  const found = new Map<string, FoundFile>();
  for (const file of files) {
    const folder = dirname(file.path);
    const real = folders.get(folder) ?? io.realPath(folder) ?? folder;
    folders.set(folder, real);
    found.set(join(real, basename(file.path)), file);
    const target = isKustomizationPath(file.path) ? io.realPath(file.path) : undefined;
    if (target !== undefined && !found.has(target)) found.set(target, file);
  }
  return found;
}

/** Files by what they lead to as links. */
function behindLinks(files: readonly FoundFile[], io: Io): ReadonlyMap<string, FoundFile> {
  return new Map(files.map((file) => [io.realPath(file.path) ?? file.path, file]));
}

/** Files by every folder that they lie below. */
function byFolder(files: ReadonlyMap<string, FoundFile>): ReadonlyMap<string, readonly FoundFile[]> {
  const found = new Map<string, FoundFile[]>();
  for (const [path, file] of files)
    for (const folder of new Set(foldersAbove(path))) {
      const known = found.get(folder);
      if (known === undefined) found.set(folder, [file]);
      else known.push(file);
    }
  return found;
}

function foldersAbove(path: string): string[] {
  const folders = [dirname(path)];
  for (let at = dirname(path); at !== dirname(at); at = dirname(at)) folders.push(dirname(at));
  return folders;
}

/** The paths that a kustomization file of a folder may have. */
export function namesIn(folder: string): string[] {
  return KUSTOMIZATIONS.map((name) => join(folder, name));
}
