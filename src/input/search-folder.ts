import { BASELINE_NAME } from '../manifest/known-findings.ts';
import { dirname, join, relative, sep } from 'node:path';
import { IgnoreFiles, isBelow, isIgnored, type IgnoreRules } from './ignore-files.ts';
import { printMessage } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import { TEMPLATE_ENDINGS } from '../document/documents.ts';
import { isKustomizationPath, KUSTOMIZATIONS } from './kustomization.ts';
import { reasonOf } from '../io/system-error.ts';
import { repositoryRoot } from '../io/work-tree.ts';

/** The file names that a search of directories reads; the last one is how kubectl diff names its files. */
export const MANIFEST = /\.(?:ya?ml|kyaml|json|ndjson)$|(?:^|[\\/])apps\.v1\.DaemonSet\.[^\\/]+$/i;
/** Helm's helpers hold no object of their own. */
const HELPER = /(?:^|[\\/])_[^\\/]*\.tpl$/i;
/** Endings of what people copy, and nobody applies as it is. */
const COPIED_ENDINGS = ['example', 'sample', 'dist'];
export const COPIED_NAME = new RegExp(`\\.(?:${COPIED_ENDINGS.join('|')})$`, 'i');
/** Endings of templates that only who names a file has read. */
const ENGINES = ['mustache', 'mst', 'hbs', 'ejs', 'njk', 'liquid', 'tftpl', 'envsubst'];
/** What a search lists as templates. */
const LISTED_ENDINGS = [...TEMPLATE_ENDINGS, ...COPIED_ENDINGS, ...ENGINES];
/** The names of files that a search lists when they hold a DaemonSet, and does not read. */
export const LISTED_NAME = new RegExp(`\\.(?:${LISTED_ENDINGS.join('|')})$`, 'i');
/** Those of the names that are read where git lists the files. */
const IN_GIT = new RegExp(
  `\\.(?:${['yaml', 'yml', 'kyaml', 'json', 'ndjson', ...LISTED_ENDINGS].join('|')})$|Kustomization$`,
  'i',
);
/** Whether a search reads a file: manifests, and templates, which are listed when they hold a DaemonSet. */
export function isSearchedName(path: string): boolean {
  if (path.endsWith(BASELINE_NAME)) return false;
  return MANIFEST.test(path) || isKustomizationPath(path) || (LISTED_NAME.test(path) && !HELPER.test(path));
}

/** A file that a search found. */
export interface SearchedFile {
  /** Absolute. */
  readonly path: string;
  /** Whether the folder says that it is a regular file, no link. */
  readonly isRegular: boolean;
}

/** What a search found, and the links to folders that it did not follow; all absolute. */
export interface Searched {
  readonly files: readonly SearchedFile[];
  readonly linked: readonly string[];
}

/** Never searched, whatever ignore files say. */
export const LEFT_OUT = new Set(['.git', '.hg', '.svn', 'node_modules']);

/**
 * The manifests below a directory: in a work tree those that git tracks or would add, elsewhere by a
 * directory walk.
 */
export async function search(directory: string, io: Io): Promise<Searched> {
  const root = repositoryRoot(directory, io);
  const listed = root === undefined ? undefined : listedByGit(root, directory, io);
  if (listed === undefined) return walkFrom(directory, root ?? (isBelow(directory, io.cwd) ? io.cwd : directory), io);
  if (root === undefined) return listed;
  const isEmpty = listed.files.length === 0;
  // Git sees nothing behind a link, which was named.
  if (isEmpty && io.realPath(directory) !== join(io.realPath(root) ?? root, relative(root, directory)))
    return walkFrom(directory, root, io);
  if (!isEmpty || !ignoredByGit(root, directory, io)) return listed;
  // A user who names a directory that git ignores (rendered manifests) wants its contents.
  return walkFrom(directory, directory, io);
}

/** The mode of a link, behind the letter of its state. */
const LINK = /^[A-Z] 120000 /;

