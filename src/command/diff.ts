import { dirname, resolve } from 'node:path';
import { rules } from '../../rules/index.ts';
import { describeOptions, readArguments, type OptionTable } from './args.ts';
import { CHART_OPTIONS, checkChartValues, readChartValues, unusedValues } from './chart-options.ts';
import { POLICY_OPTIONS, readBase, readPolicyOptions } from './check-options.ts';
import { changesBetween, changesBy, type ReadRequest, type Changes } from '../change/compare.ts';
import { InputError, UsageError } from '../io/errors.ts';
import { diffMarkdown } from '../format/diff/markdown.ts';
import { diffText } from '../format/diff/text.ts';
import { PolicyRulesets } from '../input/policy-rulesets.ts';
import { jsonText } from '../words/escape.ts';
import { leftOutLines, skippedLines } from '../format/skipped-documents.ts';
import { skipped } from '../format/summary.ts';
import { ignoredLine } from '../words/ignored-line.ts';
import { counted } from '../words/counts.ts';
import { printData, printText, printMessage } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import type { ChartValues } from '../manifest/chart-release.ts';
import { atLeast } from '../rule/lint.ts';
import type { ObjectChange } from '../change/object-change.ts';
import { readSettings, SETTINGS_OPTIONS } from './settings-options.ts';
import { nearestSettings } from '../settings/nearest.ts';
import { SettingsFinder, type Settings } from '../settings/settings.ts';
import { refuseIgnored } from '../change/read-change.ts';
import { pathStates, statesOf, type States } from '../change/states.ts';
import {
  PATCH_TYPES,
  readImages,
  readPatch,
  type PatchType,
  type RecordedFlag,
  type WhatIf,
} from '../change/what-if.ts';
import { withReadLimit } from '../io/read-limits.ts';

const OPTIONS = {
  output: {
    value: 'NAME',
    short: 'o',
    choices: ['text', 'json', 'markdown'],
    help: 'text (default), json (one object per line), markdown (a comment for a pull request)',
  },
  since: { value: 'REF', help: 'OLD is the merge base of HEAD and the git revision REF, NEW the work tree' },
  staged: { help: 'OLD is HEAD, NEW the index' },
  'set-image': { value: 'NAME=IMAGE', multiple: true, help: 'NEW is the result of kubectl set image on each PATH' },
  patch: { value: 'PATCH', short: 'p', help: 'NEW is the result of kubectl patch on each PATH; JSON, YAML, or a file' },
  record: {
    value: 'true|false',
    choices: ['true', 'false'],
    help: 'with --set-image and --patch: as their --record, the command becomes the change-cause',
  },
  type: { value: 'TYPE', choices: PATCH_TYPES, help: 'the type of the patch: strategic (default), merge, json' },
  nodes: { value: 'N', help: 'the size of the fleet' },
  ...SETTINGS_OPTIONS,
  ...POLICY_OPTIONS,
  ...CHART_OPTIONS,
  'values-new': {
    value: 'FILE',
    multiple: true,
    help: 'OLD is the chart with --values and --set, NEW the same chart with these values and --set',
  },
  'stdin-filename': { value: 'PATH', help: 'the name of standard input in the output' },
  quiet: { short: 'q', help: 'no summary on standard error' },
  help: { short: 'h', help: 'print this help' },
} as const satisfies OptionTable;

const USAGE = `Usage: daemonlint diff [options] OLD NEW
       daemonlint diff [options] --since REF | --staged [PATH...]
       daemonlint diff [options] --values OLD --values-new NEW CHART
       daemonlint diff [options] --set-image NAME=IMAGE | --patch PATCH PATH...

Whether a change (of files, folders or dumps) is accepted, whether it starts a rollout, and its hazards.

Options:
`;

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

/** `daemonlint diff`: exit code 0, 1 when a change is refused or a hazard reaches `--fail-on`, 2 on faults. */
export async function diff(argv: readonly string[], outer: Io): Promise<number> {
  const written = argv.map((argument) => (argument === '--record' ? '--record=true' : argument));
  const { values, positionals } = readArguments(OPTIONS, written);
  if (values.help) {
    printText(USAGE + describeOptions(OPTIONS), outer);
    return 0;
  }
  const overrides = {
    ...readSettings(values),
    policies: readPolicyOptions(values),
    values: readChartValues(values),
  };
  checkChartValues(overrides.values, outer);
  const newValues = values['values-new'];
  checkChartValues(newValues && readChartValues({ values: newValues }), outer);
  const finder = new SettingsFinder(overrides, rules, outer);
  const own = await finder.of(outer.cwd);
  const io = withReadLimit(outer, own.maxFileSize);
  const asked: ReadRequest = {
    ...(await nearestSettings(finder, outer)),
    stdinFilename: values['stdin-filename'],
    policies: new PolicyRulesets(io),
    configured: finder,
    settingsOf: (path) => finder.of(path === '-' ? io.cwd : dirname(resolve(io.cwd, path))),
  };
  const whatIf = whatIfOf(values, written, io);
  const changes =
    whatIf === undefined
      ? await changesBetween(await statesFor(values, positionals, io), asked)
      : await changesBy(whatIf, positionals, asked, io);
  if (newValues !== undefined && !changes.hasCharts)
    throw new InputError(`--values-new takes one chart; there is none at ${positionals.join(' ')}`);
  asked.policies.checkComplete(overrides.policies);
  return report(changes, finder.notices, values, own, io);
}

