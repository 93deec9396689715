import {
  chmodSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isatty } from 'node:tty';
import { InputError } from './errors.ts';
import { editFile } from './edit-file.ts';
import { runGit } from './git-process.ts';
import type { DirectoryEntry, FileKind, Io } from './io.ts';
import { linkedOutside, MAX_FILE_SIZE, readAll, readFile, type ReadOptions } from './read-file.ts';
import { codeOf, reasonOf } from './system-error.ts';
import { sleep } from './sleep.ts';
import { leavesRepository } from './work-tree.ts';

/** The real world: this process, its file system and git. */
export function nodeIo(): Io {
  return {
    cwd: process.cwd(),
    env: process.env,
    stdoutIsTTY: isTerminal(1),
    stderrIsTTY: isTerminal(2),
    columns: isTerminal(1) ? process.stdout.columns : undefined,
    stdout: (text) => {
      write(1, text);
    },
    stderr: (text) => {
      try {
        write(2, text);
      } catch {
        // There is nowhere left to say it; the exit code still says what was found.
      }
    },
    maxFileSize: MAX_FILE_SIZE,
    readStdin: (most = MAX_FILE_SIZE) => readAll(0, 0, most),
    readFile: readInside,
    writeFile: replaceFile,
    editFile,
    makeDirectory: (path) => {
      mkdirSync(path, { recursive: true });
    },
    kindOf,
    realPath,
    readDirectory,
    git: (args, root, input) => runGit(args, root, input),
    watch: (path, changed) => {
      const watcher = watch(path, { recursive: kindOf(path) === 'directory' }, (_event, name) => {
        changed(name);
      });
      return () => {
        watcher.close();
      };
    },
    interrupted: () => new Promise((resolve) => void process.once('SIGINT', resolve).once('SIGTERM', resolve)),
    streams: () => ({ input: process.stdin, output: process.stdout }),
    date: () => new Date(),
    now: () => Number(process.hrtime.bigint()) / 1e6,
  };
}

// Asking the system first avoids loading node:tty, which loads half of Node, in runs without a terminal.
function isTerminal(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice() && isatty(descriptor);
  } catch {
    // Closed by the process that started this one.
    return false;
  }
}

// Written immediately and completely: what is left in a stream is lost when the process ends.
function write(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = codeOf(error);
      // A reader that stops early (head, less) is not an error; a full pipe has to be waited for.
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw new InputError(`cannot write the output: ${reasonOf(error)}`);
      sleep();
    }
  }
}

// Devices, and files that a shell has already opened: they are written to, not replaced.
const OPENED = /^\/(?:dev|proc)\//;
/** The file can be written, but a file beside it cannot be created or moved over it (a mounted file). */
const NOT_BESIDE = new Set(['EACCES', 'EBUSY', 'EPERM', 'EROFS', 'EXDEV']);

/** The standard streams by name: they go on where they are, and a socket or a closed one cannot be opened again. */
const STREAMS: Readonly<Record<string, number>> = { stdout: 1, stderr: 2, 'fd/1': 1, 'fd/2': 2 };

function streamOf(path: string): number | undefined {
  const [, name = ''] = /^\/(?:dev|proc\/self)\/(.+)$/.exec(path) ?? [];
  return Object.hasOwn(STREAMS, name) ? STREAMS[name] : undefined;
}

// The new text appears in one step, at the end of any links, with the mode of the old file.
function replaceFile(path: string, text: string): void {
  const stream = streamOf(path);
  if (stream !== undefined) {
    write(stream, text);
    return;
  }
  const target = endOfLinks(path);
  if (OPENED.test(path) || kindOf(target) === 'other') {
    writeFileSync(path, text);
    return;
  }
  const mode = kindOf(target) === 'file' ? statSync(target).mode & 0o7777 : undefined;
  const temporary = join(dirname(target), `.daemonlint-${process.pid}-${process.hrtime.bigint().toString(36)}`);
  try {
    writeFileSync(temporary, text, { flag: 'wx', ...(mode === undefined ? {} : { mode }) });
    if (mode !== undefined) chmodSync(temporary, mode);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    if (mode === undefined || !NOT_BESIDE.has(codeOf(error) ?? '')) throw error;
    writeFileSync(target, text);
  }
}

const MOST_LINKS = 40;

/** Where a link leads, also when its target does not exist yet. */
function endOfLinks(path: string): string {
  let at = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return at;
    at = resolve(dirname(at), readlinkSync(at));
  }
  return at;
}

/** Reads what nobody named only where no link leads out of the repository: the one place that everything read passes. */
function readInside(path: string, options: ReadOptions = {}): Uint8Array {
  const { named = false, isRegular = false } = options;
  if (!named && !isRegular && leavesRepository(path, { kindOf, realPath })) throw linkedOutside();
  return readFile(path, options);
}

function kindOf(path: string): FileKind | undefined {
  let found;
  try {
    found = statSync(path, { throwIfNoEntry: false });
  } catch {
    // A loop of links, or a directory without permission to enter.
  }
  if (found === undefined) return undefined;
  return found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function readDirectory(path: string): DirectoryEntry[] {
  return readdirSync(path, { withFileTypes: true }).map((entry) => ({
    name: entry.name,
    kind: entry.isSymbolicLink() ? 'link' : entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : 'other',
  }));
}
