import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { DirectoryEntry, FileKind, Io, ProcessResult } from './io.ts';

/** The real world: this process, its file system and git. */
export function nodeIo(): Io {
  return {
    cwd: process.cwd(),
    env: process.env,
    stdoutIsTTY: Boolean(process.stdout.isTTY),
    stderrIsTTY: Boolean(process.stderr.isTTY),
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    stdout: (text) => {
      write(1, text);
    },
    stderr: (text) => {
      write(2, text);
    },
    readStdin: () => readFileSync(0),
    readFile: (path) => readFileSync(path),
    writeFile: replaceFile,
    makeDirectory: (path) => {
      mkdirSync(path, { recursive: true });
    },
    kindOf,
    realPath,
    readDirectory,
    git,
    now: () => performance.now(),
  };
}

// Written at once and in full: what waits in a stream is lost when the process ends.
function write(descriptor: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = codeOf(error);
      // A reader that has seen enough (head, less) is no fault of ours; a full pipe has to be waited for.
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

// The new text appears in one step, at the end of any links, with the mode that the file had.
function replaceFile(path: string, text: string): void {
  const target = realPath(path) ?? path;
  const mode = kindOf(target) === 'file' ? statSync(target).mode & 0o7777 : undefined;
  if (kindOf(target) === 'other') {
    writeFileSync(target, text);
    return;
  }
  const temporary = join(dirname(target), `.daemonlint-${process.pid}-${Date.now().toString(36)}`);
  try {
    writeFileSync(temporary, text, mode === undefined ? {} : { mode });
    if (mode !== undefined) chmodSync(temporary, mode);
    renameSync(temporary, target);
  } catch (error) {
    if (kindOf(temporary) !== undefined) unlinkSync(temporary);
    throw error;
  }
}

function kindOf(path: string): FileKind | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  return found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
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

const MAX_OUTPUT = 1 << 30;

function git(args: readonly string[], cwd: string, input?: string): ProcessResult {
  const result = spawnSync('git', args, {
    cwd,
    maxBuffer: MAX_OUTPUT,
    ...(input === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] } : { input }),
    // Git's words are read by the program and shown to people: always the same ones, and never a question.
    env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
  });
  if (result.error !== undefined) return { status: null, stdout: new Uint8Array(), stderr: result.error.message };
  return { status: result.status, stdout: result.stdout, stderr: result.stderr.toString() };
}
