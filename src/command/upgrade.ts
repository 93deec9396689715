import { rules } from '../../rules/index.ts';
import { doubtsAbout } from '../change/not-comparable.ts';
import { withApplier } from '../change/applier.ts';
import { needsWork, upgradeOf, type Upgrade } from '../change/upgrade.ts';
import { notReached } from '../change/not-applied.ts';
import { unknownValues } from '../change/object-change.ts';
import { faultLine } from '../document/unreadable.ts';
import { UsageError } from '../io/errors.ts';
import { jsonText } from '../words/escape.ts';
import { leftOutLines, skippedLines } from '../format/skipped-documents.ts';
import { skipped } from '../format/summary.ts';
import { ignoredLine } from '../words/ignored-line.ts';
import { upgradeMarkdown, upgradeSummary, upgradeText, type Minors } from '../format/upgrade.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { readInput } from '../input/read-input.ts';
import { printData, printText, printMessage } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import { NEWEST, parseMinor } from '../kubernetes/api/release.ts';
import { nearestSettings } from '../settings/nearest.ts';
import { SettingsFinder } from '../settings/settings.ts';
import { describeOptions, readArguments, type OptionTable } from './args.ts';
import { readSettings, SETTINGS_OPTIONS } from './settings-options.ts';
import { catchUnexpected } from '../words/unexpected-error.ts';
import { withReadLimit } from '../io/read-limits.ts';

const OPTIONS = {
  from: { value: 'MINOR', help: 'the minor that the cluster runs' },
  to: { value: 'MINOR', help: `the minor after the upgrade, at most 1.${NEWEST}` },
  output: {
    value: 'NAME',
    short: 'o',
    choices: ['text', 'json', 'markdown'],
    help: 'text (default), json (one object per line), markdown',
  },
  config: SETTINGS_OPTIONS.config,
  'no-config': SETTINGS_OPTIONS['no-config'],
  'no-ignore': SETTINGS_OPTIONS['no-ignore'],
  'stdin-filename': { value: 'PATH', help: 'the name of standard input in the output' },
  quiet: { short: 'q', help: 'no summary on standard error' },
  help: { short: 'h', help: 'print this help' },
} as const satisfies OptionTable;

const USAGE = `Usage: daemonlint upgrade --from MINOR --to MINOR [PATH...]

What a cluster upgrade does to unchanged manifests: what the new minor refuses or silently drops, and which DaemonSets
roll out at the next apply of the same file.

Options:
`;

/** `daemonlint upgrade`: exit code 0, 1 when something is refused, rolls out or cannot be judged, 2 on faults. */
export async function upgrade(argv: readonly string[], outer: Io): Promise<number> {
  const { values, positionals } = readArguments(OPTIONS, argv);
  if (values.help) {
    printText(USAGE + describeOptions(OPTIONS), outer);
    return 0;
  }
  const [from, to] = [minorOf('--from', values.from), minorOf('--to', values.to)];
  if (to <= from) throw new UsageError(`--to 1.${to} is not later than --from 1.${from}`);
  const finder = new SettingsFinder(readSettings({ ...values, 'no-baseline': true }), rules, outer);
  const settings = await finder.of(outer.cwd);
  const io = withReadLimit(outer, settings.maxFileSize);
  const reading = { ...(await nearestSettings(finder, outer)), stdinFilename: values['stdin-filename'] };
  const apply = { mode: 'client', ...settings.context.apply, isAsked: false } as const;
  const context = withApplier({ minors: [to], fleet: undefined, apply });
  const input = await readInput(positionals, reading, () => Promise.resolve(context), io);
  const failures: string[] = [];
  const { unseen, about } = doubtsAbout(input, positionals, io.cwd);
  const unreached = notReached(input);
  // With values that are put in later nobody knows what is stored.
  const reasonOf = (manifest: Manifest): string | undefined =>
    about(manifest) ?? unreached(manifest) ?? unknownValues(manifest);
  const open = input.manifests.filter((manifest) => reasonOf(manifest) !== undefined);
  const known = input.manifests.filter((manifest) => reasonOf(manifest) === undefined);
  const upgrades = known.flatMap((manifest) =>
    catchUnexpected(
      () => [upgradeOf(manifest, from, to)],
      (problem) => {
        failures.push(`${manifest.source.path}: ${problem}`);
        return [];
      },
    ),
  );
  const left = [
    ...input.unreadable.map(faultLine),
    ...failures,
    ...open.map((manifest) => `${manifest.source.path}: cannot be judged: ${reasonOf(manifest) ?? ''}`),
    ...unseen.map(({ path, reason }) => `${path}: cannot be judged: ${reason}`),
  ];
  const skips = [...skippedLines(input.files, false), ...leftOutLines(input.leftOut)];
  const minors = { from: `1.${from}`, to: `1.${to}` };
  printData(show({ upgrades, notJudged: [...left, ...skips] }, values.output, minors), io);
  for (const message of left) printMessage(message, io);
  for (const { message } of input.faults) printMessage(message, io);
  const ignored = ignoredLine(input.ignored);
  if (!values.quiet && ignored !== undefined) printMessage(ignored, io);
  if (!values.quiet) {
    for (const line of finder.notices) printMessage(line, io);
    printMessage(upgradeSummary(upgrades, left.length, skipped(input)), io);
    for (const line of skips) printMessage(line, io);
  }
  if (input.faults.length + failures.length > 0) return 2;
  return left.length > 0 || upgrades.some(needsWork) ? 1 : 0;
}

/** What was judged, and in words what was not. */
interface Looked {
  readonly upgrades: readonly Upgrade[];
  readonly notJudged: readonly string[];
}

function minorOf(option: string, text: string | undefined): number {
  if (text === undefined)
    throw new UsageError(`upgrade needs --from and --to, such as --from 1.${NEWEST - 1} --to 1.${NEWEST}`);
  const parsed = parseMinor(text);
  if ('problem' in parsed) throw new UsageError(`${option}: ${parsed.problem}`);
  return parsed.minor;
}

function show({ upgrades, notJudged }: Looked, output: string | undefined, minors: Minors): string {
  if (output === 'markdown') return upgradeMarkdown(upgrades, notJudged, minors);
  if (output === 'json') return upgrades.map((each) => `${jsonText(each)}\n`).join('');
  return upgrades.map((each) => upgradeText(each, minors)).join('');
}