/** What git tracks or would add; links to folders are listed apart. */
function listedByGit(root: string, directory: string, io: Io): Searched | undefined {
  const folder = relative(root, directory).replaceAll(sep, '/');
  const asked = folder === '' ? [] : [`:(literal)${folder}`];
  const listing = ['ls-files', '-z', '-t', '-s', '-o', '--exclude-standard', '--', ...asked];
  const { status, stdout } = io.git(listing, root);
  // Git is not there, or waits for a pipe.
  if (status !== 0) return undefined;
  const [names, links] = [new Set<string>(), new Set<string>()];
  for (const line of Buffer.from(stdout).toString('utf8').split('\0')) {
    const isNew = line.startsWith('? ');
    const name = line.slice(isNew ? 2 : line.indexOf('\t') + 1);
    const isRead = IN_GIT.test(name) && isSearchedName(name) && !isBelowLeftOut(name.slice(folder.length));
    // A file in conflict is listed once per side.
    if (isRead) names.add(name);
    if (isNew ? !name.endsWith('/') : LINK.test(line)) links.add(name);
  }
  const placed = (some: Iterable<string>): string[] => Array.from(some, (name) => join(root, name));
  return {
    // A deleted one is listed, too.
    files: placed(names)
      .filter((path) => io.kindOf(path) === 'file')
      .map((path) => ({ path, isRegular: false })),
    linked: placed(links).filter((path) => io.kindOf(path) === 'directory'),
  };
}

function isBelowLeftOut(name: string): boolean {
  return name.split('/').some((step) => LEFT_OUT.has(step));
}

/** The kustomization files that git tracks or would add in the repository at `root`, absolute; undefined without git. */
export function kustomizationFiles(root: string, io: Io): readonly string[] | undefined {
  return namedFiles(KUSTOMIZATIONS, root, io);
}

/** The files of some names that git tracks or would add in the repository at `root`, absolute; undefined without git. */
export function namedFiles(files: readonly string[], root: string, io: Io): readonly string[] | undefined {
  const wanted = files.map((name) => `:(glob)**/${name}`);
  const { status, stdout } = io.git(['ls-files', '-z', '-co', '--exclude-standard', '--', ...wanted], root);
  if (status !== 0) return undefined;
  const names = new Set(Buffer.from(stdout).toString('utf8').split('\0'));
  names.delete('');
  return [...names].map((name) => join(root, name));
}

/** Whether the repository around a file, there or not, has a kustomization. */
export function isBesideKustomization(path: string, io: Io): boolean {
  return kustomizedRepositories(io)(path) === true;
}

/** Tells whether the repository around a file has a kustomization; undefined where that is not known. Each is asked once. */
export function kustomizedRepositories(io: Io): (path: string) => boolean | undefined {
  const known = new Map<string, boolean | undefined>();
  return (path) => {
    const root = repositoryRoot(dirname(path), io);
    if (root === undefined) return undefined;
    if (!known.has(root)) {
      const files = kustomizationFiles(root, io);
      known.set(root, files && files.length > 0);
    }
    return known.get(root);
  };
}

function ignoredByGit(root: string, directory: string, io: Io): boolean {
  return directory !== root && io.git(['check-ignore', '-q', '--', relative(root, directory)], root).status === 0;
}

async function walkFrom(directory: string, top: string, io: Io): Promise<Searched> {
  const { default: ignore } = await import('ignore');
  const files = new IgnoreFiles(io, ignore);
  const linked: string[] = [];
  const outer = directory === top ? [] : files.rulesOf(dirname(directory), top);
  const found = walk(directory, isIgnored(directory, true, outer) ? directory : top, files, io, linked);
  return { files: found, linked };
}

/** How many manifests below a directory a search leaves out because git ignores them, or they are another repository's. */
export async function countIgnored(directory: string, io: Io): Promise<number> {
  const { default: ignore } = await import('ignore');
  return walk(directory, directory, new IgnoreFiles(io, ignore, []), io).length;
}

