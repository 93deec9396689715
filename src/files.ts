import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Ignore } from 'ignore';
import type { Io } from './io.ts';

/** A file to read. */
export interface FoundFile {
  /** Absolute; `-` for standard input. */
  readonly path: string;
  /** As the report shows it: relative to the current directory where it lies below it, `/` on every system. */
  readonly shown: string;
  /** Named on the command line: it has to be readable. */
  readonly named: boolean;
}

export interface FoundFiles {
  /** Each file once, sorted by what is shown. */
  readonly files: readonly FoundFile[];
  /** Named inputs that are not there, each with why. */
  readonly faults: readonly { readonly path: string; readonly message: string }[];
}

const MANIFEST = /\.(ya?ml|json)$/i;
const PATTERN = /[*?[\]{}!()]/;

/**
 * The files that `paths` name: files as they are, directories searched for manifests (through git inside a work tree),
 * patterns, `-` for standard input; nothing means the current directory.
 */
export async function findFiles(paths: readonly string[], io: Io): Promise<FoundFiles> {
  const found = new Map<string, FoundFile>();
  const faults: { path: string; message: string }[] = [];
  const add = (path: string, named: boolean): void => {
    const key = path === '-' ? '-' : (io.realPath(path) ?? path);
    const known = found.get(key);
    if (known === undefined || (named && !known.named)) found.set(key, { path, shown: shownPath(path, io.cwd), named });
  };
  for (const path of paths.length === 0 ? ['.'] : paths) {
    const absolute = resolve(io.cwd, path);
    const kind = path === '-' ? 'file' : io.kindOf(absolute);
    if (path === '-') add('-', true);
    else if (kind === 'directory') for (const file of await search(absolute, io)) add(file, false);
    else if (kind !== undefined) add(absolute, true);
    else if (PATTERN.test(path)) {
      const matches = await expand(path, io);
      for (const file of matches) add(file, false);
      if (matches.length === 0) faults.push({ path, message: `no file matches the pattern ${path}` });
    } else faults.push({ path: shownPath(absolute, io.cwd), message: `${path}: no such file or directory` });
  }
  const files = [...found.values()].sort((a, b) => (a.shown < b.shown ? -1 : a.shown > b.shown ? 1 : 0));
  return { files, faults };
}

/** A path as reports show it. */
export function shownPath(path: string, cwd: string): string {
  if (path === '-') return '<stdin>';
  const inside = relative(cwd, path);
  const shown = inside === '' ? '.' : isAbsolute(inside) ? path : inside;
  return sep === '/' ? shown : shown.replaceAll(sep, '/');
}

async function search(directory: string, io: Io): Promise<string[]> {
  return listedByGit(directory, io) ?? (await walk(directory, io));
}

/** What git knows or would add below `directory`; undefined outside of a work tree. */
function listedByGit(directory: string, io: Io): string[] | undefined {
  if (!insideRepository(directory, io)) return undefined;
  const patterns = ['*.yaml', '*.yml', '*.json', '*.YAML', '*.YML', '*.JSON'];
  const listed = io.git(['ls-files', '-z', '-co', '--exclude-standard', '--', ...patterns], directory);
  if (listed.status !== 0) return undefined;
  const names = Buffer.from(listed.stdout).toString('utf8').split('\0');
  return names
    .filter((name) => name !== '')
    .map((name) => join(directory, name))
    .filter((path) => io.kindOf(path) === 'file');
}

function insideRepository(directory: string, io: Io): boolean {
  for (let at = directory; ; at = dirname(at)) {
    if (io.kindOf(join(at, '.git')) !== undefined) return true;
    if (at === dirname(at)) return false;
  }
}

/** Ignore files that hold for a directory, each with the directory it stands in. */
type Rules = readonly { readonly base: string; readonly rules: Ignore }[];

// Links are followed once to their target, so that loops end.
async function walk(root: string, io: Io): Promise<string[]> {
  const { default: ignore } = await import('ignore');
  const files: string[] = [];
  const visited = new Set<string>();
  const visit = (directory: string, outer: Rules): void => {
    const real = io.realPath(directory) ?? directory;
    if (visited.has(real)) return;
    visited.add(real);
    let entries;
    try {
      entries = io.readDirectory(directory);
    } catch (error) {
      io.stderr(`daemonlint: ${shownPath(directory, io.cwd)}: ${reasonOf(error)}; left out\n`);
      return;
    }
    const rules = [...outer];
    for (const { name } of entries) {
      if (name !== '.gitignore' && name !== '.ignore') continue;
      const text = readText(join(directory, name), io);
      if (text !== undefined) rules.push({ base: directory, rules: ignore().add(text) });
    }
    for (const { name, kind } of entries) {
      if (name === '.git' || name === 'node_modules') continue;
      const path = join(directory, name);
      const actual = kind === 'link' ? io.kindOf(path) : kind;
      if (isIgnored(path, actual === 'directory', rules)) continue;
      if (actual === 'directory') visit(path, rules);
      else if (actual === 'file' && MANIFEST.test(name)) files.push(path);
    }
  };
  visit(root, []);
  return files;
}

function isIgnored(path: string, directory: boolean, rules: Rules): boolean {
  let ignored = false;
  for (const { base, rules: list } of rules) {
    const name = relative(base, path).replaceAll(sep, '/') + (directory ? '/' : '');
    const result = list.test(name);
    if (result.ignored) ignored = true;
    else if (result.unignored) ignored = false;
  }
  return ignored;
}

function readText(path: string, io: Io): string | undefined {
  try {
    return Buffer.from(io.readFile(path)).toString('utf8');
  } catch {
    return undefined;
  }
}

async function expand(pattern: string, io: Io): Promise<string[]> {
  const { globbySync } = await import('globby');
  const posix = sep === '/' ? pattern : pattern.replaceAll(sep, '/');
  const paths = globbySync(posix, {
    cwd: io.cwd,
    dot: true,
    absolute: true,
    suppressErrors: true,
    ignore: ['**/.git/**'],
  });
  return withoutIgnored(paths, io);
}

// What git ignores is left out of patterns as it is of directories.
function withoutIgnored(paths: readonly string[], io: Io): string[] {
  if (paths.length === 0 || !insideRepository(io.cwd, io)) return [...paths];
  const checked = io.git(['check-ignore', '-z', '--stdin'], io.cwd, paths.join('\0'));
  const ignored = new Set(Buffer.from(checked.stdout).toString('utf8').split('\0'));
  return paths.filter((path) => !ignored.has(path));
}

/** The system's reason for a failed read, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words: Readonly<Record<string, string>> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'is a directory',
    ENOENT: 'no such file or directory',
    ELOOP: 'a loop of links',
    ENXIO: 'is no file',
  };
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}
