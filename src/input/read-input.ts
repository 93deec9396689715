import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { InputError } from '../io/errors.ts';
import { hasTemplateKind } from '../document/broken-document.ts';
import { decodeText, lettersOf } from '../document/decode-text.ts';
import { readFileContents, unread, type FileContents, type SourceContents } from '../document/documents.ts';
import { CHART, groupCharts, releasesWith, takingIn } from './chart-folders.ts';
import { fileAt, findFiles, isOnlyListed, reasonOf, type FoundFile, type FoundFiles } from './find-files.ts';
import { printMessage } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import { mayLackKind, SLIP } from '../kubernetes/yaml/prefilter.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import { isKustomizationPath, kustomizePatches, meetsKustomization } from './kustomization.ts';
import { COPIED_NAME, isBesideKustomization, kustomizedRepositories } from './search-folder.ts';
import { digestOf, type TemplateDocument, type Unbuilt } from './unbuilt.ts';
import { IS_POINTER, isLfsPointer } from '../document/lfs-pointer.ts';
import { remoteNames, repositoryName } from './git-remotes.ts';
import { testFolders } from './test-folder.ts';
import { Collection, type Past } from './collection.ts';
import { relevantTextPattern } from './relevant-texts.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import type { ClusterTexts, Context, Manifest } from '../manifest/manifest.ts';
import type { UnreadableDocument } from '../document/unreadable.ts';
import type { Inspected } from '../report/make-report.ts';
import type { LeftOut } from '../report/report.ts';
import { Mentions } from './mentions.ts';
import { groupBy } from '../words/group-by.ts';
import { isInside, leavesRepository, repositoryRoot } from '../io/work-tree.ts';
import { StepPool } from '../limits/budget.ts';
import type { Layout } from '../manifest/clusters.ts';
import { mayDeliver } from '../manifest/deliveries.ts';
import { renderedFrom } from './rendered-from.ts';
import { readManifestsFromStdin } from './standard-input.ts';
import { passingText } from '../manifest/input-text.ts';
import { mayHoldSibling } from '../manifest/object-heads.ts';
import type { SourceFile } from '../document/source.ts';
import { catchUnexpected } from '../words/unexpected-error.ts';
import { TOO_LARGE, tooLarge } from '../io/read-file.ts';
import { codeOf } from '../io/system-error.ts';

/** Everything that was read, and what of it concerns DaemonSets. */
export interface Input extends Inspected {
  readonly unreadable: readonly UnreadableDocument[];
  /** Absolute path by the path shown. */
  readonly paths: ReadonlyMap<string, string>;
  /** Named files that the configuration ignores, as they are shown. */
  readonly ignored: readonly string[];
  /** How many files of folders were left out, where no DaemonSet was found. */
  readonly leftOut: LeftOut;
  /** The files with a DaemonSet that kustomizations are built from, by their real paths. */
  readonly parts: readonly string[];
  /** The files that were read as parts of kustomizations, by their real paths. */
  readonly inside: ReadonlySet<string>;
  /** Whether there is a chart, which values can be given to. */
  readonly hasCharts: boolean;
  /** Kustomizations and charts whose objects are not all known. */
  readonly unbuilt: readonly Unbuilt[];
  /** Documents that an engine has to fill in first, those of charts apart. */
  readonly templates: readonly TemplateDocument[];
  readonly cluster: ClusterTexts;
  /** Objects of one name that are no DaemonSets, in the whole input. */
  readonly named: Collection['named'];
}

export interface InputOptions {
  /** Patterns of the configuration; matching files are left out, whether they were named or found. */
  readonly isIgnored: (path: string) => boolean;
  /** Told of the files that were found before any of them is asked about. */
  readonly prepare?: (files: readonly { readonly path: string }[]) => Promise<void>;
  /** The bound of what is read of a file, in bytes, where it is not that of the run. */
  readonly mostOf?: (path: string) => number;
  readonly stdinFilename: string | undefined;
  /** Called after each file with how many are done of how many. */
  readonly progress?: (done: number, total: number) => void;
  /** What is known about the earlier state of a manifest. */
  readonly past?: Past;
  /** What is known before is what a cluster holds. */
  readonly isPastLive?: boolean;
  /** Named files are read as they are written, also where a kustomization makes something of them. */
  readonly asWritten?: boolean;
  /** Whether a kustomization file, as it is shown, made DaemonSets before. */
  readonly hadDaemonSet?: (shown: string) => boolean;
  /** Further files in some folders, which rules that look around see too; asked when one does. */
  readonly beside?: (folders: ReadonlySet<string>) => readonly FoundFile[];
}

