import { dirname, join } from 'node:path';
import { describeOptions, readArguments, type OptionTable } from './args.ts';
import { InputError, UsageError } from '../io/errors.ts';
import { printText } from '../io/print.ts';
import { wayOut } from './output-file.ts';
import type { Io } from '../io/io.ts';
import { meant } from '../words/similar-name.ts';
import { reasonOf } from '../io/system-error.ts';
import { HOMEPAGE, VERSION } from '../version.ts';
import { CONFIG, GITHUB, GITLAB, HOOK, VSCODE } from './init-files.ts';

interface Starter {
  readonly path: string;
  readonly text: string;
  readonly next: string;
}

const STARTERS: Readonly<Record<string, Starter>> = {
  hook: {
    path: '.pre-commit-config.yaml',
    text: HOOK(HOMEPAGE, VERSION),
    next: 'pre-commit install, then pre-commit run --all-files',
  },
  github: {
    path: '.github/workflows/daemonlint.yaml',
    text: GITHUB(HOMEPAGE, VERSION),
    next: 'commit it; findings of a pull request appear on it, and all findings under Security, Code scanning',
  },
  gitlab: {
    path: '.gitlab-ci.yml',
    text: GITLAB(VERSION),
    next: 'commit it; findings appear in the merge request under Code Quality',
  },
  vscode: {
    path: '.vscode/tasks.json',
    text: VSCODE,
    next: 'run the task "daemonlint: watch"; findings appear under Problems',
  },
  config: {
    path: 'daemonlint.yaml',
    text: CONFIG(VERSION),
    next: 'set fleet.nodes to the size of your cluster, so that percentages become numbers',
  },
};

const OPTIONS = {
  force: { help: 'overwrite existing files' },
  help: { short: 'h', help: 'print this help' },
} as const satisfies OptionTable;

const USAGE = `Usage: daemonlint init [--force] ${Object.keys(STARTERS).join('|')}...

Writes configuration files for daemonlint to the current directory. An existing file is kept without --force.

Options:
`;

/** `daemonlint init NAME...`: writes starter files. Throws InputError when one is already there. */
export function init(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(OPTIONS, argv);
  if (values.help) {
    printText(USAGE + describeOptions(OPTIONS), io);
    return Promise.resolve(0);
  }
  if (positionals.length === 0) throw new UsageError(`init takes one or more of ${Object.keys(STARTERS).join(', ')}`);
  const starters = positionals.map(starterNamed);
  const existing = starters.filter(({ path }) => !values.force && io.kindOf(join(io.cwd, path)) !== undefined);
  if (existing.length > 0) {
    const names = existing.map(({ path }) => path).join(', ');
    throw new InputError(`${names} already exists; nothing was written. --force overwrites it`);
  }
  for (const { path, text, next } of starters) {
    write(path, text, io);
    printText(`wrote ${path}; next: ${next}\n`, io);
  }
  return Promise.resolve(0);
}

function write(path: string, text: string, io: Io): void {
  try {
    const out = wayOut(join(io.cwd, path), io);
    if (out !== undefined) throw new InputError(out);
    io.makeDirectory(dirname(join(io.cwd, path)));
    io.writeFile(join(io.cwd, path), text);
  } catch (error) {
    throw new InputError(`cannot write ${path}: ${reasonOf(error)}`);
  }
}

function starterNamed(name: string): Starter {
  const starter = Object.hasOwn(STARTERS, name) ? STARTERS[name] : undefined;
  if (starter !== undefined) return starter;
  const names = Object.keys(STARTERS);
  throw new UsageError(`init knows ${names.join(', ')}, not "${name}"${meant(name, names)}`);
}
