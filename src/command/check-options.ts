import type { Base } from '../change/states.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import { APPLY_NAMES, APPLY_OPTIONS, readApplying } from './applying-options.ts';
import { readArguments, wholeNumber, type OptionTable } from './args.ts';
import { CHART_OPTIONS, readChartValues } from './chart-options.ts';
import { UsageError } from '../io/errors.ts';
import { FORMAT_NAMES, type FormatName } from '../format/format-names.ts';
import type { ColumnUnit } from '../format/columns.ts';
import type { PolicySettings } from '../rule/policy-settings.ts';
import type { Severity } from '../rule/rule.ts';
import type { Preset, RuleSetting } from '../rule/ruleset.ts';
import type { Overrides } from '../settings/settings.ts';

/** The options about policies, of every command that judges a change or an object. */
export const POLICY_OPTIONS = {
  policy: {
    value: 'PATH',
    multiple: true,
    help: 'ValidatingAdmissionPolicies in force, with what belongs to them: a file, folder or pattern; may be repeated',
  },
  'policy-complete': { help: 'the files of policies are complete: a parameter that is in none does not exist' },
  user: { value: 'NAME', help: 'who asks, for policies that look at request.userInfo' },
  group: { value: 'NAME', multiple: true, help: 'a group of --user; may be repeated' },
} as const satisfies OptionTable;

/** Where a baseline is unless it is named. */
export const BASELINE_PLACE = '.daemonlint-baseline.yaml beside the configuration, or in the root';

/** The options about the baseline, of every command that it hides something from. */
export const BASELINE_OPTIONS = {
  baseline: { value: 'FILE', help: `default: ${BASELINE_PLACE}` },
  'no-baseline': { help: 'report what the baseline lists, too' },
} as const satisfies OptionTable;

/** Throws UsageError. */
export function readBaselineChoice(values: {
  readonly baseline?: string;
  readonly 'no-baseline'?: true;
}): string | false | undefined {
  if (values['no-baseline'] !== true) return values.baseline;
  if (values.baseline !== undefined) throw new UsageError('of --baseline and --no-baseline only one can be given');
  return false;
}

export const CHECK_OPTIONS = {
  format: { value: 'NAME[=FILE]', multiple: true, help: `${FORMAT_NAMES.join(', ')}; may be repeated` },
  preset: {
    value: 'NAME',
    choices: ['recommended', 'strict'],
    help: 'the enabled rules: recommended (default) or strict',
  },
  rule: { value: 'ID=LEVEL', multiple: true, help: 'set the severity of one rule: off, note, warning or error' },
  only: { value: 'ID[,ID]', multiple: true, help: 'run only these rules' },
  'fail-on': {
    value: 'LEVEL',
    choices: ['error', 'warning', 'note', 'never'],
    help: 'the lowest severity with exit code 1: error, warning (default), note or never',
  },
  notes: { help: 'also print notes' },
  kubernetes: {
    value: 'MINOR',
    help: `the minor that decides (default: the newest known), or a range: 1.${NEWEST}, 1.33..1.${NEWEST}`,
  },
  since: { value: 'REF', help: 'check what changed since the merge base of HEAD and the git revision REF' },
  staged: { help: 'check what is staged in git: the index against HEAD' },
  against: {
    value: 'PATH',
    help: 'the state before the change: a file, folder or dump (kubectl get ds -o yaml --show-managed-fields)',
  },
  all: { help: 'with --since and --staged: also preexisting findings' },
  nodes: { value: 'N', help: 'the size of the fleet' },
  ...APPLY_OPTIONS,
  ...POLICY_OPTIONS,
  ...CHART_OPTIONS,
  fix: { help: 'fix problems with safe fixes; --fix=unsafe: also with fixes that change behavior' },
  'dry-run': { help: 'with --fix: print a unified diff and change no file' },
  'ignore-suppressions': { help: 'show what exceptions (daemonlint-ignore) and the baseline hide' },
  ...BASELINE_OPTIONS,
  'omit-suppressed': {
    help: 'leave out of JSON and SARIF what exceptions hide; code scanning of GitHub would show it',
  },
  watch: { help: 'check again when files change' },
  config: {
    value: 'FILE',
    help: 'default: the nearest daemonlint.yaml (or .yml, or .daemonlint.yaml), from the directory of each file upwards',
  },
  'no-config': { help: 'read no configuration file' },
  'no-ignore': { help: 'read files that the configuration ignores' },
  'stdin-filename': { value: 'PATH', help: 'the name of standard input in the report' },
  'column-unit': {
    value: 'UNIT',
    choices: ['utf16', 'codepoint', 'byte', 'screen'],
    help: 'the unit of columns in text: utf16 (default), codepoint, byte or screen',
  },
  color: {
    value: 'WHEN',
    choices: ['auto', 'always', 'never'],
    help: 'colors in text: auto (default), always or never',
  },
  'fail-if-empty': {
    help: 'exit code 1 if no DaemonSet was checked; with --since and --staged: if a file that changed cannot be judged',
  },
  verbose: { help: 'name the skipped files, with the reason' },
  quiet: { short: 'q', help: 'no summary on standard error' },
  help: { short: 'h', help: 'print this help' },
  version: { short: 'V', help: 'print the version' },
} as const satisfies OptionTable;

