import { dirname, resolve } from 'node:path';
import { buildManifest } from '../manifest/file-manifest.ts';
import { decodeText } from '../document/decode-text.ts';
import { readFileContents, type FileContents } from '../document/documents.ts';
import { findFiles, reasonOf, type FoundFile, type FoundFiles } from './find-files.ts';
import type { Io } from '../io/io.ts';
import type { ControllerRevision } from '../kubernetes/kubectl/history.ts';
import { kustomizePatches } from './kustomization.ts';
import { concerning } from './mentions.ts';
import type { Context, Manifest } from '../manifest/manifest.ts';
import type { UnreadableDocument } from '../document/unreadable.ts';
import type { ReportFile } from '../report/report.ts';
import type { SkipReason } from '../document/skip-reason.ts';
import { groupBy } from '../words/group-by.ts';
import { mayHoldSibling, SiblingIndex } from '../manifest/sibling-index.ts';
import type { SourceFile } from '../document/source.ts';

/** Everything that was read, and what of it concerns DaemonSets. */
export interface Input {
  readonly files: readonly ReportFile[];
  readonly manifests: readonly Manifest[];
  readonly unreadable: readonly UnreadableDocument[];
  /** Texts by the path shown, of the files with something to report. */
  readonly sources: ReadonlyMap<string, SourceFile>;
  readonly faults: readonly { readonly path: string; readonly message: string }[];
  /** Absolute path by the path shown. */
  readonly paths: ReadonlyMap<string, string>;
}

export interface ReadOptions {
  /** Patterns of the configuration; matching files are left out. */
  readonly isIgnored: (path: string) => boolean;
  readonly stdinFilename: string | undefined;
  /** Called after each file with how many are done of how many. */
  readonly progress?: (done: number, total: number) => void;
  /** What is known of a manifest's past. */
  readonly past?: Past;
  /** Further files in some folders, which rules that look around see too; asked when one does. */
  readonly beside?: (folders: ReadonlySet<string>) => readonly FoundFile[];
}

/** The state of a manifest before the change, and its revisions in the cluster; asked when a rule looks there. */
export interface Past {
  readonly previous: (manifest: Manifest) => Manifest | undefined;
  readonly history: (manifest: Manifest) => readonly ControllerRevision[];
}

const NO_PAST: Past = { previous: () => undefined, history: () => [] };

/** Reads `paths`, or files that were found already, and finds the DaemonSets; `contextOf` gives what is known beside each file. */
export async function readInput(
  paths: readonly string[] | FoundFiles,
  options: ReadOptions,
  contextOf: (file: FoundFile) => Promise<Context>,
  io: Io,
): Promise<Input> {
  const { files, faults } = 'files' in paths ? paths : await findFiles(paths, io);
  const reader = new Reader(io, options);
  for (const [done, file] of files.entries()) {
    if (file.named || !options.isIgnored(file.path)) await reader.read(file, contextOf);
    options.progress?.(done + 1, files.length);
  }
  return { ...reader.result(), faults: [...faults, ...reader.faults] };
}

