import { PassThrough } from 'node:stream';
import { basename, dirname } from 'node:path';
import { main } from '../../src/main.ts';
import type { DirectoryEntry, FileKind, Io } from '../../src/io/io.ts';
import { MAX_FILE_SIZE } from '../../src/io/read-file.ts';

/** What a run printed, and its exit code. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Files by their absolute path. */
export type Files = ReadonlyMap<string, Uint8Array>;

const missing = (path: string, code = 'ENOENT'): Error => Object.assign(new Error(`${code}: ${path}`), { code });
const nothing = (): never => {
  throw new Error('not in memory');
};

/**
 * The outside world as a map of files, which a run can change; there is no repository in it. Its functions are properties, because the program copies it with
 * other ones.
 */
class MemoryIo implements Io {
  readonly cwd = '/work';
  readonly env = {};
  readonly stdoutIsTTY: boolean;
  readonly stderrIsTTY = false;
  readonly columns = 100;
  readonly maxFileSize = MAX_FILE_SIZE;
  readonly files: Map<string, Uint8Array>;
  readonly printed = { stdout: '', stderr: '' };
  readonly #folders = new Map<string, Map<string, 'file' | 'directory'>>();
  readonly makeDirectory = nothing;
  readonly git = () => ({ status: 128, stdout: new Uint8Array(), stderr: 'not a git repository' });
  readonly watch = () => nothing;
  readonly interrupted = () => Promise.resolve();
  readonly streams = () => ({ input: new PassThrough(), output: new PassThrough() });
  readonly now = () => 0;
  readonly date = () => new Date(0);

  constructor(files: Files, terminal = false) {
    this.files = new Map(files);
    this.stdoutIsTTY = terminal;
    for (const path of files.keys()) this.#note(path, 'file');
  }

  #note(path: string, kind: 'file' | 'directory'): void {
    const folder = dirname(path);
    const entries = this.#folders.get(folder);
    if (entries !== undefined) entries.set(basename(path), kind);
    else {
      this.#folders.set(folder, new Map([[basename(path), kind]]));
      if (folder !== '/') this.#note(folder, 'directory');
    }
  }

  readonly stdout = (text: string): void => {
    this.printed.stdout += text;
  };

  readonly stderr = (text: string): void => {
    this.printed.stderr += text;
  };

  readonly readStdin = (): Uint8Array => {
    return new Uint8Array();
  };

  readonly readFile = (path: string): Uint8Array => {
    const bytes = this.files.get(path);
    if (bytes === undefined) throw missing(path, this.#folders.has(path) ? 'EISDIR' : 'ENOENT');
    return bytes;
  };

  readonly writeFile = (path: string, text: string): void => {
    this.files.set(path, Buffer.from(text));
    this.#note(path, 'file');
  };

  readonly editFile = (path: string, _before: Uint8Array, after: Uint8Array): void => {
    this.files.set(path, after);
  };

  readonly kindOf = (path: string): FileKind | undefined => {
    return this.files.has(path) ? 'file' : this.#folders.has(path) ? 'directory' : undefined;
  };

  readonly realPath = (path: string): string | undefined => {
    return this.kindOf(path) === undefined ? undefined : path;
  };

  readonly readDirectory = (path: string): readonly DirectoryEntry[] => {
    const entries = this.#folders.get(path);
    if (entries === undefined) throw missing(path);
    return [...entries].map(([name, kind]) => ({ name, kind }));
  };
}

/** The outside world as some files. */
export function memoryIo(files: Files): Io {
  return new MemoryIo(files);
}

/** Runs the whole program over files in memory; the files as it leaves them. */
export async function runIn(
  files: Files,
  argv: readonly string[],
  terminal = false,
): Promise<Run & { readonly files: Files }> {
  const io = new MemoryIo(files, terminal);
  const code = await main(argv, io);
  return { code, ...io.printed, files: io.files };
}
