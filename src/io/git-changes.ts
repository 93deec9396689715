/** What differs between two states of a repository. */
import { basename, dirname, join } from 'node:path';
import { run, succeeded, textOf, type GitFile } from './git.ts';
import type { Io, ProcessResult } from './io.ts';

/** A file that differs between two states; an added file has no `before`, a deleted file no `after`. */
export interface FileChange {
  /** With the earlier path, if git detects a rename. */
  readonly before: GitFile | undefined;
  readonly after: GitFile | undefined;
}

/** The two states to compare: the index with HEAD, or the work tree with a commit. */
export type ComparedStates = 'staged' | { readonly since: string };

/** What differs, by what it is in each state. */
export interface Differences {
  readonly files: readonly FileChange[];
  readonly links: readonly FileChange[];
  readonly submodules: readonly FileChange[];
  /** The links that both states have. */
  readonly sameLinks: readonly GitFile[];
  /** What the work tree has otherwise than the index, where that is the new state: files of the index, and untracked ones. */
  readonly unstaged: { readonly files: readonly GitFile[]; readonly untracked: readonly GitFile[] };
  /** The files of some names in the new state. */
  readonly named: (names: readonly string[]) => readonly string[];
}

/** What differs; since a commit, also untracked files and links. */
export function differences(root: string, comparison: ComparedStates, io: Io): Differences {
  const staged = comparison === 'staged';
  // Nothing is run in a submodule: whether its files differ from its own commit would take git there.
  const options = ['--raw', '-z', '--no-abbrev', '--no-ext-diff', '--no-textconv', '--ignore-submodules=dirty'];
  const sides = staged ? ['--cached'] : [comparison.since];
  const diff = (renames: string): ProcessResult =>
    io.git(['-c', 'diff.relative=false', 'diff', ...options, renames, ...sides, '--'], root);
  // To find what moved and changed, git reads contents, which a partial clone may lack; what only moved has its name.
  const found = diff('-M');
  const records = recordsOf(textOf(succeeded(found.status === 0 ? found : diff('-M100%'), 'diff')));
  const others = staged ? ['-s'] : ['-s', '-o', '--exclude-standard'];
  const unstaged = staged ? unstagedIn(root, options, io) : { files: [], untracked: [] };
  const listed = run(root, ['ls-files', '-z', '-v', ...others], io).split('\0');
  const untracked = listed.flatMap((line) => (line.startsWith('? ') && isFile(line) ? [line.slice(2)] : []));
  const added = (path: string): FileChange => ({ before: undefined, after: { path, object: undefined } });
  const isLink = (path: string): boolean => leadsElsewhere(join(root, path), io);
  const touched = new Set(records.flatMap(({ oldPath, path }) => [oldPath, path]));
  return {
    files: [
      ...changesOf(records, FILE, staged),
      ...untracked.filter((path) => !isLink(path)).map(added),
      ...(staged ? [] : listed.flatMap((line) => unwatched(line, root, io)))
        .filter(({ path }) => !touched.has(path))
        .map(({ path, object }) => ({ before: { path, object }, after: { path, object: undefined } })),
    ],
    links: [...changesOf(records, LINK, staged), ...untracked.filter(isLink).map(added)],
    submodules: changesOf(records, SUBMODULE, staged),
    unstaged,
    named: (names) => [...new Set(listed.map((line) => pathIn(line)).filter((path) => names.includes(basename(path))))],
    sameLinks: listed.flatMap((line) => {
      const [, object, path] = INDEXED_LINK.exec(line) ?? [];
      return object === undefined || path === undefined || touched.has(path) ? [] : [{ path, object }];
    }),
  };
}

/** A file that may differ from the index without git's knowledge; in a sparse checkout most are not there. */
function unwatched(line: string, root: string, io: Io): GitFile[] {
  const [, object, path] = UNWATCHED.exec(line) ?? [];
  if (object === undefined || path === undefined || io.kindOf(join(root, path)) !== 'file') return [];
  return [{ path, object }];
}