class Reader {
  readonly faults: { path: string; message: string }[] = [];
  readonly #io: Io;
  readonly #stdinFilename: string | undefined;
  readonly #past: Past;
  readonly #isPatch: (path: string) => boolean;
  readonly #files: ReportFile[] = [];
  readonly #manifests: Manifest[] = [];
  readonly #unreadable: UnreadableDocument[] = [];
  readonly #sources = new Map<string, SourceFile>();
  readonly #paths = new Map<string, string>();
  /** Files without a DaemonSet, decoded only if a rule looks around. */
  readonly #others: { readonly path: string; readonly bytes: Uint8Array }[] = [];
  readonly #isIgnored: ReadOptions['isIgnored'];
  readonly #beside: ReadOptions['beside'];
  #neighbours: Reader | undefined;
  readonly #siblings = new SiblingIndex(
    () => [...this.#texts(), ...this.#around().#texts()],
    () => [...this.#manifests, ...this.#around().#manifests],
  );

  constructor(io: Io, { isIgnored, stdinFilename, past = NO_PAST, beside }: ReadOptions) {
    this.#io = io;
    this.#isIgnored = isIgnored;
    this.#past = past;
    this.#beside = beside;
    this.#isPatch = kustomizePatches(io);
    this.#stdinFilename = stdinFilename;
  }

  #texts(): SourceFile[] {
    const others = this.#others.map(({ path, bytes }) => ({ path, text: decodeText(bytes).text }));
    return [...this.#sources.values(), ...others];
  }

  /** The files beside those with a DaemonSet, in no report; the same configuration governs a folder's files. */
  #around(): Reader {
    if (this.#neighbours !== undefined) return this.#neighbours;
    const around = new Reader(this.#io, { isIgnored: this.#isIgnored, stdinFilename: undefined });
    this.#neighbours = around;
    const folderOf = ({ source }: Manifest): string => dirname(this.#paths.get(source.path) ?? '');
    const folders = groupBy(this.#manifests, folderOf);
    const concerns = new Map([...folders].map(([folder, manifests]) => [folder, concerning(manifests)]));
    for (const file of this.#beside?.(new Set(folders.keys())) ?? []) {
      const folder = dirname(file.path);
      const context = folders.get(folder)?.[0]?.context;
      if (context !== undefined && !this.#isIgnored(file.path))
        around.#add(around.#open(file, concerns.get(folder)), context);
    }
    return around;
  }

  result(): Omit<Input, 'faults'> {
    const { files, manifests, unreadable, sources, paths } = {
      files: this.#files,
      manifests: this.#manifests,
      unreadable: this.#unreadable,
      sources: this.#sources,
      paths: this.#paths,
    };
    return { files, manifests, unreadable, sources, paths };
  }

  async read(file: FoundFile, contextOf: (file: FoundFile) => Promise<Context>): Promise<void> {
    const found = this.#open(file);
    if (found.length > 0) this.#add(found, await contextOf(file));
  }

  /** The DaemonSets of a file, if its letters are `wanted`; everything else in it is noted. */
  #open(file: FoundFile, wanted?: RegExp): FileContents['found'] {
    const bytes = this.#bytes(file);
    if (bytes === undefined) return [];
    const shown = file.path === '-' ? (this.#stdinFilename ?? file.shown) : file.shown;
    const letters = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    if (wanted?.test(letters) === false) return [];
    if (!MATTERS.test(letters)) {
      if (mayHoldSibling(letters)) this.#others.push({ path: shown, bytes });
      return [];
    }
    const place = file.path === '-' ? resolve(this.#io.cwd, shown) : file.path;
    const { source, ...contents } = readFileContents(shown, bytes, () => this.#isPatch(place));
    if (contents.found.length + contents.unreadable.length + contents.skipped.length === 0) {
      this.#others.push({ path: shown, bytes });
      return [];
    }
    this.#sources.set(shown, source);
    this.#paths.set(shown, file.path);
    this.#files.push(reportOf(shown, contents));
    this.#unreadable.push(...contents.unreadable);
    return contents.found;
  }

  #add(found: FileContents['found'], context: Context): void {
    const surroundings = {
      context,
      siblings: (manifest: Manifest) => this.#siblings.of(manifest),
      ...this.#past,
    };
    this.#manifests.push(...found.map((document) => buildManifest(document, surroundings)));
  }

  #bytes(file: FoundFile): Uint8Array | undefined {
    try {
      return file.path === '-' ? this.#io.readStdin() : this.#io.readFile(file.path);
    } catch (error) {
      const message = `${file.shown}: ${reasonOf(error)}`;
      if (file.named) this.faults.push({ path: file.shown, message });
      else {
        this.#io.stderr(`daemonlint: ${message}; left out\n`);
        this.#files.push({ path: file.shown, status: 'skipped', reason: 'unreadable' });
      }
      return undefined;
    }
  }
}

// What decides, on the bytes, whether a file is decoded at all: most files of a tree end here. Zeros are UTF-16, and the
// rest is what can spell a word without its letters (see mayHoldDaemonSet).
const MATTERS = /daemonset|\\[ux\r\n\xc2\xe2]|binary|!\S*%|%TAG|\0/i;

/** The reason given for a file is that of the document which comes nearest to a DaemonSet. */
const NEAREST: readonly SkipReason[] = ['template', 'kustomize-patch', 'foreign-kind', 'embedded'];

function reportOf(path: string, { found, unreadable, skipped }: FileContents): ReportFile {
  if (found.length + unreadable.length > 0) {
    return { path, status: 'checked', ...(skipped.length > 0 ? { skipped } : {}) };
  }
  const reason = NEAREST.find((candidate) => skipped.some((document) => document.reason === candidate)) ?? 'mention';
  return { path, status: 'skipped', reason, ...(skipped.length > 1 ? { skipped } : {}) };
}
