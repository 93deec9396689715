/** Kustomizations, as one piece that is loaded only where there is one: what they make, and what keeps them from it. */
import { basename, dirname, join } from 'node:path';
import { readDocuments, readFileContents, type SourceContents } from '../document/documents.ts';
import type { SourceFile } from '../document/source.ts';
import type { UnreadableDocument } from '../document/unreadable.ts';
import type { Io } from '../io/io.ts';
import { repositoryRoot } from '../io/work-tree.ts';
import { build, BuildError, printYaml, type Build, type Printed } from '../kustomize/index.ts';
import { fileAt, type FoundFile } from './find-files.ts';
import { isKustomization } from './kustomization.ts';
import { builtPlaces } from './kustomized-places.ts';
import { KustomizeFaults } from './kustomize-faults.ts';
import { KustomizeGraph, type Reach } from './kustomize-graph.ts';
import { kustomizationFiles } from './search-folder.ts';

/** Which kustomizations are wanted. */
export interface Wanted {
  readonly files: readonly FoundFile[];
  /** The files for whose sake kustomizations around them are built too: named ones, changed ones. */
  readonly isAround: (file: FoundFile) => boolean;
  /** Whether a kustomization around a file is asked about. */
  readonly isWanted: (path: string) => boolean;
  readonly isIgnored: (path: string) => boolean;
}

/** A kustomization that was built. */
export interface Kustomized {
  readonly file: FoundFile;
  readonly contents: SourceContents;
}

/** A kustomization whose objects are not all known. */
export interface Unbuilt {
  /** Its file, as it is shown. */
  readonly path: string;
  readonly reason: string;
  /** Objects that are not seen, or whatever it makes. */
  readonly hides: 'objects' | 'changes';
  /** The files whose objects it makes something of, as they are shown. */
  readonly files: ReadonlySet<string>;
  /** The same in two states when what is hidden cannot differ by anything that is here. */
  readonly digest: string;
  /** DaemonSets that its patches name. */
  readonly patched: readonly { readonly namespace: string; readonly name: string }[];
}

/** A file of something that was built. */
export interface Inside {
  /** What it says itself; undefined where it does not concern DaemonSets. */
  readonly contents: SourceContents | undefined;
  /** Whether DaemonSets were built with it. */
  readonly isMerged: boolean;
}

/** What was made of kustomizations. */
export interface KustomizedInput {
  readonly built: readonly Kustomized[];
  readonly faults: readonly UnreadableDocument[];
  readonly unbuilt: readonly Unbuilt[];
  /** The files that are in what was built, by their real paths. */
  readonly inside: ReadonlyMap<string, Inside>;
}

/** Builds the outermost kustomizations. Never throws for what is wrong with them. */
export function readKustomizations(wanted: Wanted, mentions: RegExp, io: Io): KustomizedInput {
  return new Reader(wanted, mentions, io).read();
}

/** A kustomization to build, and the files that are asked about; all of them without. */
interface Root {
  readonly directory: string;
  readonly only: ReadonlySet<string> | undefined;
}

class Reader {
  readonly #wanted: Wanted;
  readonly #mentions: RegExp;
  readonly #io: Io;
  readonly #found: ReadonlyMap<string, FoundFile>;
  readonly #graph: KustomizeGraph;
  readonly #sources = new Map<string, SourceFile | undefined>();
  readonly #built: Kustomized[] = [];
  readonly #faults: KustomizeFaults;
  readonly #unbuilt: Unbuilt[] = [];
  readonly #inside = new Map<string, Inside>();
  readonly #tried = new Set<string>();

  constructor(wanted: Wanted, mentions: RegExp, io: Io) {
    this.#wanted = wanted;
    this.#mentions = mentions;
    this.#io = io;
    this.#found = byRealPath(wanted.files, io);
    this.#graph = new KustomizeGraph(io);
    this.#faults = new KustomizeFaults((path) => (wanted.isIgnored(path) ? undefined : this.#source(path)), io);
  }