/** Reads `paths`, or files that were found already, and finds the DaemonSets; `contextOf` gives what is known beside each file. */
export async function readInput(
  paths: readonly string[] | FoundFiles,
  options: InputOptions,
  contextOf: (file: FoundFile) => Promise<Context>,
  io: Io,
): Promise<Input> {
  const found = 'files' in paths ? paths : await findFiles(paths, io);
  const { files, faults } = found;
  const reader = new Reader(io, { ...options, isChanged: found.changed !== undefined });
  await options.prepare?.(files.map((file) => reader.placeOf(file)));
  const ignored: string[] = [];
  const asked = files.filter(({ part }) => part !== true);
  const { lost = [] } = found;
  const searched = !('files' in paths);
  const { charts, plain } = groupCharts(
    asked,
    searched,
    io,
    lost.filter(({ part }) => part !== true),
  );
  const isAsked = (folder: string): boolean => found.changed?.(join(folder, CHART)) !== false;
  const others = found.changed === undefined ? plain.filter(({ named }) => named) : [...files, ...lost];
  for (const file of others)
    for (const { folder } of releasesWith(file, await contextOf(file)))
      if (isAsked(folder)) addTo(charts, folder, file);
  if (found.changed !== undefined) {
    const touched = groupCharts(files, searched, io, lost).charts;
    for (const [folder, parts] of [...touched, ...takingIn(touched, io)])
      if (isAsked(folder) && !options.isIgnored(join(folder, CHART)))
        for (const part of parts) if (charts.get(folder)?.includes(part) !== true) addTo(charts, folder, part);
  }
  for (const [folder, parts] of charts) {
    const wanted = parts.filter(({ path }) => !options.isIgnored(path));
    if (wanted.length > 0) await reader.readChart(folder, wanted, contextOf);
  }
  await reader.readKustomizations(found, contextOf);
  for (const [done, file] of plain.entries()) {
    const { path, shown } = reader.placeOf(file);
    if (reader.isInside(path)) continue;
    if (!options.isIgnored(path)) await reader.read(file, contextOf);
    else if (file.named) ignored.push(shown);
    options.progress?.(done + 1, plain.length);
  }
  reader.noteLinked(found, [...charts.keys()]);
  const result = reader.result();
  const isEmpty = result.manifests.length === 0;
  const leftOut = {
    configured: isEmpty ? files.filter(({ named, path }) => !named && options.isIgnored(path)).length : 0,
    git: isEmpty ? (found.ignored ?? 0) : 0,
  };
  return { ...result, faults: [...faults, ...reader.faults], ignored, leftOut, hasCharts: charts.size > 0 };
}

/** Where the files are that are shown. */
export function layoutOf(io: Io): Layout {
  const root = repositoryRoot(io.cwd, io) ?? io.cwd;
  let names: ReadonlySet<string> | undefined;
  return {
    root,
    placeOf: (shown) => relative(root, resolve(io.cwd, shown)).replaceAll(sep, '/'),
    isOwn: (url) => {
      names ??= remoteNames(root, io);
      return names.size === 0 || names.has(repositoryName(url));
    },
  };
}

class Reader {
  readonly faults: { path: string; message: string }[] = [];
  readonly #io: Io;
  readonly #pool = new StepPool();
  readonly #options: InputOptions & { readonly isChanged?: boolean };
  readonly #isPatch: (path: string) => boolean;
  readonly #isMerged: (path: string) => boolean | undefined;
  readonly #isInTest: (path: string) => boolean;
  readonly #paths = new Map<string, string>();
  readonly #collection: Collection;
  /** The files that were read as parts of kustomizations, by their real paths. */
  readonly #inside = new Set<string>();
  readonly #parts: string[] = [];
  readonly #unbuilt: Unbuilt[] = [];

