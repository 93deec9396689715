import { InputError } from './errors.ts';
import type { Io, ProcessResult } from './io.ts';
import { MAX_OUTPUT, TOO_MUCH } from './git-process.ts';

/**
 * A file in the object store of git, or in the work tree when it has no object. Paths are relative to the root of the
 * repository, with `/`.
 */
export interface GitFile {
  readonly path: string;
  readonly object: string | undefined;
}

/** The merge base of HEAD and `ref`. Throws InputError with what to do about it. */
export function mergeBase(root: string, ref: string, io: Io): string {
  if (ref === '' || ref.startsWith('-')) throw new InputError(`"${ref}" is not a git revision`);
  const found = io.git(['merge-base', ref, 'HEAD'], root);
  if (found.status === 0) return textOf(found).trim();
  throw new InputError(whyNoBase(root, ref, found, io));
}

function whyNoBase(root: string, ref: string, failed: ProcessResult, io: Io): string {
  if (failed.status === null) return `cannot run git: ${failed.stderr}`;
  const exists = (revision: string): boolean =>
    io.git(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], root).status === 0;
  if (!exists('HEAD')) return 'there is no commit yet, so there is nothing to compare with';
  const shallow = textOf(io.git(['rev-parse', '--is-shallow-repository'], root)).trim() === 'true';
  const hint = shallow ? '; this is a shallow clone: fetch the history (git fetch --unshallow, fetch-depth: 0)' : '';
  if (exists(ref)) return `${ref} and HEAD have no common commit${hint}`;
  return shallow || failed.stderr.includes('Not a valid')
    ? `${ref} is not a known commit in this repository${hint}`
    : told(failed);
}

/** Every file of a commit, or of the index; during a conflict our side. */
export function filesAt(root: string, state: 'index' | { readonly commit: string }, io: Io): readonly GitFile[] {
  const index = state === 'index';
  return listed(root, index ? ['ls-files', '-s', '-z'] : ['ls-tree', '-r', '-z', '--full-tree', state.commit], io);
}

/** The files of the index that are directly in `folders`; the root is the empty string. */
export function filesIn(root: string, folders: readonly string[], io: Io): readonly GitFile[] {
  if (folders.length === 0) return [];
  const inFolder = (folder: string): string =>
    `:(glob)${folder.replace(/[*?[\]\\]/g, '\\$&')}${folder === '' ? '' : '/'}*`;
  return listed(root, ['ls-files', '-s', '-z', '--', ...folders.map(inFolder)], io);
}

const IN_INDEX = /^100\d+ ([0-9a-f]+) [02]\t([^]+)$/;
const IN_COMMIT = /^100\d+ blob ([0-9a-f]+)\t([^]+)$/;

function listed(root: string, command: readonly string[], io: Io): readonly GitFile[] {
  const entry = command[0] === 'ls-files' ? IN_INDEX : IN_COMMIT;
  return run(root, command, io)
    .split('\0')
    .flatMap((line) => {
      const [, object, path] = entry.exec(line) ?? [];
      return object === undefined || path === undefined ? [] : [{ path, object }];
    });
}

const NEWLINE = 10;

/**
 * The bytes of objects, by their names; undefined for those larger than the bound, nothing for those that the clone lacks
 * (a partial one). Nothing is fetched.
 */
export function readObjects(
  root: string,
  objects: Iterable<string>,
  io: Io,
): ReadonlyMap<string, Uint8Array | undefined> {
  const names = [...new Set(objects)];
  const contents = new Map<string, Uint8Array | undefined>();
  if (readAll(root, names, contents, io)) return contents;
  for (const group of groupsOf(root, names, contents, io)) readAll(root, group, contents, io);
  return contents;
}

/** Reads objects; false where they are too large together. */
function readAll(
  root: string,
  names: readonly string[],
  contents: Map<string, Uint8Array | undefined>,
  io: Io,
): boolean {
  for (let from = 0; from < names.length;) {
    const wanted = names.slice(from);
    const result = io.git(['cat-file', '--batch'], root, wanted.join('\n') + '\n');
    if (result.stderr === TOO_MUCH) return false;
    const told = readBatch(result.stdout, wanted, contents);
    // Before 2.44 git gives up at an object that it may not fetch: the next process goes on behind it.
    if (!result.stderr.includes(WAS_PROMISED)) succeeded(result, 'cat-file');
    from += told + (told < wanted.length ? 1 : 0);
  }
  return true;
}

/** Objects by their sizes in groups that can be read at once; those larger than the bound are noted and left out. */
function* groupsOf(
  root: string,
  names: readonly string[],
  contents: Map<string, Uint8Array | undefined>,
  io: Io,
): Generator<readonly string[]> {
  const { stdout } = succeeded(io.git(['cat-file', '--batch-check'], root, names.join('\n') + '\n'), 'cat-file');
  let group: string[] = [];
  let total = 0;
  for (const line of Buffer.from(stdout).toString('latin1').split('\n')) {
    const [, name, digits] = /^([0-9a-f]+) blob (\d+)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const size = Number(digits);
    if (size > io.maxFileSize) {
      contents.set(name, undefined);
      continue;
    }
    if (total + size > MAX_OUTPUT / 2) {
      yield group;
      [group, total] = [[], 0];
    }
    group.push(name);
    total += size;
  }
  yield group;
}

const WAS_PROMISED = 'from promisor remote';

/** Takes over what `cat-file --batch` printed, and tells of how many objects it did. */
function readBatch(
  stdout: Uint8Array,
  names: readonly string[],
  contents: Map<string, Uint8Array | undefined>,
): number {
  let at = 0;
  for (const [index, name] of names.entries()) {
    const end = stdout.indexOf(NEWLINE, at);
    if (end < 0) return index;
    const head = Buffer.from(stdout.subarray(at, end)).toString('latin1');
    const size = / blob (\d+)$/.exec(head)?.[1];
    at = end + 1;
    if (size === undefined) {
      if (!head.endsWith(' missing')) throw new InputError(`git has no file ${name}: ${head}`);
      continue;
    }
    contents.set(name, stdout.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return names.length;
}

/** What a command of git printed. Throws InputError. */
export function run(root: string, args: readonly string[], io: Io): string {
  return textOf(succeeded(io.git(args, root), args.find((arg) => /^[a-z]+-?[a-z]+$/.test(arg)) ?? ''));
}

export function succeeded(result: ProcessResult, command: string): ProcessResult {
  if (result.status === 0) return result;
  if (result.status === null) throw new InputError(`cannot run git: ${result.stderr}`);
  throw new InputError(`git ${command} failed: ${told(result)}`);
}

/** The error output of git, on one line. */
function told({ stderr, status }: ProcessResult): string {
  const line = stderr.split('\n').find((text) => text.trim() !== '') ?? `exit code ${String(status)}`;
  return line.replace(/^fatal: /, '');
}

export function textOf({ stdout }: ProcessResult): string {
  return Buffer.from(stdout).toString('utf8');
}
