/** Files as a kustomization may read them. Source: kustomize api/internal/loader/fileloader.go, loadrestrictions.go. */
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { Io } from '../io/io.ts';
import { allow, StepPool } from '../limits/budget.ts';
import { BuildError } from './errors.ts';
import { isRemoteFile, isRepository } from './remote.ts';
import { copyNode, type Place, type YNode } from './yaml/node.ts';

const LENIENT_UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** More bytes than the files of a cache may have together. */
const MOST_BYTES = 256 * 1024 * 1024;

/** What `ask` says of a path, asked once. */
function remembered<T>(ask: (path: string) => T): (path: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (path) => {
    const answer = known.get(path) ?? { value: ask(path) };
    known.set(path, answer);
    return answer.value;
  };
}

/** The files read so far, by one build or several, and how much more may be read. */
export class FileCache {
  readonly io: Io;
  /**
   * The repository's root: files may be read anywhere below it, as with kustomize's `--load-restrictor
   * LoadRestrictionsNone`, and nothing elsewhere.
   */
  readonly boundary: string | undefined;
  readonly #files = new Map<string, Uint8Array>();
  readonly #texts = new Map<string, string>();
  readonly #objects = new Map<string, readonly YNode[]>();
  /** What the builds that share the files may still do. */
  readonly pool: StepPool;
  #left = MOST_BYTES;

  constructor(io: Io, boundary?: string, pool = new StepPool()) {
    this.pool = pool;
    this.io = {
      ...io,
      kindOf: remembered((path) => io.kindOf(path)),
      realPath: remembered((path) => io.realPath(path)),
    };
    this.boundary = boundary;
  }

  /** Whether what has a real path may be read: it lies in the repository. */
  holds(path: string): boolean {
    return this.boundary === undefined || isWithin(path, this.boundary);
  }

  /** The objects of a file, `read` from it the first time; whoever asks gets copies. Throws what `read` throws. */
  objectsOf(path: string, read: () => readonly YNode[]): readonly YNode[] {
    let objects = this.#objects.get(path);
    if (objects === undefined) {
      objects = read();
      this.#objects.set(path, objects);
    }
    allow(path, this.#files.get(path)?.length ?? 0);
    return objects.map(copyNode);
  }

  /** The text of a file that was read; undefined where it is not UTF-8, or was not read. */
  textOf(path: string): string | undefined {
    const known = this.#texts.get(path);
    if (known !== undefined) return known;
    const bytes = this.#files.get(path);
    if (bytes === undefined) return undefined;
    const text = LENIENT_UTF8.decode(bytes);
    this.#texts.set(path, text);
    return text;
  }

  /** Throws BuildError where there is no file that may be read. */
  read(path: string): Uint8Array {
    const bytes = this.#files.get(path) ?? this.#readNew(path);
    allow(path, bytes.length);
    return bytes;
  }

  #readNew(path: string): Uint8Array {
    const kind = this.io.kindOf(path);
    // Devices and pipes may have no end.
    if (kind === 'other') throw new BuildError(`'${path}' is not a regular file`);
    let bytes: Uint8Array;
    try {
      bytes = this.io.readFile(path);
    } catch (error) {
      throw new BuildError(error instanceof Error ? error.message : String(error));
    }
    this.#left -= bytes.length;
    if (this.#left < 0) throw new BuildError(`the files are larger than ${String(MOST_BYTES)} bytes together`);
    this.#files.set(path, bytes);
    return bytes;
  }
}

/** Reads below one directory, the root of a kustomization. */
export class Loader {
  /** Absolute, without links. */
  readonly root: string;
  readonly #files: FileCache;
  readonly #referrer: Loader | undefined;
  readonly #outside: (error: BuildError) => void;

  private constructor(
    root: string,
    files: FileCache,
    referrer: Loader | undefined,
    outside: (error: BuildError) => void,
  ) {
    this.root = root;
    this.#files = files;
    this.#referrer = referrer;
    this.#outside = outside;
  }

