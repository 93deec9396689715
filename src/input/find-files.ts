import { isKustomizationPath } from './kustomization.ts';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Io } from '../io/io.ts';
import { printMessage } from '../io/print.ts';
import { reasonOf } from '../io/system-error.ts';
import { leavesRepository } from '../io/work-tree.ts';
import { countIgnored, expand, LISTED_NAME, search } from './search-folder.ts';

export { reasonOf } from '../io/system-error.ts';

/** A file to read. */
export interface FoundFile {
  /** Absolute; `-` for standard input. */
  readonly path: string;
  /** As shown: relative to the current directory if it is below it, with `/` on every system. */
  readonly shown: string;
  /** Named on the command line: it has to be readable. */
  readonly named: boolean;
  /** A folder says that it is a regular file. */
  readonly isRegular?: true;
  /** A pattern of the user matches its name. */
  readonly isMatched?: true;
  /** Nobody asks about it: it counts for what is made of it. */
  readonly part?: true;
}

/** A named input that does not exist, and why. */
export interface InputFault {
  readonly path: string;
  readonly message: string;
}

export interface FoundFiles {
  /** Each file once, sorted by its shown path. */
  readonly files: readonly FoundFile[];
  readonly faults: readonly InputFault[];
  /** How many are not among them because git leaves them out of folders in which there is nothing else. */
  readonly ignored?: number;
  /** Links to folders below those that were searched, absolute: nobody followed them. */
  readonly linked?: readonly string[];
  /** The folders that were searched, absolute. */
  readonly searched?: readonly string[];
  /** They are those that changed, not all that there are; tells which others are asked about. */
  readonly changed?: (path: string) => boolean;
  /** Files that only the other one of two states has: what kustomizations and charts refer to, or they themselves. */
  readonly lost?: readonly FoundFile[];
}

/** Whether a path that does not exist can be a pattern. */
export const PATTERN = /[*?[\]{}!()]/;

/** Whether a search has found a template, which is listed and not read; who wants it read names it, or a pattern for it. */
export function isOnlyListed({ named, isMatched }: FoundFile, shown: string): boolean {
  return !named && isMatched !== true && LISTED_NAME.test(shown);
}

/** A file whose place is already known. */
export function fileAt(path: string, named: boolean, io: Io): FoundFile {
  return { path, shown: shownPath(path, path, false, io.cwd), named };
}

/**
 * The files of `paths`: files as they are, directories searched for manifests, patterns, `-` for standard input; no
 * path means the current directory. A path that exists is never a pattern.
 */
export async function findFiles(paths: readonly string[], io: Io): Promise<FoundFiles> {
  const found = new Files(io);
  const faults: InputFault[] = [];
  let ignored = 0;
  const [linked, searched]: [string[], string[]] = [[], []];
  for (const path of paths.length === 0 ? ['.'] : paths) {
    const absolute = resolve(io.cwd, path);
    const kind = path === '-' || path === '' ? undefined : io.kindOf(absolute);
    if (path === '-') found.add('-', true, false);
    else if (kind === 'directory') {
      const reason = whyClosed(absolute, io);
      const { files, linked: links } = reason === undefined ? await search(absolute, io) : { files: [], linked: [] };
      linked.push(...links);
      searched.push(absolute);
      for (const file of files) found.add(file.path, false, isAbsolute(path), file.isRegular ? 'regular' : 'plain');
      if (reason !== undefined) faults.push({ path, message: `${path}: ${reason}` });
      else if (files.length === 0) ignored += await countIgnored(absolute, io);
    } else if (kind !== undefined && PACKED.test(path)) faults.push({ path, message: `${path}: ${UNPACK}` });
    else if (kind !== undefined) found.add(absolute, true, isAbsolute(path));
    else if (PATTERN.test(path)) {
      const { files, ignored: areIgnored } = await expand(path, io);
      for (const file of files) found.add(file, false, isAbsolute(path), 'matched');
      const message = areIgnored ? `every file that ${path} matches is ignored` : `no file matches the pattern ${path}`;
      if (files.length === 0) faults.push({ path, message });
    } else faults.push({ path, message: `${path === '' ? '""' : path}: ${whyMissing(absolute, path, io)}` });
  }
  return { files: found.sorted(), faults, linked, searched, ...(ignored > 0 ? { ignored } : {}) };
}

/** What helm package makes, and other archives. */
const PACKED = /\.(?:tgz|tar|gz|zip|bz2|xz|zst)$/i;
const UNPACK =
  'an archive is not read here: check what it renders to (daemonlint render CHART | daemonlint -), or unpack it';

function whyClosed(directory: string, io: Io): string | undefined {
  try {
    io.readDirectory(directory);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

function whyMissing(absolute: string, path: string, io: Io): string {
  if (path === '') return 'no such file or directory';
  try {
    io.readFile(absolute);
    return 'cannot be read';
  } catch (error) {
    return reasonOf(error);
  }
}

const HOW = { regular: { isRegular: true }, matched: { isMatched: true }, plain: {} } as const;

/** Files by their real path, so that a link target is read once. */
class Files {
  readonly #io: Io;
  readonly #byPlace = new Map<string, FoundFile>();
  readonly #folders = new Map<string, string>();

  constructor(io: Io) {
    this.#io = io;
  }

  add(path: string, named: boolean, absolute: boolean, how: keyof typeof HOW = 'plain'): void {
    const isRegular = how === 'regular';
    const real = isRegular ? this.#inFolder(path) : path === '-' ? '-' : (this.#io.realPath(path) ?? path);
    const isLink = !named && !isRegular && real !== this.#inFolder(path);
    // What a kustomization is made of lies beside the link to it.
    const place = isLink && isKustomizationPath(path) ? this.#inFolder(path) : real;
    if (isLink && leavesRepository(path, this.#io)) {
      printMessage(`${relative(this.#io.cwd, path)}: the link leads out of the repository; skipped`, this.#io);
      return;
    }
    const known = this.#byPlace.get(place);
    // A name given by the user comes first, then that of the file itself.
    if (known !== undefined && ((known.named && !named) || (known.named === named && path !== place))) {
      return;
    }
    const shown = shownPath(path, place, absolute, this.#io.cwd);
    const regular = named || isLink ? {} : HOW.regular;
    this.#byPlace.set(place, { path, shown, named, ...HOW[how], ...regular });
  }

  /** Where a file is that is no link. */
  #inFolder(path: string): string {
    const folder = dirname(path);
    let real = this.#folders.get(folder);
    if (real === undefined) this.#folders.set(folder, (real = this.#io.realPath(folder) ?? folder));
    return join(real, basename(path));
  }

  sorted(): FoundFile[] {
    return [...this.#byPlace.values()].sort((a, b) => (a.shown < b.shown ? -1 : a.shown > b.shown ? 1 : 0));
  }
}

// Outside the current directory a path stays absolute if it was given as absolute.
function shownPath(path: string, place: string, absolute: boolean, cwd: string): string {
  if (path === '-') return '<stdin>';
  const isInside = (candidate: string): boolean => !/^\.\.(?:[\\/]|$)/.test(candidate) && !isAbsolute(candidate);
  const own = relative(cwd, path);
  const real = isInside(own) ? own : relative(cwd, place);
  const shown = isInside(real) ? real : absolute ? path : own;
  return sep === '/' ? shown : shown.replaceAll(sep, '/');
}
