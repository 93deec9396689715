import { jsonText } from '../words/escape.ts';
import { dirname } from 'node:path';
import { rules } from '../../rules/index.ts';
import { describeOptions, readArguments, wholeNumber, type OptionTable } from './args.ts';
import { updateOf } from '../facts/update.ts';
import { CHART_OPTIONS, checkChartValues, readChartValues, unusedValues } from './chart-options.ts';
import { POLICY_OPTIONS, readBase, readPolicyOptions } from './check-options.ts';
import { liveDump, loadDump, type Dump } from '../dump/read-dump.ts';
import { UsageError } from '../io/errors.ts';
import type { FoundFile } from '../input/find-files.ts';
import { planMarkdown } from '../format/plan/markdown.ts';
import { plansSvg } from '../format/plan/svg.ts';
import { planText } from '../format/plan/text.ts';
import { unjudgedSentence, unjudgedText, type UnjudgedPlan } from '../format/plan/unjudged.ts';
import { leftOutLines, skippedLines } from '../format/skipped-documents.ts';
import { ignoredLine } from '../words/ignored-line.ts';
import { PolicyRulesets } from '../input/policy-rulesets.ts';
import { readInput } from '../input/read-input.ts';
import { printData, printText, printMessage } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import { atLeast } from '../rule/lint.ts';
import type { Context, Fleet, Manifest } from '../manifest/manifest.ts';
import { notApplied } from '../change/not-applied.ts';
import { denialOf, hazardsOf, nameOf } from '../change/object-change.ts';
import { doubtsAbout, doubtsBetween } from '../change/not-comparable.ts';
import { planOf, type Plan, type PlanInput } from '../rollout/plan.ts';
import { noticesOf } from '../change/apply-notices.ts';
import { nextOf, readChange } from '../change/read-change.ts';
import { refusalText, unnamedToApply } from '../refusal/refused-type.ts';
import { readSettings, SETTINGS_OPTIONS } from './settings-options.ts';
import { nearestSettings } from '../settings/nearest.ts';
import { SettingsFinder, type Settings } from '../settings/settings.ts';
import { renderedWith } from '../words/rendered-with.ts';
import { objectPath, positionIn, writtenAt } from '../document/source.ts';
import { statesOf } from '../change/states.ts';
import { switchedReason } from '../change/switched.ts';
import { faultLine } from '../document/unreadable.ts';
import { catchUnexpected } from '../words/unexpected-error.ts';
import { withReadLimit } from '../io/read-limits.ts';

const OPTIONS = {
  output: {
    value: 'NAME',
    short: 'o',
    choices: ['text', 'json', 'markdown', 'svg'],
    help: 'text (default), json (one object per line), markdown, svg',
  },
  from: { value: 'DUMP', help: 'real nodes, pods and revisions: the output of kubectl get … -o yaml' },
  nodes: { value: 'N', help: 'the size of the fleet (default: from the configuration, otherwise 10)' },
  'ready-seconds': { value: 'S', help: 'until a new pod is Ready (default: from the configuration, otherwise 10)' },
  'termination-seconds': {
    value: 'S',
    help: 'until an old pod is deleted (default: from the configuration, otherwise 30)',
  },
  'fail-after': { value: 'S', help: 'when a bad version fails, counted from Ready (default: 30)' },
  'client-qps': { value: 'N', help: 'the requests per second of the controller (default: 20)' },
  'client-burst': { value: 'N', help: 'the burst of requests of the controller (default: 30)' },
  since: { value: 'REF', help: 'the change since the merge base of HEAD and the git revision REF' },
  staged: { help: 'the change that is staged in git: the index against HEAD' },
  against: {
    value: 'PATH',
    help: 'the state before the change: a file, folder or dump (kubectl get ds -o yaml --show-managed-fields)',
  },
  ...SETTINGS_OPTIONS,
  ...POLICY_OPTIONS,
  ...CHART_OPTIONS,
  'stdin-filename': { value: 'PATH', help: 'the name of standard input in messages' },
  help: { short: 'h', help: 'print this help' },
} as const satisfies OptionTable;

const USAGE = `Usage: daemonlint plan [options] PATH...
       daemonlint plan [options] --from DUMP [PATH...]
       daemonlint plan [options] --since REF | --staged [PATH...]

The predicted rollout of a changed template: budgets, waves, duration, the effect of a bad version.

Options:
`;

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

/** What the command line gives every plan. */
interface Request {
  readonly times: Pick<Fleet, 'readySeconds' | 'terminationSeconds'>;
  readonly nodes: number | undefined;
  readonly more: Pick<PlanInput, 'clientQps' | 'clientBurst' | 'failAfterSeconds'>;
  readonly dump: Dump | undefined;
}

