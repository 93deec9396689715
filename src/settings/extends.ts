/** What a configuration extends: another file of the tree, one of an installed package, or the one above it. */
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { ConfigError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import { reasonOf } from '../io/system-error.ts';
import { isInside } from '../io/work-tree.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { Preset } from '../rule/ruleset.ts';
import { meant, nearest } from '../words/similar-name.ts';
import type { ConfigFile } from './config-file.ts';
import { CONFIG_NAMES, configAbove, configsIn, treeOf } from './find-config.ts';

/** The presets that can be extended, by name. */
export const PRESETS = ['recommended', 'strict'] as const satisfies readonly Preset[];

/** The word for the nearest configuration above. */
export const PARENT = 'parent';

/** A file, and where its patterns begin. */
export interface Extended {
  readonly path: string;
  readonly base: string;
}

/** The file that extends. */
interface Extending extends ConfigFile, Extended {}

const EXTENSIONS: readonly string[] = ['.yaml', '.yml', '.json'];
/** `@scope/name/path/in/it` or `name/path/in/it`. */
const PACKAGE = /^((?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*)(?:\/(.+))?$/i;

/** The file that `reference` names, which is written at `keys`. Throws ConfigError with what to write. */
export function extendedBy(reference: string, from: Extending, keys: Path, io: Io): Extended {
  const fail = (message: string): ConfigError => from.fail(keys, message);
  const folder = dirname(from.path);
  if (reference === PARENT) return parentOf(folder, fail, io);
  const found = /^\.{1,2}\//.test(reference)
    ? besideOf(resolve(folder, reference), from)
    : { path: inPackage(reference, folder, fail, io), base: from.base };
  const tree = treeOf(folder, io);
  if (!isWithin(found.path, tree, io)) throw fail(`"${reference}" lies outside of the repository`);
  if (!EXTENSIONS.includes(extname(found.path)))
    throw fail(`"${reference}" is not read: a configuration is YAML or JSON, and nothing of it is run`);
  const kind = io.kindOf(found.path);
  if (kind === undefined) throw fail(`there is no file "${reference}"${nearFile(reference, found.path, io)}`);
  if (kind !== 'file') throw fail(`"${reference}" is not a file`);
  return found;
}

/** The patterns of a package begin where it is used, also those of the other files in it. */
function besideOf(path: string, { path: from, base }: Extended): Extended {
  return { path, base: base === dirname(from) ? dirname(path) : base };
}

function parentOf(folder: string, fail: (message: string) => ConfigError, io: Io): Extended {
  const path = configAbove(folder, io);
  if (path === undefined) throw fail('there is no configuration above this one, up to the root of the repository');
  return { path, base: dirname(path) };
}

/** Where an installed package has the file: in the nearest node_modules that holds the package. */
function inPackage(reference: string, folder: string, fail: (message: string) => ConfigError, io: Io): string {
  if (/^[a-z][a-z+.-]*:/i.test(reference))
    throw fail(`"${reference}" is not read: daemonlint is offline; install it as a package, or name a file`);
  const [, name, rest] = PACKAGE.exec(reference) ?? [];
  if (name === undefined) throw fail(`"${reference}" is neither a preset nor a package; a file begins with ./ or ../`);
  const tree = treeOf(folder, io);
  for (let at = folder; isInside(at, tree); at = dirname(at)) {
    const home = join(at, 'node_modules', name);
    if (io.kindOf(home) === 'directory') {
      const path = rest === undefined ? configsIn(home, io)[0] : join(home, rest);
      if (path === undefined)
        throw fail(`the package "${name}" has no ${String(CONFIG_NAMES[0])}; name the file in it`);
      if (!isInside(path, home)) throw fail(`"${reference}" leads out of the package`);
      return path;
    }
    if (at === dirname(at)) break;
  }
  throw fail(`no package "${name}" is installed here${hintFor(reference, folder, io)}`);
}

/** What was probably meant by the name of a package that is not there. */
function hintFor(reference: string, folder: string, io: Io): string {
  if (io.kindOf(resolve(folder, reference)) === 'file') return `; for the file, write ./${reference}`;
  return meant(reference, [...PRESETS, PARENT]);
}

function nearFile(reference: string, path: string, io: Io): string {
  try {
    const names = io.readDirectory(dirname(path)).map(({ name }) => name);
    const near = nearest(
      basename(path),
      names.filter((name) => EXTENSIONS.includes(extname(name))),
    );
    return near === undefined ? '' : `; did you mean "${reference.slice(0, -basename(path).length)}${near}"?`;
  } catch (error) {
    return ` (${relative(io.cwd, dirname(path)).replaceAll(sep, '/') || '.'}: ${reasonOf(error)})`;
  }
}

/** Whether a path, and what it links to, lies in the tree. */
function isWithin(path: string, tree: string, io: Io): boolean {
  const real = io.realPath(path);
  return isInside(path, tree) && (real === undefined || isInside(real, io.realPath(tree) ?? tree));
}
