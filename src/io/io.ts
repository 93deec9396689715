import type { Readable, Writable } from 'node:stream';
import type { ReadOptions } from './read-file.ts';

/** The result of a child process. `status` is null if it could not be started or was killed. */
export interface ProcessResult {
  readonly status: number | null;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

export type FileKind = 'file' | 'directory' | 'other';

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileKind | 'link';
}

/** Everything outside the process that the program uses, so that the whole program can run inside a test. */
export interface Io {
  /** Absolute; relative paths are resolved against it. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdoutIsTTY: boolean;
  readonly stderrIsTTY: boolean;
  /** Width of the terminal, if there is one. */
  readonly columns: number | undefined;
  stdout(text: string): void;
  stderr(text: string): void;
  /** The bound of what is read of a file or a stream, in bytes (see `withReadLimit`). */
  readonly maxFileSize: number;
  /** All bytes of standard input. Throws EFBIG beyond the bound. */
  readStdin(most?: number): Uint8Array;
  /**
   * The bytes of a file. Throws the system's error (`code` ENOENT, EACCES, EISDIR…); ENXIO for a pipe or device that no
   * user named; EOUTSIDE for a link that leads out of its repository, which no user named; EFBIG beyond the bound.
   */
  readFile(path: string, options?: ReadOptions): Uint8Array;
  /** Replaces a file in one step and keeps its mode; creates it if it does not exist. */
  writeFile(path: string, text: string): void;
  /**
   * Writes `after` over a file that holds `before`, with its owner, mode and hard links. Throws InputError with the
   * reason, and leaves the file alone, when it holds something else by now, is read-only, or leads out of `within`.
   */
  editFile(path: string, before: Uint8Array, after: Uint8Array, within: string): void;
  makeDirectory(path: string): void;
  /** The entry at `path`, with links followed; undefined if there is none. */
  kindOf(path: string): FileKind | undefined;
  /** The real path of `path`, with links resolved; undefined if it cannot be resolved. */
  realPath(path: string): string | undefined;
  /** Throws the system's error. */
  readDirectory(path: string): readonly DirectoryEntry[];
  /**
   * Runs git at `root`, the root of a work tree (see `repositoryRoot`); `input` goes to its standard input. Nothing that
   * the repository's own configuration names is run, and the network is not used.
   */
  git(args: readonly string[], root: string, input?: string): ProcessResult;
  /** Calls `changed` with the path below `path`, where the system names one; gives what stops it. */
  watch(path: string, changed: (name: string | null) => void): () => void;
  /** Resolves when the user interrupts the program. */
  interrupted(): Promise<void>;
  /** Standard input and output as streams, for a protocol. */
  streams(): { readonly input: Readable; readonly output: Writable };
  /** Milliseconds since a fixed moment. */
  now(): number;
  /** The time of day. */
  date(): Date;
}
