import { dirname, relative, sep } from 'node:path';
import { InputError, UsageError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import { printMessage, printText } from '../io/print.ts';
import { reasonOf } from '../io/system-error.ts';
import { isShown } from '../report/finding-of.ts';
import { foundOf, type BaselineUse } from '../report/known.ts';
import type { PlacedHit } from '../report/placed-hit.ts';
import type { Report } from '../report/report.ts';
import { atLeast } from '../rule/lint.ts';
import { counted } from '../words/counts.ts';
import { describeOptions, readArguments, type OptionTable } from './args.ts';
import { inspect } from './inspect.ts';
import { BASELINE_PLACE, CHECK_OPTIONS, POLICY_OPTIONS, readCheckOptions } from './check-options.ts';
import { CHART_OPTIONS } from './chart-options.ts';
import { wayOut } from './output-file.ts';

const { preset, rule, only, notes, kubernetes, nodes, config, quiet, help } = CHECK_OPTIONS;

const OPTIONS = {
  prune: { help: 'take out what is fixed, and add nothing' },
  baseline: CHECK_OPTIONS.baseline,
  preset,
  rule,
  only,
  notes: { ...notes, help: 'take notes in, too' },
  kubernetes,
  nodes,
  ...POLICY_OPTIONS,
  ...CHART_OPTIONS,
  config,
  'no-config': CHECK_OPTIONS['no-config'],
  'no-ignore': CHECK_OPTIONS['no-ignore'],
  quiet,
  help,
} as const satisfies OptionTable;

const USAGE = `Usage: daemonlint baseline [--prune] [options] [PATH...]

Writes what check finds today to ${BASELINE_PLACE}; from then on check reports
what is new. What the API server refuses is never in it.

Options:
`;

/** `daemonlint baseline`: exit code 0, 2 on faults. */
export async function baseline(argv: readonly string[], io: Io): Promise<number> {
  const { values } = readArguments(OPTIONS, argv);
  if (values.help) {
    printText(USAGE + describeOptions(OPTIONS), io);
    return 0;
  }
  const options = readCheckOptions(argv.filter((argument) => argument !== '--prune'));
  if (options.paths.includes('-')) throw new UsageError('a baseline is about files, not about standard input');
  const report = await inspect({ ...options, recordsBaseline: true }, io, 'unread');
  for (const { message } of report.faults) printMessage(message, io);
  const uses = report.uses ?? [];
  for (const use of uses) {
    const added = values.prune ? [] : use.unknown.filter((each) => isTakenIn(each, options.notes));
    const line = write(use, added, values.prune ?? false, io);
    if (!options.quiet) printMessage(line, io);
  }
  if (!options.quiet) for (const line of [...leftOver(report), ...(report.notices ?? [])]) printMessage(line, io);
  return report.faults.length > 0 ? 2 : 0;
}

function isTakenIn(each: PlacedHit, notes: boolean): boolean {
  return isShown(each) && (notes || atLeast(each.hit.severity, 'warning')) && each.hit.rule !== 'baseline-stale';
}

/** Writes one baseline; gives what is to be said of it. */
function write({ baseline, matched }: BaselineUse, added: readonly PlacedHit[], prunes: boolean, io: Io): string {
  const { source, file } = baseline;
  const shown = relative(io.cwd, file).replaceAll(sep, '/');
  if (source.text === '' && added.length === 0)
    return prunes ? 'there is no baseline to prune' : 'nothing was found that a baseline could take in';
  const { text, entries, fresh } = matched.rewritten(added.map(foundOf));
  if (text !== source.text) replace(file, shown, source.text, text, io);
  return [
    `${shown}: ${entries === 1 ? '1 entry' : `${String(entries)} entries`}`,
    ...(prunes ? [] : [`${String(fresh)} new`]),
    `${String(matched.stale.length)} stale taken out`,
  ].join(', ');
}

function replace(file: string, shown: string, before: string, after: string, io: Io): void {
  try {
    const out = wayOut(file, io);
    if (out !== undefined) throw new InputError(out);
    if (before === '') io.writeFile(file, after);
    else io.editFile(file, Buffer.from(before), Buffer.from(after), dirname(file));
  } catch (error) {
    throw new InputError(`cannot write ${shown}: ${reasonOf(error)}`);
  }
}

function* leftOver({ findings, rules }: Report): Generator<string> {
  const refusing = new Set(rules.flatMap(({ rule }) => (rule.category === 'refused' ? [rule.id] : [])));
  const refused = findings.filter(({ rule }) => refusing.has(rule)).length;
  if (refused > 0)
    yield `${counted(refused, 'refusal')} of the API server cannot be in a baseline: check still reports them`;
}
