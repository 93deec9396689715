/** Whether a file may be written: nobody's work is overwritten, and no link of a repository leads out of it. */
import { basename, dirname, join, resolve } from 'node:path';
import { readFileContents } from '../document/documents.ts';
import { UsageError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import { reasonOf } from '../io/system-error.ts';
import { isInside, repositoryRoot } from '../io/work-tree.ts';

/** Devices, and files that a shell has opened. */
const OPENED = /^\/(?:dev|proc)\//;
/** No format is YAML: such a file is a manifest, a configuration, a kustomization or the values of a chart. */
const YAML = /\.ya?ml$/i;

/**
 * Throws UsageError when a report must not be written to `path`: it is one of `inputs`, or an existing file that is YAML
 * or holds a DaemonSet, or it leads out of the work tree.
 */
export function refuseOutput(path: string, inputs: readonly string[], io: Io): void {
  const absolute = resolve(io.cwd, path);
  if (OPENED.test(absolute)) return;
  const fault = isInput(absolute, inputs, io)
    ? 'it is an input'
    : (wayOut(absolute, io) ?? (io.kindOf(absolute) === 'file' ? contentFault(absolute, io) : undefined));
  if (fault !== undefined) throw new UsageError(`no report is written to ${path}: ${fault}`);
}

function isInput(path: string, inputs: readonly string[], io: Io): boolean {
  const real = io.realPath(path);
  return real !== undefined && inputs.some((input) => io.realPath(resolve(io.cwd, input)) === real);
}

/** How a path below the current directory or its work tree leads out of it by links; undefined when it does not. */
export function wayOut(path: string, io: Io): string | undefined {
  const tree = [repositoryRoot(io.cwd, io), io.cwd].find((folder) => folder !== undefined && isInside(path, folder));
  const [root, target] = [tree === undefined ? undefined : io.realPath(tree), realOf(path, io)];
  if (root === undefined) return undefined;
  if (io.realPath(path) === undefined && isLink(path, io)) return 'it is a link to nothing';
  return isInside(target, root) ? undefined : `it is a link to ${target}, outside of ${root}`;
}

/** The real path of what exists of a path, with the rest. */
function realOf(path: string, io: Io): string {
  const real = io.realPath(path);
  return real ?? (dirname(path) === path ? path : join(realOf(dirname(path), io), basename(path)));
}

function isLink(path: string, io: Io): boolean {
  try {
    return io.readDirectory(dirname(path)).some(({ name, kind }) => name === basename(path) && kind === 'link');
  } catch {
    return false;
  }
}

function contentFault(path: string, io: Io): string | undefined {
  if (YAML.test(path)) return 'it is a file of YAML, which no report is; remove it first if it is one';
  let bytes;
  try {
    bytes = io.readFile(path);
  } catch (error) {
    return reasonOf(error);
  }
  const { found, unreadable } = readFileContents(path, bytes, {});
  return found.length + unreadable.length > 0 ? 'it holds a DaemonSet' : undefined;
}
