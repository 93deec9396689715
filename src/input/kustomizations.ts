/** Kustomizations, as one piece that is loaded only where there is one: what they make, and what keeps them from it. */
import { dirname, join } from 'node:path';
import { lettersOf } from '../document/decode-text.ts';
import { readDocuments, readFileContents, type SourceContents } from '../document/documents.ts';
import type { SkipReason } from '../document/skip-reason.ts';
import type { UnreadableDocument } from '../document/unreadable.ts';
import type { Io } from '../io/io.ts';
import type { StepPool } from '../limits/budget.ts';
import { BuildError, isRemoteFile, isRepository, type Build } from '../kustomize/index.ts';
import type { FoundFile } from './find-files.ts';
import { KustomizeFaults } from './kustomize-faults.ts';
import { KustomizeGraph, type Reach } from './kustomize-graph.ts';
import { rootsFor, type Root, type Wanted } from './kustomize-roots.ts';
import { daemonSetsIn, type Unbuilt } from './unbuilt.ts';
import { isSearchedName, LEFT_OUT } from './search-folder.ts';
import { KustomizeTexts } from './kustomize-texts.ts';
import { bugText, isForUser } from '../words/unexpected-error.ts';

/** A kustomization that was built. */
export interface Kustomized {
  readonly file: FoundFile;
  readonly contents: SourceContents;
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
  /** Kustomization files of which nobody knows what they make, as they are shown. */
  readonly skipped: readonly { readonly path: string; readonly reason: SkipReason }[];
  /** The files that are in what was built, by their real paths. */
  readonly inside: ReadonlyMap<string, Inside>;
}

/** Builds the outermost kustomizations. Never throws for what is wrong with them. */
export function readKustomizations(
  wanted: Wanted,
  mentions: (letters: string) => boolean,
  io: Io,
  pool?: StepPool,
): KustomizedInput {
  return new Reader(wanted, mentions, io, pool).read();
}

export { foldersTakenIn } from './kustomize-roots.ts';

