import { dirname } from 'node:path';
import { describeOptions, readArguments, wholeNumber, type OptionTable } from '../args.ts';
import { EMPTY_CONFIG, findConfig, readConfig, type Config } from '../config.ts';
import { loadDump, type Dump } from '../dump.ts';
import { UsageError } from '../errors.ts';
import { findFiles, reasonOf, type FoundFile } from '../files.ts';
import { planMarkdown } from '../format/plan-markdown.ts';
import { plansSvg } from '../format/plan-svg.ts';
import { planText } from '../format/plan-text.ts';
import type { Io } from '../io.ts';
import type { DaemonSet } from '../kubernetes/objects.ts';
import { NEWEST, parseMinor } from '../kubernetes/release.ts';
import { atLeast } from '../lint.ts';
import type { Fleet } from '../manifest.ts';
import { daemonSetsIn, type DeclaredDaemonSet } from '../plan-input.ts';
import { planOf, type Plan, type PlanInput } from '../plan.ts';
import type { Severity } from '../rule.ts';

const OPTIONS = {
  output: {
    value: 'NAME',
    short: 'o',
    choices: ['text', 'json', 'markdown', 'svg'],
    help: 'text (default), json (one object a line), markdown, svg',
  },
  from: { value: 'DUMP', help: 'real nodes, pods and revisions: what kubectl get … -o yaml printed' },
  nodes: { value: 'N', help: 'the size of the fleet (default: the configuration, else 10)' },
  'ready-seconds': { value: 'S', help: 'until a new pod is Ready (default: the configuration, else 10)' },
  'termination-seconds': { value: 'S', help: 'until an old pod is gone (default: the configuration, else 30)' },
  'fail-after': { value: 'S', help: 'when a bad version fails, counted from Ready (default: 30)' },
  'client-qps': { value: 'N', help: "the controller's requests a second (default: 20)" },
  'client-burst': { value: 'N', help: "the controller's requests at once (default: 30)" },
  kubernetes: { value: 'MINOR', help: 'the minor that decides (default: the newest known)' },
  'fail-on': {
    value: 'LEVEL',
    choices: ['error', 'warning', 'note', 'never'],
    help: 'the severity of a hazard from which on the exit code is 1 (default: warning)',
  },
  config: { value: 'FILE', help: 'default: daemonlint.yaml or .daemonlint.yaml upwards from each file' },
  'no-config': { help: 'read no configuration file' },
  help: { short: 'h', help: 'this text' },
} as const satisfies OptionTable;

const USAGE = `Usage: daemonlint plan [options] PATH...
       daemonlint plan [options] --from DUMP [PATH...]

How the rollout of a changed template would go: budgets, waves, duration, what a bad version does.

Options:
`;

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

/** What the command line gives every plan. */
interface Request {
  readonly minor: number;
  readonly clientQps?: number;
  readonly clientBurst?: number;
  readonly failAfterSeconds?: number;
  readonly dump?: Dump;
}

/** `daemonlint plan`: exit code 0, 1 when a manifest is refused or a hazard reaches `--fail-on`, 2 on faults. */
export async function plan(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(OPTIONS, argv);
  if (values.help) {
    io.stdout(USAGE + describeOptions(OPTIONS));
    return 0;
  }
  const request = requestFrom(values, io);
  const { files, faults } =
    positionals.length === 0 && request.dump !== undefined
      ? { files: [], faults: [] }
      : await findFiles(positionals, io);
  const configs = new Configs(values, io);
  const problems = faults.map(({ message }) => message);
  const plans: Plan[] = [];
  let code = 0;
  for (const file of files) {
    const { fleet, failOn } = await configs.of(file);
    for (const declared of read(file, io, request.minor, problems)) {
      const stored = declared.answer.stored;
      if (stored === undefined) code = refuse(declared, io);
      else code = Math.max(code, add(plans, inputOf(stored, request, values, fleet), failing(values, failOn)));
    }
  }
  if (positionals.length === 0) {
    const { fleet, failOn } = await configs.of(undefined);
    for (const daemonSet of request.dump?.daemonSets ?? [])
      code = Math.max(code, add(plans, inputOf(daemonSet, request, values, fleet), failing(values, failOn)));
  }
  if (plans.length > 0) io.stdout(show(plans, values.output ?? 'text', io.columns ?? 100));
  for (const problem of problems) io.stderr(`daemonlint: ${problem}\n`);
  return problems.length > 0 ? 2 : code;
}

function requestFrom(values: Values, io: Io): Request {
  const { from, kubernetes } = values;
  return {
    minor: kubernetes === undefined ? NEWEST : minorOf(kubernetes),
    ...numberOption(values, 'client-qps', 'clientQps', 1),
    ...numberOption(values, 'client-burst', 'clientBurst', 1),
    ...numberOption(values, 'fail-after', 'failAfterSeconds', 0),
    ...(from === undefined ? {} : { dump: loadDump(from, io) }),
  };
}