/** Where one format goes: a file, or standard output. */
export interface Output {
  readonly format: FormatName;
  readonly file: string | undefined;
}

export interface CheckOptions extends Overrides {
  readonly paths: readonly string[];
  readonly outputs: readonly Output[];
  readonly notes: boolean;
  /** The state before the change. */
  readonly base: Base | undefined;
  readonly all: boolean;
  readonly fix: 'safe' | 'unsafe' | undefined;
  readonly dryRun: boolean;
  readonly watch: boolean;
  readonly stdinFilename: string | undefined;
  readonly columnUnit: ColumnUnit;
  readonly color: 'auto' | 'always' | 'never';
  readonly omitSuppressed: boolean;
  readonly failIfEmpty: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

const SEVERITIES = ['off', 'note', 'warning', 'error'] as const;

/** The options that name a state before the change; at most one may be given. Throws UsageError. */
export function readBase(values: {
  readonly since?: string;
  readonly staged?: true;
  readonly against?: string;
}): Base | undefined {
  const { since, staged, against } = values;
  const given = [
    ...(since === undefined ? [] : [{ since }]),
    ...(staged === undefined ? [] : ['staged' as const]),
    ...(against === undefined ? [] : [{ against }]),
  ];
  if (given.length > 1) throw new UsageError('--since, --staged and --against exclude each other');
  return given[0];
}

/** The arguments of `check` as data. Throws UsageError. */
export function readCheckOptions(argv: readonly string[]): CheckOptions {
  const unsafe = argv.includes('--fix=unsafe');
  const { values, positionals } = readArguments(CHECK_OPTIONS, argv.map(plainFix));
  const base = readBase(values);
  if (values['dry-run'] && !values.fix) throw new UsageError('--dry-run needs --fix (or use the command dry-run)');
  if (values.all && base === undefined) throw new UsageError('--all goes with --since or --staged');
  const applying = APPLY_NAMES.find((name) => values[name] !== undefined);
  if (applying !== undefined && base === undefined)
    throw new UsageError(
      `--${applying} goes with --since, --staged or --against; for a rule without them, set apply: in the configuration`,
    );
  if (values['stdin-filename'] !== undefined && !positionals.includes('-') && values.against !== '-')
    throw new UsageError('--stdin-filename goes with the path - (standard input)');
  if (values.fix && positionals.includes('-')) throw new UsageError('--fix cannot fix standard input');
  if (values.quiet && values.verbose) throw new UsageError('of --quiet and --verbose only one can be given');
  if (values['ignore-suppressions'] && values['omit-suppressed'])
    throw new UsageError('of --ignore-suppressions and --omit-suppressed only one can be given');
  const only = values.only?.flatMap(readIds);
  const rules = Object.fromEntries((values.rule ?? []).map(readRuleSetting));
  const off = only?.find((id) => rules[id]?.severity === 'off');
  if (off !== undefined) throw new UsageError(`of --only ${off} and --rule ${off}=off only one can be given`);
  if (values.fix && values.staged) throw new UsageError('--fix changes files, not the index: remove --staged');
  return {
    paths: positionals,
    outputs: (values.format ?? ['text']).map(readOutput),
    preset: values.preset as Preset | undefined,
    rules,
    only,
    failOn: values['fail-on'] as Severity | 'never' | undefined,
    notes: values.notes ?? false,
    kubernetes: values.kubernetes,
    apply: readApplying(values),
    nodes: values.nodes === undefined ? undefined : wholeNumber('--nodes', values.nodes, 1),
    policies: readPolicyOptions(values),
    values: readChartValues(values),
    base,
    all: values.all ?? false,
    fix: values.fix ? (unsafe ? 'unsafe' : 'safe') : undefined,
    dryRun: values['dry-run'] ?? false,
    watch: values.watch ?? false,
    config: readConfigChoice(values),
    ignore: !values['no-ignore'],
    stdinFilename: values['stdin-filename'],
    columnUnit: (values['column-unit'] ?? 'utf16') as ColumnUnit,
    color: (values.color ?? 'auto') as CheckOptions['color'],
    ignoreSuppressions: values['ignore-suppressions'] ?? false,
    baseline: readBaselineChoice(values),
    omitSuppressed: values['omit-suppressed'] ?? false,
    failIfEmpty: values['fail-if-empty'] ?? false,
    verbose: values.verbose ?? false,
    quiet: values.quiet ?? false,
    help: values.help ?? false,
    version: values.version ?? false,
  };
}

/** `--fix=safe` and `--fix=unsafe` as the switch they are; throws UsageError for another value. */
function plainFix(argument: string): string {
  if (!argument.startsWith('--fix=')) return argument;
  const value = argument.slice('--fix='.length);
  if (value !== 'safe' && value !== 'unsafe')
    throw new UsageError(`--fix is given alone or as --fix=safe or --fix=unsafe, not with "${value}"`);
  return '--fix';
}

/** The file of `--config`, `false` for `--no-config`; throws UsageError when both are given. */
export function readConfigChoice(values: {
  readonly config?: string | undefined;
  readonly 'no-config'?: true;
}): string | false | undefined {
  if (values['no-config'] && values.config !== undefined)
    throw new UsageError('of --config and --no-config only one can be given');
  return values['no-config'] ? false : values.config;
}

/** What the options say about policies. Throws UsageError. */
export function readPolicyOptions(values: {
  readonly policy?: readonly string[] | undefined;
  readonly 'policy-complete'?: true;
  readonly user?: string | undefined;
  readonly group?: readonly string[] | undefined;
}): Partial<PolicySettings> {
  const { policy, user, group = [] } = values;
  if (user === '') throw new UsageError('--user needs the name of a user, not ""');
  if (user === undefined && group.length > 0) throw new UsageError('--group needs --user');
  return {
    ...(policy === undefined ? {} : { paths: policy }),
    ...(values['policy-complete'] ? { complete: true } : {}),
    ...(user === undefined ? {} : { user: { name: user, groups: group } }),
  };
}

function readIds(list: string): readonly string[] {
  const ids = list.split(',').filter((id) => id !== '');
  if (ids.length === 0) throw new UsageError(`--only needs the id of a rule, not "${list}"`);
  return ids;
}

function readOutput(text: string): Output {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const format = FORMAT_NAMES.find((known) => known === name);
  if (format === undefined) throw new UsageError(`--format has to be one of ${FORMAT_NAMES.join(', ')}, not "${name}"`);
  if (equals === text.length - 1) throw new UsageError(`--format ${text} names no file`);
  return { format, file: equals < 0 ? undefined : text.slice(equals + 1) };
}

function readRuleSetting(text: string): [string, RuleSetting] {
  const [id = '', level = ''] = text.split('=', 2);
  const severity = SEVERITIES.find((known) => known === level);
  if (severity === undefined) throw new UsageError(`--rule needs ID=off|note|warning|error, not "${text}"`);
  return [id, { severity, options: {} }];
}
