import { dirname, resolve } from 'node:path';
import { rules } from '../rules/index.ts';
import { readCheckOptions, type CheckOptions } from './command/check-options.ts';
import { commandNamed } from './command/commands.ts';
import { ConfigError, InputError, UsageError } from './errors.ts';
import type { FoundFile } from './input/find-files.ts';
import { readInput } from './input/read-input.ts';
import type { Io } from './io/io.ts';
import { lint, lintUnreadable } from './rule/lint.ts';
import { fromRootOf, makeReport } from './report/make-report.ts';
import type { Manifest } from './manifest/manifest.ts';
import { progressLine } from './command/progress.ts';
import type { Report } from './report/report.ts';
import { repositoryRoot } from './io/work-tree.ts';
import type { Ruleset } from './rule/ruleset.ts';
import { exitCodeOf, writeReport } from './command/write-report.ts';
import { ignoreFilter, SettingsFinder } from './settings/settings.ts';
import { VERSION } from './version.ts';

/**
 * The whole program: arguments and the outside world in, the exit code out (0 clean, 1 findings, 2 the job could not
 * be done). Faults of the user's making become one line on standard error.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    const command = await commandNamed(argv[0] ?? '');
    return command === undefined ? await check(argv, io) : await command(argv.slice(1), io);
  } catch (error) {
    return complain(error, argv, io);
  }
}

/** `daemonlint [check]`: bytes → documents → manifests → findings → report. */
export async function check(argv: readonly string[], io: Io): Promise<number> {
  const options = readCheckOptions(argv[0] === 'check' ? argv.slice(1) : argv);
  if (options.version) return print(`${VERSION}\n`, io);
  if (options.help) return (await commandNamed('help'))?.([], io) ?? 0;
  if (options.watch) return (await import('./command/watch.ts')).watch(options, io, checkOnce);
  if (options.fix !== undefined) await (await import('./command/fix-files.ts')).fixFiles(options, io, inspect);
  if (options.dryRun) return 0;
  return checkOnce(options, io);
}

async function checkOnce(options: CheckOptions, io: Io): Promise<number> {
  const report = await inspect(options, io);
  await writeReport(report, options, io);
  return exitCodeOf(report);
}

/** One pass over the input. */
export async function inspect(options: CheckOptions, io: Io): Promise<Report> {
  const finder = new SettingsFinder(options, rules, io);
  const own = await finder.of(io.cwd);
  const settingsOf = (path: string) => finder.of(path === '-' ? io.cwd : dirname(resolve(io.cwd, path)));

  const reading = {
    isIgnored: await ignoreFilter(own),
    stdinFilename: options.stdinFilename,
    progress: progressLine(io),
  };
  const contextOf = async (file: FoundFile) => (await settingsOf(file.path)).context;
  const change =
    options.base && (await (await import('./change/new-hits.ts')).readBoth(options, reading, contextOf, io));
  const input = change?.next ?? (await readInput(options.paths, reading, contextOf, io));

  const found = [];
  const rulesets = new Map<Manifest | undefined, Ruleset>([[undefined, own.ruleset]]);
  for (const manifest of input.manifests) {
    const { ruleset } = await settingsOf(input.paths.get(manifest.source.path) ?? '-');
    rulesets.set(manifest, ruleset);
    found.push(...lint(manifest, ruleset));
  }
  for (const document of input.unreadable) found.push(...lintUnreadable(document, own.ruleset));
  const hits = change === undefined ? found : change.newHits(found, rulesets);

  const minors = own.context.minors.map((minor) => `1.${minor}`);
  const kubernetes = minors.length > 1 ? `${minors[0] ?? ''}..${minors[minors.length - 1] ?? ''}` : (minors[0] ?? '');
  const fromRoot = fromRootOf(repositoryRoot(io.cwd, io), io.cwd);
  const { ruleset, failOn } = own;
  return makeReport(input, hits, {
    kubernetes,
    notes: options.notes,
    ruleset,
    failOn,
    fromRoot,
    standing: found.length - hits.length,
  });
}

function print(text: string, io: Io): number {
  io.stdout(text);
  return 0;
}

async function complain(error: unknown, [name = '']: readonly string[], io: Io): Promise<number> {
  if (error instanceof UsageError) {
    const command = (await commandNamed(name)) === undefined ? '' : `${name} `;
    io.stderr(`daemonlint: ${error.message} (daemonlint ${command}--help lists the options)\n`);
  } else if (error instanceof ConfigError || error instanceof InputError) io.stderr(`daemonlint: ${error.message}\n`);
  else {
    const what = error instanceof Error ? error.message : String(error);
    io.stderr(`daemonlint: this is a bug of daemonlint ${VERSION}, please report it: ${what}\n`);
    if (io.env['DAEMONLINT_DEBUG'] && error instanceof Error) io.stderr(`${error.stack ?? ''}\n`);
  }
  return 2;
}