function unstagedIn(root: string, options: readonly string[], io: Io): Differences['unstaged'] {
  const diff = ['-c', 'diff.relative=false', 'diff', ...options, '--no-renames', '--'];
  const files = changesOf(recordsOf(textOf(succeeded(io.git(diff, root), 'diff'))), FILE, true);
  const others = run(root, ['ls-files', '-z', '-o', '--exclude-standard'], io).split('\0').filter(Boolean);
  return {
    files: files.flatMap(({ before }) => (before?.object === undefined ? [] : [before])),
    untracked: others.filter(isFile).map((path) => ({ path, object: undefined })),
  };
}

/** A file that git was told not to look at: skip-worktree or, in small letters, assume-unchanged. */
const UNWATCHED = /^(?:S|[a-z]) 100\d+ ([0-9a-f]+) 0\t([^]+)$/;

/** The path in a line of `ls-files -v -s -o`. */
function pathIn(line: string): string {
  return line.startsWith('? ') ? line.slice(2) : line.slice(line.indexOf('\t') + 1);
}

const INDEXED_LINK = /^[A-Za-z] 120000 ([0-9a-f]+) [02]\t([^]+)$/;

function leadsElsewhere(path: string, io: Io): boolean {
  const folder = io.realPath(dirname(path));
  return folder === undefined || io.realPath(path) !== join(folder, basename(path));
}

// An embedded repository is listed with a slash at its end.
function isFile(path: string): boolean {
  return !path.endsWith('/');
}

/** The beginnings of git's modes. */
const FILE = '100';
const LINK = '120';
const SUBMODULE = '160';

interface Entry {
  readonly mode: string;
  readonly object: string;
}

interface DiffRecord {
  readonly oldPath: string;
  readonly path: string;
  readonly status: string;
  readonly before: Entry;
  readonly after: Entry;
}

const RECORD = /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])/;

/** `:100644 100644 OLD NEW M\0path\0`, with two paths when the file moved. Source: git's diff-format, "Raw output". */
function recordsOf(output: string): readonly DiffRecord[] {
  const fields = output.split('\0');
  const records: DiffRecord[] = [];
  for (let at = 0; at + 1 < fields.length; at++) {
    const record = RECORD.exec(fields[at] ?? '');
    if (record === null) throw new Error(`git printed an unexpected change "${fields[at] ?? ''}"`);
    const [, oldMode = '', newMode = '', oldObject = '', newObject = '', status = ''] = record;
    const oldPath = fields[++at] ?? '';
    const path = status === 'R' || status === 'C' ? (fields[++at] ?? '') : oldPath;
    const [before, after] = [
      { mode: oldMode, object: oldObject },
      { mode: newMode, object: newObject },
    ];
    records.push({ oldPath, path, status, before, after });
  }
  return records;
}

/** The changes of what has a mode that begins so. */
function changesOf(records: readonly DiffRecord[], kind: string, staged: boolean): FileChange[] {
  const changes = new Map<string, FileChange>();
  for (const record of records) {
    const { oldPath, path, status } = record;
    // Git's copy of a file in the work tree can have other line ends, or may be missing from the store (moved and
    // changed). During a conflict the file is only in the work tree; the same path is listed again as modified when it
    // is compared there.
    const isConflict = status === 'U' && kind === FILE && !changes.has(path);
    const hadKind = record.before.mode.startsWith(kind) && status !== 'C';
    const before = hadKind ? { path: oldPath, object: record.before.object } : undefined;
    const object = staged || kind === SUBMODULE ? objectOf(record.after.object) : undefined;
    const after = record.after.mode.startsWith(kind) || isConflict ? { path, object } : undefined;
    if (before !== undefined || after !== undefined) changes.set(path, { before, after });
  }
  return [...changes.values()];
}

// Zeros mean that the object is not in the store.
function objectOf(name: string): string | undefined {
  return /^0+$/.test(name) ? undefined : name;
}
