/** Git as a process that runs nothing which a repository names. */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { showDuration } from '../words/duration.ts';
import type { ProcessResult } from './io.ts';
import { codeOf } from './system-error.ts';

/** At most so many bytes of what git prints are held. */
export const MAX_OUTPUT = 1 << 30;

/** What a repository's configuration could have run: a monitor of its files, hooks, and a repository inside of it. */
const OFF = [
  '--no-pager',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'safe.bareRepository=explicit',
];

/** Commands that read files of the work tree, and would pass them through the filters of the configuration. */
const READS_FILES: ReadonlySet<string> = new Set(['diff']);

/** In milliseconds: a pipe among the files that git reads (.gitignore) would keep it waiting forever. */
const PATIENCE = 120_000;
/** Where a walk of our own does as well. */
const SHORT_PATIENCE = 20_000;
const REPLACEABLE: ReadonlySet<string> = new Set(['ls-files', 'check-ignore']);

/**
 * Runs git at `root`. Filters have an empty command each, which git takes for none; objects that a partial clone lacks are
 * not fetched. It gets `patience` milliseconds. Source: git's Documentation/config/*.txt, convert.c
 * (apply_single_file_filter), promisor-remote.c.
 */
export function runGit(
  args: readonly string[],
  root: string,
  input?: string,
  patience = args.some((arg) => REPLACEABLE.has(arg)) ? SHORT_PATIENCE : PATIENCE,
): ProcessResult {
  const filters = args.some((arg) => READS_FILES.has(arg)) ? filterSettings(root) : [];
  return spawn(args, root, filters, input, patience);
}

function spawn(
  args: readonly string[],
  root: string,
  settings: readonly (readonly [string, string])[],
  input?: string,
  patience = PATIENCE,
): ProcessResult {
  const result = spawnSync('git', [...OFF, ...args], {
    cwd: root,
    maxBuffer: MAX_OUTPUT,
    timeout: patience,
    ...(input === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] } : { input }),
    env: environment(root, settings),
  });
  if (result.error !== undefined)
    return { status: null, stdout: new Uint8Array(), stderr: failure(result.error, patience) };
  return { status: result.status, stdout: result.stdout, stderr: result.stderr.toString() };
}

function failure(error: Error, patience: number): string {
  if (codeOf(error) === 'ETIMEDOUT') return `no answer within ${showDuration(patience / 1000)}`;
  return codeOf(error) === 'ENOBUFS' ? TOO_MUCH : error.message;
}

/** What is said where git prints more than can be held. */
export const TOO_MUCH = 'too much output';

/** Settings that switch off every filter that is configured, by whomever. */
function filterSettings(root: string): (readonly [string, string])[] {
  const { stdout } = spawn(['config', '--null', '--name-only', '--get-regexp', '^filter\\.'], root, []);
  const names = Buffer.from(stdout).toString('utf8').split('\0').filter(Boolean);
  const drivers = new Set(names.map((name) => name.slice(0, name.lastIndexOf('.'))));
  return [...drivers].flatMap((driver) => [
    [`${driver}.clean`, ''] as const,
    [`${driver}.smudge`, ''] as const,
    [`${driver}.process`, ''] as const,
    [`${driver}.required`, 'false'] as const,
  ]);
}

/**
 * Git's words are read by the program and shown to people: always the same ones, and never a question. A hook is given
 * the repository relative to where it starts; `root` says that better. Its index may be one of its own.
 */
function environment(root: string, settings: readonly (readonly [string, string])[]): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // The files of a repository are those at its root, whatever its configuration says, and no other repository is looked for.
    GIT_WORK_TREE: root,
    GIT_CEILING_DIRECTORIES: dirname(root),
    // Nothing is fetched. The list of protocols is for versions of git that do not know the first name.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
  };
  for (const name of ['GIT_DIR', 'GIT_PREFIX', 'GIT_INDEX_FILE', 'GIT_EXTERNAL_DIFF'])
    Reflect.deleteProperty(env, name);
  const index = process.env['GIT_INDEX_FILE'];
  if (index !== undefined && isFile(resolve(index))) env['GIT_INDEX_FILE'] = resolve(index);
  const own = Number(env['GIT_CONFIG_COUNT'] ?? 0) || 0;
  if (settings.length > 0) env['GIT_CONFIG_COUNT'] = String(own + settings.length);
  for (const [at, [key, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${String(own + at)}`] = key;
    env[`GIT_CONFIG_VALUE_${String(own + at)}`] = value;
  }
  return env;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