/** `daemonlint plan`: exit code 0, 1 when a manifest is refused or a hazard reaches `--fail-on`, 2 on faults. */
export async function plan(argv: readonly string[], outer: Io): Promise<number> {
  const { values, positionals } = readArguments(OPTIONS, argv);
  if (values.help) {
    printText(USAGE + describeOptions(OPTIONS), outer);
    return 0;
  }
  checkChartValues(readChartValues(values), outer);
  const finder = new SettingsFinder(
    {
      ...readSettings({ ...values, nodes: undefined }),
      policies: readPolicyOptions(values),
      values: readChartValues(values),
    },
    rules,
    outer,
  );
  const own = await finder.of(outer.cwd);
  const io = withReadLimit(outer, own.maxFileSize);
  const request = requestFrom(values, io);
  const fromDump = positionals.length === 0 && request.dump !== undefined && readBase(values) === undefined;
  const { plans, unjudged, code, faults } = fromDump
    ? planDump(request, own)
    : await planFiles(positionals, request, values, finder, io);
  const output = values.output ?? 'text';
  if (output === 'json') printData(unjudgedText(unjudged, output), io);
  else if (output !== 'svg') printText(unjudgedText(unjudged, output), io);
  else for (const each of unjudged) printMessage(unjudgedSentence(each), io);
  for (const line of finder.notices) printMessage(line, io);
  if (plans.length > 0) printData(show(plans, output, io.columns ?? 100), io);
  if (plans.length === 0 && code === 0 && faults.length === 0) printMessage('no DaemonSet to plan', io);
  for (const message of faults) printMessage(message, io);
  return faults.length > 0 ? 2 : code;
}

interface Planned {
  readonly plans: readonly Plan[];
  readonly unjudged: readonly UnjudgedPlan[];
  readonly code: number;
  readonly faults: readonly string[];
}

function requestFrom(values: Values, io: Io): Request {
  const number = (option: NumberOption, minimum: number): number | undefined =>
    decimal(option, values[option], minimum);
  const [readySeconds, terminationSeconds] = [number('ready-seconds', 0), number('termination-seconds', 0)];
  const [clientQps, clientBurst] = [number('client-qps', 1), number('client-burst', 1)];
  const failAfterSeconds = number('fail-after', 0);
  return {
    times: {
      ...(readySeconds === undefined ? {} : { readySeconds }),
      ...(terminationSeconds === undefined ? {} : { terminationSeconds }),
    },
    nodes: values.nodes === undefined ? undefined : wholeNumber('--nodes', values.nodes, 1),
    more: {
      ...(clientQps === undefined ? {} : { clientQps }),
      ...(clientBurst === undefined ? {} : { clientBurst }),
      ...(failAfterSeconds === undefined ? {} : { failAfterSeconds }),
    },
    dump: dumpFrom(values, io),
  };
}

/** What is known of the fleet; an earlier state that a cluster printed tells of it too. */
function dumpFrom({ from, against }: Values, io: Io): Dump | undefined {
  if (from !== undefined) return loadDump(from, io);
  return against === undefined ? undefined : liveDump(against, io);
}

type NumberOption = 'client-qps' | 'client-burst' | 'fail-after' | 'ready-seconds' | 'termination-seconds';

function decimal(option: NumberOption, text: string | undefined, minimum: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^[0-9]{1,9}(?:\.[0-9]{1,6})?$/.test(text) ? Number(text) : -1;
  if (value < minimum) throw new UsageError(`--${option} needs a number of at least ${minimum}, not "${text}"`);
  return value;
}

/** Every DaemonSet of the dump as it is stored. */
function planDump(request: Request, settings: Settings): Planned {
  const plans = (request.dump?.daemonSets ?? []).map((daemonSet) => planOf(inputOf(daemonSet, request, settings)));
  return { plans, unjudged: [], code: plans.some((each) => reaches(each, settings)) ? 1 : 0, faults: [] };
}