// Links to directories are not followed, as in git: they may lead in circles, or into other trees.
function walk(directory: string, top: string, files: IgnoreFiles, io: Io, linked: string[] = []): SearchedFile[] {
  let entries;
  try {
    entries = io.readDirectory(directory);
  } catch (error) {
    printMessage(`${relative(io.cwd, directory)}: ${reasonOf(error)}; skipped`, io);
    return [];
  }
  const rules = files.rulesOf(directory, top, entries);
  return entries.flatMap(({ name, kind }) => {
    const path = join(directory, name);
    if (kind === 'directory') {
      return LEFT_OUT.has(name) || isIgnored(path, true, rules) ? [] : walk(path, top, files, io, linked);
    }
    if (kind === 'link' && !isIgnored(path, true, rules) && io.kindOf(path) === 'directory') linked.push(path);
    if (!isSearchedName(name) || isIgnored(path, false, rules)) return [];
    return (kind === 'link' ? io.kindOf(path) : kind) === 'file' ? [{ path, isRegular: kind === 'file' }] : [];
  });
}

/** The matches of a pattern, and whether it matched something that is ignored. */
export interface Expansion {
  readonly files: readonly string[];
  readonly ignored: boolean;
}

/** The files that a pattern matches, or, if it matches no file, the contents of the directories that it matches. */
export async function expand(pattern: string, io: Io): Promise<Expansion> {
  const { globbySync } = await import('globby');
  const glob = (onlyDirectories: boolean): readonly string[] =>
    globbySync(withoutQuestions(sep === '/' ? pattern : pattern.replaceAll(sep, '/')), {
      cwd: io.cwd,
      dot: true,
      absolute: true,
      onlyFiles: !onlyDirectories,
      onlyDirectories,
      expandDirectories: false,
      followSymbolicLinks: false,
      suppressErrors: true,
      ignore: [...LEFT_OUT].filter((name) => !pattern.includes(name)).map((name) => `**/${name}/**`),
    });
  const matched = glob(false);
  if (matched.length > 0) {
    const files = await withoutIgnored(matched, io);
    return { files, ignored: files.length < matched.length };
  }
  const found = await Promise.all(glob(true).map((directory) => search(directory, io)));
  return { files: found.flatMap(({ files }) => files.map(({ path }) => path)), ignored: false };
}

// globby reads a folder name with a question mark as a literal name.
function withoutQuestions(pattern: string): string {
  return pattern.replace(/\[[^\]]*\]|\\.|\?(?!\()/g, (part) => (part === '?' ? '[!/]' : part));
}

async function withoutIgnored(paths: readonly string[], io: Io): Promise<readonly string[]> {
  const root = repositoryRoot(io.cwd, io);
  if (root !== undefined) {
    // Git refuses to say anything about what is outside of its work tree.
    const inside = paths.filter((path) => isBelow(path, root));
    const { status, stdout } = io.git(['check-ignore', '-z', '--stdin'], root, inside.join('\0'));
    const ignored = new Set(Buffer.from(stdout).toString('utf8').split('\0'));
    if (status === 0 || status === 1) return paths.filter((path) => !ignored.has(path));
  }
  const { default: ignore } = await import('ignore');
  const files = new IgnoreFiles(io, ignore);
  const top = root ?? io.cwd;
  return paths.filter((path) => !isLeftOut(path, top, files));
}

// A file is excluded with any of its directories.
function isLeftOut(path: string, top: string, files: IgnoreFiles): boolean {
  if (!isBelow(path, top)) return false;
  const rules = (at: string): IgnoreRules => files.rulesOf(dirname(at), top);
  for (let at = dirname(path); at !== top; at = dirname(at)) if (isIgnored(at, true, rules(at))) return true;
  return isIgnored(path, false, rules(path));
}