  read(): KustomizedInput {
    for (const root of this.#roots()) this.#readRoot(root);
    return { built: this.#built, faults: this.#faults.all, unbuilt: this.#unbuilt, inside: this.#inside };
  }

  #roots(): Root[] {
    const { files, isAround, isWanted, isIgnored } = this.#wanted;
    const own = files.filter((file) => !isAround(file)).map(({ path }) => path);
    const roots = new Map<string, Root>();
    for (const directory of this.#graph.outermost(this.#directoriesOf(own)))
      roots.set(directory, { directory, only: undefined });
    const asked = files.filter((file) => file.path !== '-' && isAround(file));
    if (asked.length === 0) return [...roots.values()];
    const around = new Set(asked.flatMap(({ path }) => repositoryRoot(dirname(path), this.#io) ?? []));
    const listed = [...around].flatMap((root) => kustomizationFiles(root, this.#io)).filter((path) => !isIgnored(path));
    const above = asked.flatMap(({ path }) => foldersAbove(path).flatMap((folder) => namesIn(folder)));
    const all = this.#directoriesOf([...listed, ...above, ...asked.map(({ path }) => path), ...own]);
    const real = byRealPath(asked, this.#io);
    for (const directory of this.#graph.outermost(all)) {
      const reach = this.#graph.reach(directory);
      const named = [...reach.files.keys()].flatMap((path) => real.get(path) ?? []);
      // A kustomization that cannot be read reaches nothing, not even itself.
      named.push(...asked.filter(({ path }) => isKustomization(path) && dirname(path) === directory));
      if (named.length === 0 || roots.has(directory)) continue;
      if (!named.some(({ part }) => part !== true) && !isWanted(join(directory, 'kustomization.yaml'))) continue;
      const isNamed = named.every((file) => file.named);
      roots.set(directory, { directory, only: isNamed ? new Set(named.map(({ shown }) => shown)) : undefined });
    }
    return [...roots.values()];
  }

  /** The folders with a kustomization of kustomize among some files. */
  #directoriesOf(paths: readonly string[]): Set<string> {
    const { isIgnored } = this.#wanted;
    const found = paths.filter(
      (path) => isKustomization(path) && !isIgnored(path) && this.#io.kindOf(path) === 'file' && this.#isOurs(path),
    );
    return new Set(found.map((path) => dirname(this.#io.realPath(path) ?? path)));
  }

  // Flux has a kind of that name for its own objects.
  #isOurs(path: string): boolean {
    const version = /^apiVersion:\s*["']?([^\s"']*)/m.exec(this.#textOf(path))?.[1];
    return version === undefined || version.startsWith('kustomize.config.k8s.io/');
  }

  #textOf(path: string): string {
    const bytes = this.#graph.bytes(path);
    return bytes === undefined ? '' : Buffer.from(bytes).toString('utf8');
  }

  #readRoot({ directory, only }: Root): void {
    if (this.#tried.has(directory)) return;
    this.#tried.add(directory);
    const reach = this.#graph.reach(directory);
    const references = this.#graph.references(directory);
    const seen = references === undefined ? this.#guessed(directory) : [...reach.files.keys()];
    const concerns = seen.some((path) => this.#mentionsKind(path));
    if (!concerns && ![...reach.directories].some((each) => this.#graph.references(each)?.hasRemote === true)) return;
    try {
      const files = this.#graph.filesAround(directory);
      this.#take(build(directory, this.#io, { lenient: true, files }), directory, only, concerns);
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      if (concerns) this.#fail(error, directory);
      // What it uses may be whole.
      for (const { path, use } of references?.directories ?? [])
        if (use === 'objects' && this.#graph.references(path)?.isComponent === false)
          this.#readRoot({ directory: path, only });
    }
  }

  /** What a kustomization that cannot be read may be made of: any word of it may be a path. */
  #guessed(directory: string): string[] {
    const own = namesIn(directory).filter((path) => this.#io.kindOf(path) === 'file');
    const words = own.flatMap((path) => this.#textOf(path).match(/[^\s"',[\]{}]+/g) ?? []);
    const paths = [...new Set(words)].map((word) => join(directory, word));
    const beside = this.#io.readDirectory(directory).map(({ name }) => join(directory, name));
    return [...beside, ...paths].flatMap((path) => {
      if (path === directory) return [];
      return this.#io.kindOf(path) === 'directory' ? [...this.#graph.reach(path).files.keys()] : [path];
    });
  }

  #mentionsKind(path: string): boolean {
    const bytes = this.#graph.bytes(path);
    if (bytes === undefined) return false;
    return this.#mentions.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'));
  }

  #take({ file, objects, missing }: Build, directory: string, only: Root['only'], concerns: boolean): void {
    const marks: Printed[] = [];
    let text = '';
    for (const object of objects) {
      if (text !== '') text += '---\n';
      const own: Printed[] = [];
      const offset = text.length;
      text += printYaml(object, own);
      for (const { start, end, place } of own) marks.push({ start: start + offset, end: end + offset, place });
    }
    const files = {
      file,
      source: (path: string) => this.#source(path),
      wayTo: (path: string) => this.#graph.wayTo(directory, path),
      isIgnored: this.#wanted.isIgnored,
    };
    const found = this.#fileAt(file);
    const source = { path: found.shown, text, madeFrom: builtPlaces(text, marks, files, { path: found.shown, only }) };
    const contents = { source, ...readDocuments(source, { isWhole: true }) };
    this.#built.push({ file: found, contents });
    for (const [path, use] of this.#graph.reach(directory).files)
      if (use !== 'data') this.#note(path, contents.found.length > 0);
    for (const { error } of missing) if (error.trouble !== 'unmatched') this.#faults.add(error, file);
    const hidden = missing.filter(({ hides }) => hides !== 'nothing');
    const [first] = hidden;
    if (first === undefined) return;
    const hides = hidden.some((each) => each.hides === 'changes') ? 'changes' : 'objects';
    if (concerns || hides === 'objects') this.#unbuilt.push(this.#unbuiltAt(directory, file, first.error, hides));
  }

  /** Notes a file of what was built, and what it says of DaemonSets itself. */
  #note(path: string, isMerged: boolean): void {
    const known = this.#inside.get(path);
    if (known !== undefined && (known.isMerged || !isMerged)) return;
    const bytes = this.#mentionsKind(path) ? this.#graph.bytes(path) : undefined;
    const read = (): SourceContents | undefined => bytes && readFileContents(this.#fileAt(path).shown, bytes, {});
    this.#inside.set(path, { contents: known === undefined ? read() : known.contents, isMerged });
  }

  #fail(error: BuildError, directory: string): void {
    const file = namesIn(directory).find((path) => this.#io.kindOf(path) === 'file') ?? directory;
    this.#faults.add(error, file);
    this.#unbuilt.push(this.#unbuiltAt(directory, file, error, 'changes'));
  }

  #unbuiltAt(directory: string, file: string, error: BuildError, hides: Unbuilt['hides']): Unbuilt {
    const all = hides === 'changes';
    const reach = this.#graph.reach(directory);
    const shown = (path: string): string => this.#fileAt(path).shown;
    return {
      path: shown(file),
      reason: this.#faults.explain(error),
      hides,
      files: new Set([...reach.files.keys()].map(shown)),
      digest: this.#graph.digest(directory, [
        'kustomization',
        'changes',
        ...(all ? (['objects', 'data'] as const) : []),
      ]),
      patched: this.#patchedBy(reach),
    };
  }

  #patchedBy({ files }: Reach): Unbuilt['patched'] {
    const patches = [...files].filter(([path, use]) => use === 'changes' && this.#mentionsKind(path));
    return patches.flatMap(([path]) => {
      const { found } = readDocuments({ path, text: this.#textOf(path) }, { everything: true });
      return found.flatMap(({ root }) => {
        const metadata = root.entries.find(({ key }) => key === 'metadata')?.value;
        const text = (key: string): string => {
          const value =
            metadata?.kind === 'map' ? metadata.entries.find((entry) => entry.key === key)?.value : undefined;
          return value?.kind === 'string' ? value.value : '';
        };
        return text('name') === '' ? [] : [{ namespace: text('namespace') || 'default', name: text('name') }];
      });
    });
  }

  /** A file by its real path, as it was found. */
  #fileAt(path: string): FoundFile {
    return this.#found.get(path) ?? fileAt(path, false, this.#io);
  }

  #source(path: string): SourceFile | undefined {
    if (!this.#sources.has(path)) {
      const text = this.#graph.bytes(path) === undefined ? undefined : this.#graph.textOf(path);
      this.#sources.set(path, text === undefined ? undefined : { path: this.#fileAt(path).shown, text });
    }
    return this.#sources.get(path);
  }
}

// Links of folders are enough: a search reads what a link of a file leads to under its own name.
function byRealPath(files: readonly FoundFile[], io: Io): ReadonlyMap<string, FoundFile> {
  const folders = new Map<string, string>();
  return new Map(
    files.map((file) => {
      const folder = dirname(file.path);
      const real = folders.get(folder) ?? io.realPath(folder) ?? folder;
      folders.set(folder, real);
      return [join(real, basename(file.path)), file];
    }),
  );
}

function foldersAbove(path: string): string[] {
  const folders = [dirname(path)];
  for (let at = dirname(path); at !== dirname(at); at = dirname(at)) folders.push(dirname(at));
  return folders;
}

function namesIn(folder: string): string[] {
  return ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].map((name) => join(folder, name));
}