const WORD = /[^\s"',[\]{}]+/g;

class Reader {
  readonly #mentions: (letters: string) => boolean;
  readonly #io: Io;
  readonly #roots: readonly Root[];
  readonly #graph: KustomizeGraph;
  readonly #texts: KustomizeTexts;
  readonly #built: Kustomized[] = [];
  readonly #faults: KustomizeFaults;
  readonly #unbuilt: Unbuilt[] = [];
  readonly #skipped = new Map<string, SkipReason>();
  readonly #isIgnored: Wanted['isIgnored'];
  readonly #hadDaemonSet: (shown: string) => boolean;
  readonly #inside = new Map<string, Inside>();
  readonly #tried = new Set<string>();
  readonly #below = new Map<string, boolean>();

  constructor(wanted: Wanted, mentions: (letters: string) => boolean, io: Io, pool?: StepPool) {
    this.#mentions = mentions;
    this.#io = io;
    this.#isIgnored = wanted.isIgnored;
    this.#hadDaemonSet = wanted.hadDaemonSet ?? (() => false);
    this.#graph = new KustomizeGraph(io, pool);
    this.#texts = new KustomizeTexts(wanted, this.#graph, io);
    this.#roots = rootsFor(wanted, this.#graph, io);
    this.#faults = new KustomizeFaults((path) => (wanted.isIgnored(path) ? undefined : this.#texts.source(path)), io);
  }

  read(): KustomizedInput {
    for (const root of this.#roots) this.#readRoot(root);
    const skipped = [...this.#skipped].map(([path, reason]) => ({ path: this.#texts.fileAt(path).shown, reason }));
    return { built: this.#built, faults: this.#faults.all, unbuilt: this.#unbuilt, skipped, inside: this.#inside };
  }

  #readRoot(root: Root): void {
    const { directory, only } = root;
    if (this.#tried.has(directory)) return;
    this.#tried.add(directory);
    const reach = this.#graph.reach(directory);
    const references = this.#graph.references(directory);
    const concerns =
      this.#graph.kustomizationsIn(directory).some((path) => this.#hadDaemonSet(this.#texts.fileAt(path).shown)) ||
      [...reach.files.keys()].some((path) => this.#mentionsKind(path)) ||
      reach.unread.some((each) => this.#maySpeakOfKind(each));
    if (!concerns && !this.#hasUnseen(reach)) {
      for (const each of reach.unread) this.#skip(each, 'broken-kustomization');
      return;
    }
    try {
      this.#take(this.#texts.build(directory), root, concerns);
    } catch (error) {
      if (isForUser(error)) throw error;
      this.#fail(error instanceof BuildError ? error : new BuildError(bugText(error)), directory);
      if (error instanceof BuildError && error.trouble === 'endless') return;
      // What it uses may be whole.
      for (const { path, use } of references?.directories ?? [])
        if (use === 'objects' && this.#graph.references(path)?.isComponent === false)
          this.#readRoot({ directory: path, only });
    }
  }

  /** Whether something that may give objects is elsewhere or missing. */
  #hasUnseen({ directories, unread }: Reach): boolean {
    const references = [...directories].flatMap((each) => this.#graph.references(each) ?? []);
    if (references.some(({ hasRemote, lacksObjects }) => hasRemote || lacksObjects)) return true;
    return unread.some((each) => this.#graph.kustomizationsIn(each).length === 0 || this.#maySpeakOfRemote(each));
  }

  /** Whether a folder whose kustomization cannot be read may hold the kind; any word of that one may be a path. */
  #maySpeakOfKind(directory: string): boolean {
    const own = this.#graph.kustomizationsIn(directory);
    if (own.length === 0) return this.#isBelow(directory);
    const words = own.flatMap((path) => this.#graph.decoded(path).match(WORD) ?? []);
    const paths = [...new Set(words)].flatMap((word) => this.#io.realPath(join(directory, word)) ?? []);
    const beside = this.#io.readDirectory(directory).map(({ name }) => join(directory, name));
    const mayHold = (path: string): boolean => {
      if (path === directory || !this.#graph.filesAround(directory).holds(path)) return false;
      if (this.#io.kindOf(path) !== 'directory') return this.#mentionsKind(path);
      return [...this.#graph.reach(path).files.keys()].some((file) => this.#mentionsKind(file));
    };
    return [...beside, ...paths].some(mayHold) || paths.some((path) => this.#isNamedBelow(path, directory));
  }

  /** Whether a folder whose kustomization cannot be read may get objects from elsewhere, which nobody sees here. */
  #maySpeakOfRemote(directory: string): boolean {
    const text = this.#graph
      .kustomizationsIn(directory)
      .map((path) => this.#graph.decoded(path).replace(/(^|\s)#.*/g, '$1'))
      .join('\n');
    if (text.includes('helmChart')) return true;
    return (text.match(WORD) ?? []).some((word) => isRemoteFile(word) || isRepository(word));
  }

  /** Lists the kustomization files of a folder, save for those that are listed for what they mention. */
  #skip(directory: string, reason: SkipReason): void {
    for (const path of this.#graph.kustomizationsIn(directory))
      if (!this.#isIgnored(path) && !this.#mentionsKind(path)) this.#skipped.set(path, reason);
  }

  #isNamedBelow(path: string, directory: string): boolean {
    if (path === directory || this.#io.kindOf(path) !== 'directory') return false;
    return this.#graph.filesAround(directory).holds(path) && this.#isBelow(path);
  }

  /** Whether a file in a folder or below it mentions the kind; links of folders are not followed. */
  #isBelow(folder: string): boolean {
    const known = this.#below.get(folder);
    if (known !== undefined) return known;
    const found = this.#io.readDirectory(folder).some(({ name, kind }) => {
      const path = join(folder, name);
      if (kind === 'directory') return !LEFT_OUT.has(name) && this.#isBelow(path);
      return isSearchedName(name) && this.#mentionsKind(path);
    });
    this.#below.set(folder, found);
    return found;
  }

  #mentionsKind(path: string): boolean {
    const bytes = this.#graph.bytes(path);
    if (bytes === undefined) return false;
    return this.#mentions(lettersOf(bytes));
  }

  #take(built: Build, root: Root, concerns: boolean): void {
    const { file, missing } = built;
    const { directory } = root;
    const found = this.#texts.fileAt(file);
    const source = this.#texts.print(built, root);
    const contents = { source, ...readDocuments(source, { isWhole: true }) };
    this.#built.push({ file: found, contents });
    for (const [path, use] of this.#graph.reach(directory).files)
      if (use !== 'data') this.#note(path, contents.found.length > 0);
    for (const { error, hides } of missing) if (error.trouble !== 'unmatched') this.#faults.add(error, file, hides);
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
    const read = (): SourceContents | undefined => bytes && readFileContents(this.#texts.fileAt(path).shown, bytes, {});
    this.#inside.set(path, { contents: known === undefined ? read() : known.contents, isMerged });
  }

  #fail(error: BuildError, directory: string): void {
    const file = this.#graph.kustomizationsIn(directory)[0] ?? directory;
    this.#faults.add(error, file);
    // An engine has to fill it in first, so that its faults are none.
    const filledIn = error.place?.file ?? file;
    if (this.#graph.decoded(filledIn).includes('{{')) this.#skip(dirname(filledIn), 'template');
    this.#unbuilt.push(this.#unbuiltAt(directory, file, error, 'changes'));
  }

  #unbuiltAt(directory: string, file: string, error: BuildError, hides: Unbuilt['hides']): Unbuilt {
    const all = hides === 'changes';
    const reach = this.#graph.reach(directory);
    const shown = (path: string): string => this.#texts.fileAt(path).shown;
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
      faults: this.#faults.of(error, file),
    };
  }

  #patchedBy({ files }: Reach): Unbuilt['patched'] {
    const patches = [...files].filter(([path, use]) => use === 'changes' && this.#mentionsKind(path));
    return patches.flatMap(([path]) => daemonSetsIn({ path, text: this.#graph.decoded(path) }));
  }
}