  /** The loader of the kustomization that is built; `outside` is told of files that kustomize reads only when it is told to. Throws BuildError. */
  static at(path: string, files: FileCache, outside: (error: BuildError) => void): Loader {
    return new Loader(confirmDirectory(path, path, files.io), files, undefined, outside);
  }

  /** The loader of a base. Throws BuildError when there is no directory, or it is above one that refers to it. */
  below(path: string, place: Place): Loader {
    if (path === '') throw new BuildError('new root cannot be empty', place);
    if (isRepository(path)) throw remote(path, place);
    if (isAbsolute(path)) throw new BuildError(`new root '${path}' cannot be absolute`, place);
    const root = confirmDirectory(join(this.root, path), path, this.#files.io, place);
    if (!this.#files.holds(root)) throw remote(path, place);
    const visited = this.#roots().find((each) => isWithin(each, root));
    if (visited !== undefined)
      throw new BuildError(`cycle detected: candidate root '${root}' contains visited root '${visited}'`, place);
    return new Loader(root, this.#files, this, this.#outside);
  }

  #roots(): string[] {
    return [this.root, ...(this.#referrer === undefined ? [] : this.#referrer.#roots())];
  }

  /** Where a file is. Throws BuildError when it is not below the root. */
  path(path: string, place?: Place): string {
    if (isRemoteFile(path)) throw remote(path, place);
    const { io } = this.#files;
    const absolute = isAbsolute(path) ? resolve(path) : join(this.root, path);
    const real = io.realPath(absolute);
    if (real === undefined)
      throw new BuildError(
        `evalsymlink failure on '${absolute}' : lstat ${absolute}: no such file or directory`,
        place,
        'absent',
        absolute,
      );
    if (io.kindOf(real) === 'directory') throw new BuildError(`'${absolute}' must resolve to a file`, place);
    if (!isWithin(dirname(real), this.root)) {
      const message = `security; file '${absolute}' is not in or below '${this.root}'`;
      if (!isWithin(dirname(real), this.#files.boundary ?? this.root)) throw new BuildError(message, place);
      this.#outside(new BuildError(message, place, 'outside'));
    }
    return join(dirname(real), basename(real));
  }

  /** The bytes of a file below the root. Throws BuildError. */
  load(path: string, place?: Place): { readonly path: string; readonly bytes: Uint8Array } {
    const found = this.path(path, place);
    try {
      return { path: found, bytes: this.#files.read(found) };
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      throw new BuildError(error.message, place, error.trouble, error.absent);
    }
  }

  /** The objects of a file, as `read` makes them of it. */
  objectsOf(file: string, read: () => readonly YNode[]): readonly YNode[] {
    return this.#files.objectsOf(file, read);
  }

  /** The text of a file that was read. */
  textOf(file: string): string | undefined {
    return this.#files.textOf(file);
  }

  /** Whether a directory is there and may be read. */
  hasDirectory(path: string): boolean {
    const { io } = this.#files;
    const real = io.realPath(path);
    return real !== undefined && io.kindOf(real) === 'directory' && this.#files.holds(real);
  }

  /** Whether a file is there and may be read. */
  has(path: string): boolean {
    try {
      this.load(path);
      return true;
    } catch (error) {
      if (error instanceof BuildError) return false;
      throw error;
    }
  }
}

function confirmDirectory(path: string, shown: string, io: Io, place?: Place): string {
  if (shown === '') throw new BuildError('must build at directory: directory path cannot be empty', place);
  const absolute = resolve(io.cwd, path);
  const real = io.realPath(absolute);
  if (real === undefined)
    throw new BuildError(
      `must build at directory: not a valid directory: evalsymlink failure on '${absolute}' : lstat ${absolute}: no such file or directory`,
      place,
      'absent',
      absolute,
    );
  if (io.kindOf(real) !== 'directory')
    throw new BuildError(`must build at directory: '${shown}': file is not directory`, place);
  return real;
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || directory === sep || path.startsWith(directory + sep);
}

function remote(path: string, place: Place | undefined): BuildError {
  return new BuildError(`'${path}' is not in this repository: fetch it, and refer to the local copy`, place, 'remote');
}