  constructor(io: Io, options: InputOptions & { readonly isChanged?: boolean }) {
    const { past } = options;
    this.#io = io;
    this.#options = options;
    this.#isPatch = kustomizePatches(io);
    this.#isMerged = kustomizedRepositories(io);
    this.#isInTest = testFolders(io);
    this.#collection = new Collection({
      around: () => this.#around(),
      layout: layoutOf(io),
      ...(past === undefined ? {} : { past }),
    });
  }

  /** The files beside those with a DaemonSet, in no report; they have the configuration of their folder. */
  #around(): Collection {
    const { isIgnored, beside } = this.#options;
    const around = new Reader(this.#io, { isIgnored, stdinFilename: undefined });
    const folderOf = ({ source }: Manifest): string => dirname(this.#paths.get(source.path) ?? '');
    const written = this.#collection.manifests.filter(({ source }) => source.madeFrom === undefined);
    const folders = groupBy(written, folderOf);
    const concerns = new Map([...folders].map(([folder, manifests]) => [folder, relevantTextPattern(manifests)]));
    for (const file of beside?.(new Set(folders.keys())) ?? []) {
      const folder = dirname(file.path);
      const context = folders.get(folder)?.[0]?.context;
      if (context !== undefined && !isIgnored(file.path) && !this.isInside(file.path))
        around.#collection.add(around.#open(file, concerns.get(folder)), context);
    }
    return around.#collection;
  }

  result(): Omit<Input, 'faults' | 'ignored' | 'leftOut' | 'hasCharts'> {
    const { files, manifests, unreadable, templates, sources, cluster } = this.#collection;
    const named: Input['named'] = (...asked) => this.#collection.named(...asked);
    const read = { files, manifests, unreadable, templates, sources, cluster, named };
    return { ...read, paths: this.#paths, parts: this.#parts, inside: this.#inside, unbuilt: this.#unbuilt };
  }

  /** Where a file is and how it is shown; standard input is where its name says. */
  placeOf({ path, shown }: FoundFile): { readonly path: string; readonly shown: string } {
    const name = path === '-' ? (this.#options.stdinFilename ?? shown) : shown;
    return { path: path === '-' ? resolve(this.#io.cwd, name) : path, shown: name };
  }

  async read(file: FoundFile, contextOf: (file: FoundFile) => Promise<Context>): Promise<void> {
    const found = this.#open(file, undefined, await this.#isAppliedAsIs(file, contextOf));
    if (found.length > 0) this.#collection.add(found, await contextOf(file));
  }

  /** Whether somebody asks what an apply of this very file makes of objects of a cluster: it may hold some fields only. */
  async #isAppliedAsIs(file: FoundFile, contextOf: (file: FoundFile) => Promise<Context>): Promise<boolean> {
    if (!file.named || this.#options.isPastLive !== true) return false;
    const { apply } = await contextOf(file);
    return apply?.isAsked === true && apply.applier !== undefined;
  }

  /** Renders a chart for the sake of some of its files. */
  async readChart(
    folder: string,
    files: readonly FoundFile[],
    contextOf: (file: FoundFile) => Promise<Context>,
  ): Promise<void> {
    const { readChart } = await import('./charts.ts');
    const chart = fileAt(join(folder, 'Chart.yaml'), false, this.#io);
    const context = await contextOf(chart);
    const named = files.every((file) => file.named);
    const { rendered, faults, templates, unbuilt } = readChart(
      folder,
      dirname(chart.shown),
      {
        minor: context.minors[0] ?? NEWEST,
        pool: this.#pool,
        releases: context.releases,
        values: context.values,
        only: named ? new Set(files.map(({ shown }) => shown)) : undefined,
      },
      this.#io,
    );
    for (const contents of rendered) {
      this.#paths.set(contents.source.path, chart.path);
      this.#collection.addRendering(contents, context);
    }
    this.#collection.adopt({ manifests: [], unreadable: [...faults] });
    this.#unbuilt.push(...unbuilt);
    for (const { path, isMissing } of unbuilt)
      if (isMissing === true) this.#collection.noteSkipped(path, 'missing-chart');
    // Where a rendering fails, nobody knows what turns it on.
    const reason = unbuilt.some(({ hides }) => hides !== 'nothing') ? 'template' : 'switched-off';
    for (const [path, isRendered] of templates)
      this.#collection.noteShared(isRendered ? { path, status: 'checked' } : { path, status: 'skipped', reason });
  }

  /** Builds the kustomizations that some files belong to. */
  async readKustomizations(
    { files, changed, lost: gone = [] }: FoundFiles,
    contextOf: (file: FoundFile) => Promise<Context>,
  ): Promise<void> {
    const { isIgnored, asWritten = false, hadDaemonSet } = this.#options;
    const isAround = (file: FoundFile): boolean => changed !== undefined || (file.named && !asWritten);
    // A change of a base that is ignored is one of its overlays.
    const ignored = changed === undefined ? [] : files.filter(({ path }) => isIgnored(path));
    const known = [
      ...files.filter(({ path }) => !isIgnored(path)),
      ...ignored.map((file): FoundFile => ({ ...file, named: false, part: true })),
    ];
    const lost = gone.filter(({ path }) => !isIgnored(path));
    const around = changed === undefined ? [] : [...known, ...lost].slice(0, 1);
    const isNear = around.some(({ path }) => isBesideKustomization(path, this.#io));
    if (!isNear && !meetsKustomization([...known, ...lost], isAround, this.#io)) return;
    const { readKustomizations } = await import('./kustomizations.ts');
    const isWanted = changed ?? (() => true);
    const wanted = { files: known, lost, isAround, isWanted, isIgnored, ...(hadDaemonSet && { hadDaemonSet }) };
    const { built, faults, unbuilt, skipped, inside } = readKustomizations(wanted, matters, this.#io, this.#pool);
    for (const { file, contents } of built) {
      this.#paths.set(file.shown, file.path);
      this.#collection.add(this.#collection.take(contents), await contextOf(file));
    }
    for (const [path, { contents, isMerged }] of inside) {
      this.#inside.add(path);
      if (contents !== undefined && contents.found.length > 0) this.#parts.push(path);
      if (contents !== undefined && !isIgnored(path)) this.#collection.noteInside(contents, isMerged);
    }
    this.#collection.adopt({ manifests: [], unreadable: [...faults] });
    for (const { path, reason } of skipped) this.#collection.noteSkipped(path, reason);
    this.#unbuilt.push(...unbuilt);
  }

  /** Notes the linked folders with a DaemonSet that nobody has read otherwise. */
  noteLinked({ files, linked = [], searched = [] }: FoundFiles, charts: readonly string[]): void {
    const links = linked.filter((link) => !charts.some((chart) => link.startsWith(`${chart}${sep}`)));
    if (links.length === 0) return;
    const read = new Set(files.map(({ path }) => this.#io.realPath(path)));
    const { isIgnored } = this.#options;
    // What was searched and is not among the files is left out for a reason.
    const folders = searched.map((folder) => this.#io.realPath(folder) ?? folder);
    const isRead = (path: string): boolean =>
      read.has(path) || this.isInside(path) || folders.some((folder) => isInside(path, folder));
    const mentions = new Mentions((path) => !isRead(path) && !isIgnored(path), this.#io);
    for (const link of links) {
      const real = this.#io.realPath(link);
      if (real === undefined || isIgnored(join(link, 'daemonset.yaml')) || leavesRepository(link, this.#io)) continue;
      if (mentions.areBelow(real) === true)
        this.#collection.noteSkipped(fileAt(link, false, this.#io).shown, 'linked-folder');
    }
  }

  /** Whether a file was read as a part of a kustomization. */
  isInside(path: string): boolean {
    if (this.#inside.size === 0) return false;
    if (this.#inside.has(this.#io.realPath(path) ?? path)) return true;
    if (!isKustomizationPath(path)) return false;
    // It may be a link, and is known by its own name.
    const folder = dirname(path);
    return this.#inside.has(join(this.#io.realPath(folder) ?? folder, basename(path)));
  }

  /** The DaemonSets of a file, if its bytes are `wanted`; everything else in it is recorded. */
  #open(file: FoundFile, wanted?: RegExp, isApplied = false): FileContents['found'] {
    const bytes = this.#bytes(file);
    if (bytes === undefined) return [];
    const { path: place, shown } = this.placeOf(file);
    if (isLfsPointer(bytes)) {
      this.#collection.noteSkipped(shown, 'lfs-pointer');
      this.#unbuilt.push(unreadFile(shown, IS_POINTER, digestOf(bytes)));
      return [];
    }
    const letters = lettersOf(bytes);
    if (wanted?.test(letters) === false) return [];
    if (isOnlyListed(file, shown)) {
      if (!hasTemplateKind(letters)) return [];
      this.#paths.set(shown, file.path);
      if (COPIED_NAME.test(shown)) this.#collection.noteSkipped(shown, 'template');
      else this.#collection.noteTemplate({ path: shown, text: decodeText(bytes).text });
      return [];
    }
    if (!matters(letters)) {
      if (mayHoldSibling(letters) || mayDeliver(shown, letters))
        this.#collection.noteOther(passingText(shown, letters, this.#reader(file, bytes)));
      else this.#collection.noteRest(this.#reader(file, bytes));
      return [];
    }
    this.#paths.set(shown, file.path);
    const asked = {
      isWhole: isApplied && !this.#isPatch(place),
      isPatch: () => this.#isPatch(place),
      // Who names a whole object wants it checked, unless it is known that somebody may merge it.
      isMerged: (isWhole: boolean) => this.#isMerged(place) ?? !(isWhole && file.named),
      inTestFolder: () => this.#isInTest(place),
      renderedFrom: (text: string) => renderedFrom(place, text, this.#io),
    };
    const contents = catchUnexpected(
      () => readFileContents(shown, bytes, asked),
      (problem): SourceContents => failedAt({ path: shown, text: letters }, problem),
    );
    return this.#collection.note(contents);
  }

  // A function made where the bytes are at hand would keep them.
  #reader(file: FoundFile, bytes: Uint8Array): () => SourceFile | undefined {
    return file.path === '-' ? keeping(this.placeOf(file).shown, bytes) : () => this.#again(file);
  }

  /** A file that was read already and not kept; nothing when it is gone by now. */
  #again(file: FoundFile): SourceFile | undefined {
    try {
      return {
        path: this.placeOf(file).shown,
        text: decodeText(this.#io.readFile(file.path, file)).text,
      };
    } catch {
      return undefined;
    }
  }

  #bytes(file: FoundFile): Uint8Array | undefined {
    try {
      const { path, named, isRegular } = file;
      if (path === '-') return readManifestsFromStdin(this.#io, this.#options.stdinFilename !== undefined);
      const most = this.#options.mostOf?.(path) ?? this.#io.maxFileSize;
      const bytes = this.#io.readFile(path, { named, isRegular, isPassing: true, most });
      if (bytes.length > most) throw tooLarge(most);
      return bytes;
    } catch (error) {
      if (error instanceof InputError) throw error;
      const message = `${file.shown}: ${reasonOf(error)}`;
      if (file.named) this.faults.push({ path: file.shown, message });
      else {
        printMessage(`${message}; skipped`, this.#io);
        this.#collection.noteSkipped(file.shown, codeOf(error) === TOO_LARGE ? 'too-large' : 'unreadable');
        // What changed and is not read is not the same.
        const state = this.#options.isChanged !== true ? '' : this.#options.past === undefined ? 'before' : 'after';
        this.#unbuilt.push(unreadFile(file.shown, `it cannot be read: ${reasonOf(error)}`, state));
      }
      return undefined;
    }
  }
}

/** A file whose contents nobody sees, which are manifests where its name says so. */
function unreadFile(path: string, reason: string, digest: string): Unbuilt {
  const hides = /\.ya?ml$/i.test(path) ? 'objects' : 'nothing';
  return { path, reason, hides, files: new Set(), digest, patched: [], failing: [] };
}

/** Of what can be read only once. */
function keeping(path: string, bytes: Uint8Array): () => SourceFile {
  return () => ({ path, text: decodeText(bytes).text });
}

/** A file at which daemonlint fails. */
function failedAt(source: SourceFile, problem: string): SourceContents {
  return { source, found: [], unreadable: [unread(source, 0, 0, problem)], skipped: [] };
}

// Decides, on the bytes, whether a file is decoded at all: most files of a tree end here. Zeros are UTF-16, and the
// rest can spell a word without its letters (see mayHoldDaemonSet).
const MATTERS = new RegExp(
  [/daemonset|RGFlbW9uU2V0|RhZW1vblNld|EYWVtb25TZX|\\[ux\r\n\xc2\xe2]|binary|![^\s!%]*%|%TAG|\0/, SLIP]
    .map(({ source }) => source)
    .join('|'),
  'i',
);

/** Whether bytes as latin1 may hold a DaemonSet. */
export function matters(letters: string): boolean {
  return MATTERS.test(letters) || mayLackKind(letters);
}