function whatIfOf(values: Values, argv: readonly string[], io: Io): WhatIf | undefined {
  const { 'set-image': images, patch, type = 'strategic', since, staged, record } = values;
  if (values.type !== undefined && patch === undefined) throw new UsageError('--type needs --patch');
  if (images === undefined && patch === undefined) {
    if (record !== undefined) throw new UsageError('--record needs --set-image or --patch');
    return undefined;
  }
  if (values['values-new'] !== undefined) throw new UsageError('--values-new already defines the new state');
  if (since !== undefined || staged) throw new UsageError('--set-image and --patch already define the new state');
  return {
    images: readImages(images ?? []),
    patch: patch === undefined ? undefined : { value: readPatch(patch, io), type: type as PatchType, text: patch },
    ...(record === 'true' ? { recorded: { flags: recordedFlags(argv), images: images ?? [] } } : {}),
  };
}

/** The flags that kubectl has as well, in the order in which they were given. */
function recordedFlags(argv: readonly string[]): readonly RecordedFlag[] {
  const named = argv.map((argument) => /^(?:--(type|patch|record)(?:=|$)|-p)/s.exec(argument));
  return named.flatMap((found) => (found === null ? [] : [(found[1] ?? 'patch') as RecordedFlag]));
}

function statesFor(values: Values, paths: readonly string[], io: Io): Promise<States> {
  const base = readBase(values);
  if (values['values-new'] !== undefined) {
    const [chart, ...others] = paths;
    if (base !== undefined || chart === undefined || others.length > 0)
      throw new UsageError('--values-new takes one chart, and no --since or --staged');
    return valuesStates(chart, readChartValues({ ...values, values: values['values-new'] }), io);
  }
  if (base !== undefined) return statesOf(base, paths, io);
  const [old, next, ...more] = paths;
  if (old === undefined || next === undefined || more.length > 0)
    throw new UsageError('diff takes OLD and NEW, or one of --since, --staged, --set-image and --patch');
  return pathStates(old, [next], io);
}

/** One chart with two sets of values. */
async function valuesStates(chart: string, values: ChartValues | undefined, io: Io): Promise<States> {
  const states = await pathStates(chart, [chart], io);
  return { ...states, next: { ...states.next, values } };
}

function report(found: Changes, aboutConfig: readonly string[], values: Values, { failOn }: Settings, io: Io): number {
  const { changes, problems, faults, hidden = [] } = found;
  refuseIgnored(hidden);
  printData(show(changes, values.output ?? 'text'), io);
  for (const { message } of problems) printMessage(message, io);
  for (const message of faults) printMessage(message, io);
  // How the states were read decides the answer: that is no summary.
  for (const line of found.notices ?? []) printMessage(line, io);
  if (!values.quiet) {
    const unused = readBase(values) === undefined ? unusedValues(readChartValues(values), found) : [];
    for (const line of [...aboutConfig, ...unused]) printMessage(line, io);
    const leftOut = [...skippedLines(found.files, false), ...leftOutLines(found.leftOut)];
    for (const line of [ignoredLine(found.ignored), summaryOf(found), ...leftOut])
      if (line !== undefined) printMessage(line, io);
  }
  if (faults.length > 0) return 2;
  const bad = changes.some(({ accepted, hazards }) => {
    return accepted !== true || (failOn !== 'never' && hazards.some(({ severity }) => atLeast(severity, failOn)));
  });
  return bad || problems.some(({ fails }) => fails) ? 1 : 0;
}

function summaryOf(found: Changes): string {
  const { changes } = found;
  const unjudged = changes.filter(({ change }) => change === 'unjudged').length;
  const differing = changes.filter(({ change }) => change !== 'none' && change !== 'unjudged');
  const rolling = changes.filter(({ rollout }) => rollout === 'rolling' || rollout === 'on-delete').length;
  const refused = changes.filter(({ accepted }) => accepted === false).length;
  const counts = [
    unjudged === 0 ? '' : `${unjudged} cannot be judged`,
    changes.length === 0 ? 'no DaemonSet to compare' : `${counted(changes.length - unjudged, 'DaemonSet')} compared`,
    differing.length === 0 ? '' : `${differing.length} differ${differing.length === 1 ? 's' : ''}`,
    rolling === 0 ? '' : counted(rolling, 'rollout'),
    refused === 0 ? '' : `${refused} refused`,
    skipped(found),
  ];
  return counts.filter(Boolean).join('; ');
}

function show(changes: readonly ObjectChange[], output: string): string {
  if (output === 'markdown') return diffMarkdown(changes);
  if (output === 'json') return changes.map((change) => `${jsonText(jsonOf(change))}\n`).join('');
  const isUnjudged = ({ change }: ObjectChange): boolean => change === 'unjudged';
  return [...changes.filter(isUnjudged), ...changes.filter((change) => !isUnjudged(change))].map(diffText).join('');
}

/** Of what cannot be judged there is no verdict, and nothing in its lists. */
function jsonOf(each: ObjectChange): unknown {
  if (each.change !== 'unjudged') return each;
  return { ...each, code: undefined, generationChanges: undefined, rollout: undefined };
}