function minorOf(text: string): number {
  const parsed = parseMinor(text);
  if ('problem' in parsed) throw new UsageError(parsed.problem);
  return parsed.minor;
}

/** Options that take a number: their name, the key it has in the code, and the least value. */
type NumberOption = 'client-qps' | 'client-burst' | 'fail-after' | 'nodes' | 'ready-seconds' | 'termination-seconds';

function numberOption<Key extends string>(
  values: Values,
  option: NumberOption,
  key: Key,
  minimum: number,
): Partial<Record<Key, number>> {
  const text = values[option];
  if (text === undefined) return {};
  const number = option === 'nodes' ? wholeNumber(`--${option}`, text, minimum) : decimal(`--${option}`, text, minimum);
  const found: Partial<Record<string, number>> = { [key]: number };
  return found as Partial<Record<Key, number>>;
}

function decimal(option: string, text: string, minimum: number): number {
  const value = /^[0-9]{1,9}(?:\.[0-9]{1,6})?$/.test(text) ? Number(text) : -1;
  if (value < minimum) throw new UsageError(`${option} is a number of at least ${minimum}, not "${text}"`);
  return value;
}

function inputOf(daemonSet: DaemonSet, request: Request, values: Values, configured: Fleet): PlanInput {
  const fleet: Fleet = {
    ...configured,
    ...numberOption(values, 'ready-seconds', 'readySeconds', 0),
    ...numberOption(values, 'termination-seconds', 'terminationSeconds', 0),
  };
  if (values.nodes === undefined) return { ...request, daemonSet, fleet };
  const { readySeconds, terminationSeconds } = fleet;
  const times = {
    ...(readySeconds === undefined ? {} : { readySeconds }),
    ...(terminationSeconds === undefined ? {} : { terminationSeconds }),
  };
  return { ...request, daemonSet, fleet: { ...times, ...numberOption(values, 'nodes', 'nodes', 0) } };
}

/** The configurations that govern the files, each read once. */
class Configs {
  readonly #values: Values;
  readonly #io: Io;
  readonly #known = new Map<string, Promise<Config>>();

  constructor(values: Values, io: Io) {
    this.#values = values;
    this.#io = io;
  }

  async of(file: FoundFile | undefined): Promise<{ fleet: Fleet; failOn: Severity | 'never' }> {
    const { fleet = {}, failOn = 'warning' } = await this.#config(file);
    return { fleet, failOn };
  }

  #config(file: FoundFile | undefined): Promise<Config> {
    if (this.#values['no-config']) return Promise.resolve(EMPTY_CONFIG);
    const directory = file === undefined || file.path === '-' ? this.#io.cwd : dirname(file.path);
    const path = this.#values.config ?? findConfig(directory, this.#io);
    if (path === undefined) return Promise.resolve(EMPTY_CONFIG);
    const known = this.#known.get(path) ?? readConfig(path, this.#io);
    this.#known.set(path, known);
    return known;
  }
}

function read(file: FoundFile, io: Io, minor: number, problems: string[]): readonly DeclaredDaemonSet[] {
  try {
    return daemonSetsIn(file, io, minor);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (file.named) problems.push(`${file.shown}: ${reasonOf(error)}`);
    else io.stderr(`daemonlint: ${file.shown}: ${reasonOf(error)}; left out\n`);
    return [];
  }
}

function refuse({ path, line, answer }: DeclaredDaemonSet, io: Io): number {
  io.stderr(`daemonlint: ${path}:${line}: the API server refuses it: ${answer.message ?? ''}\n`);
  return 1;
}

function failing(values: Values, configured: Severity | 'never'): Severity | 'never' {
  const given = values['fail-on'];
  return given === 'error' || given === 'warning' || given === 'note' || given === 'never' ? given : configured;
}

function add(plans: Plan[], input: PlanInput, failOn: Severity | 'never'): number {
  const planned = planOf(input);
  plans.push(planned);
  return failOn !== 'never' && planned.hazards.some(({ severity }) => atLeast(severity, failOn)) ? 1 : 0;
}

function show(plans: readonly Plan[], output: string, columns: number): string {
  if (output === 'svg') return plansSvg(plans);
  if (output === 'json') return plans.map((each) => `${JSON.stringify(jsonOf(each))}\n`).join('');
  if (output === 'markdown') return plans.map(planMarkdown).join('\n');
  return plans.map((each) => planText(each, columns)).join('\n');
}

/** The published shape: of a hazard, only what every hazard has. */
function jsonOf(each: Plan): unknown {
  return { ...each, hazards: each.hazards.map(({ rule, severity, message }) => ({ rule, severity, message })) };
}