async function planFiles(
  paths: readonly string[],
  request: Request,
  values: Values,
  finder: SettingsFinder,
  io: Io,
): Promise<Planned> {
  const settingsOf = (path: string): Promise<Settings> => finder.of(path === '-' ? io.cwd : dirname(path));
  const base = readBase(values);
  const near = await nearestSettings(finder, io);
  const reading = { ...near, stdinFilename: values['stdin-filename'], asWritten: base === undefined };
  const contextOf = async (file: FoundFile): Promise<Context> => (await settingsOf(file.path)).context;
  const change =
    base && (await readChange(await statesOf(base, paths, io), { ...reading, configured: finder }, contextOf));
  const input = change === undefined ? await readInput(paths, reading, contextOf, io) : nextOf(change);
  const { about, unseen } = change === undefined ? doubtsAbout(input, paths, io.cwd) : doubtsBetween(change);
  const ignored = ignoredLine(input.ignored);
  if (ignored !== undefined) printMessage(ignored, io);
  for (const line of [...skippedLines(input.files, false), ...leftOutLines(input.leftOut)]) printMessage(line, io);
  for (const line of change === undefined ? unusedValues(readChartValues(values), input) : []) printMessage(line, io);
  for (const line of change === undefined ? [] : noticesOf(change)) printMessage(line, io);
  const unapplied = notApplied(input);
  const policies = new PolicyRulesets(io);
  const plans: Plan[] = [];
  const lost = (change?.gone ?? []).flatMap((manifest) => {
    const reason = about(manifest);
    return reason === undefined ? [] : [{ ...nameOf(manifest), reason }];
  });
  const unjudged: UnjudgedPlan[] = [...unseen, ...lost];
  let code = 0;
  for (const manifest of input.manifests) {
    const reason = about(manifest) ?? unapplied(manifest) ?? switchedReason(manifest);
    if (reason !== undefined) {
      unjudged.push({ ...nameOf(manifest), reason });
      continue;
    }
    const settings = await settingsOf(input.paths.get(manifest.source.path) ?? '-');
    const ruleset = await policies.of(settings, manifest);
    const planned = catchUnexpected<ReturnType<typeof planManifest> | { readonly failure: string }>(
      () => planManifest(manifest, request, { ...settings, ruleset }),
      (problem) => ({ failure: problem }),
    );
    if ('failure' in planned) {
      unjudged.push({ ...nameOf(manifest), reason: planned.failure });
      continue;
    }
    if ('refusal' in planned) printMessage(`${placeOf(manifest)}: ${planned.refusal}`, io);
    else plans.push(planned);
    if ('refusal' in planned || reaches(planned, settings)) code = 1;
  }
  policies.checkComplete(readPolicyOptions(values));
  for (const document of input.unreadable) {
    printMessage(faultLine(document), io);
    if (document.isCertain !== false) code = 1;
  }
  if (unjudged.length > 0) code = 1;
  const faults = [...input.faults, ...policies.faults].map(({ message }) => message);
  return { plans, unjudged, code, faults };
}

/** The plan of a manifest, as it is or over the state before the change. */
function planManifest(manifest: Manifest, request: Request, settings: Settings): Plan | { readonly refusal: string } {
  const update = updateOf(manifest);
  const { stored, code, message } = update?.answer ?? manifest.answer;
  const refuses = 'the API server refuses it: ';
  if (stored === undefined) return { refusal: `${code === 0 ? '' : refuses}${refusalText(manifest, message)}` };
  const unnamed = unnamedToApply(manifest);
  if (unnamed !== undefined) return { refusal: unnamed };
  const denial = denialOf(manifest, settings.ruleset);
  if (denial !== undefined) return { refusal: refuses + denial.message };
  const plan = planOf({
    ...inputOf(stored, request, settings),
    ...(update === undefined ? {} : { previous: update.old }),
    hazards: hazardsOf(manifest, settings.ruleset, update?.answer.newRevision ?? true),
  });
  const { rendering } = manifest.source.madeFrom ?? {};
  return rendering === undefined ? plan : { ...plan, rendering };
}

function placeOf({ source, root }: Manifest): string {
  const place = writtenAt(source, root.span.start);
  if (source.madeFrom?.path !== undefined) return objectPath(source, root.span.start);
  return `${place.source.path}:${positionIn(place.source, place.start).line}${renderedWith(source.madeFrom ?? {})}`;
}

function inputOf(daemonSet: DaemonSet, request: Request, { context }: Settings): PlanInput {
  const { readySeconds, terminationSeconds, ...size } = context.fleet ?? {};
  return {
    daemonSet,
    minor: context.minors[0] ?? NEWEST,
    fleet: {
      ...(readySeconds === undefined ? {} : { readySeconds }),
      ...(terminationSeconds === undefined ? {} : { terminationSeconds }),
      ...request.times,
      ...(request.nodes === undefined ? size : { nodes: request.nodes }),
    },
    ...request.more,
    ...(request.dump === undefined ? {} : { dump: request.dump }),
  };
}

function reaches(planned: Plan, { failOn }: Settings): boolean {
  return failOn !== 'never' && planned.hazards.some(({ severity }) => atLeast(severity, failOn));
}

function show(plans: readonly Plan[], output: string, columns: number): string {
  if (output === 'svg') return plansSvg(plans);
  if (output === 'json') return plans.map((each) => `${jsonText(jsonOf(each))}\n`).join('');
  if (output === 'markdown') return plans.map(planMarkdown).join('\n');
  return plans.map((each) => planText(each, columns)).join('\n');
}

/** The published shape: of a hazard, only what every hazard has. */
function jsonOf(each: Plan): unknown {
  return { ...each, hazards: each.hazards.map(({ rule, severity, message }) => ({ rule, severity, message })) };
}
