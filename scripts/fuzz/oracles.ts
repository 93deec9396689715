/** What has to hold of every input, each question asked through the command line. */
import { FORMAT_NAMES, type FormatName } from '../../src/format/names.ts';
import { runIn, type Files, type Run } from './memory-io.ts';
import { faultsOfOutput, type Kind as Output } from './printed.ts';
import type { Kind, World } from './worlds.ts';

/** A question to a world: the runs it takes, and what is wrong with the answers. */
export interface Question {
  readonly name: string;
  readonly ask: (files: Files) => Promise<readonly string[]>;
}

/** How often the program was run. */
export const counted = { runs: 0 };

async function run(files: Files, argv: readonly string[], terminal = false): Promise<Run & { readonly files: Files }> {
  counted.runs++;
  return runIn(files, argv, terminal);
}

/** Any run: it ends with one of three codes, and prints what is valid and harmless. */
function plainly(output: Output, ...argv: string[]): Question {
  const name = argv.join(' ');
  const ask = async (files: Files): Promise<readonly string[]> => {
    const colored = argv.includes('always');
    const printed = await run(files, argv, colored);
    return faultsOfOutput(printed, output, { terminal: colored, colored }).map((fault) => `${name}: ${fault}`);
  };
  return { name, ask };
}

const FORMATS: Readonly<Record<FormatName, Output>> = {
  text: 'text',
  json: 'json',
  sarif: 'json',
  gitlab: 'json',
  github: 'github',
  junit: 'xml',
  checkstyle: 'xml',
  rdjsonl: 'jsonl',
  markdown: 'markdown',
};

/** All formats of one report. */
const formats = (...argv: string[]): Question => ({
  name: `formats ${argv.join(' ')}`,
  ask: async (files) => {
    const asked = FORMAT_NAMES.flatMap((format) => ['--format', `${format}=${format}.out`]);
    const done = await run(files, [...asked, '--notes', '--preset', 'strict', ...argv]);
    return FORMAT_NAMES.flatMap((format) => {
      const stdout = Buffer.from(done.files.get(`/work/${format}.out`) ?? []).toString();
      const own = { code: done.code, stderr: done.stderr, stdout };
      return faultsOfOutput(own, FORMATS[format], { terminal: false, colored: false }).map(
        (fault) => `${format}: ${fault}`,
      );
    });
  },
});

interface Report {
  readonly files: readonly unknown[];
  readonly manifests: readonly { readonly line: number; readonly document: number; readonly accepted: boolean }[];
  readonly findings: readonly {
    readonly rule: string;
    readonly reason?: string;
    readonly fix?: { readonly safety: string };
  }[];
}

interface Looked {
  readonly code: number;
  readonly report: Report;
  readonly files: Files;
}

async function look(files: Files, ...argv: string[]): Promise<Looked | undefined> {
  const done = await run(files, ['--format', 'json', '--notes', '--preset', 'strict', ...argv, 'a.yaml']);
  if (done.stdout === '') return undefined;
  return { code: done.code, report: JSON.parse(done.stdout) as Report, files: done.files };
}

/** `check` and `dry-run` say the same of an object. */
const agreement: Question = {
  name: 'check = dry-run',
  ask: async (files) => {
    const checked = await look(files);
    const answered = await run(files, ['dry-run', 'a.yaml']);
    const answers = answered.stdout.split('\n').filter(Boolean);
    const byPlace = new Map(
      answers
        .map((line) => JSON.parse(line) as { document: number; line: number; accepted: boolean })
        .map(({ document, line, accepted }) => [`${String(document)}:${String(line)}`, accepted]),
    );
    return (checked?.report.manifests ?? []).flatMap(({ document, line, accepted }) => {
      const answer = byPlace.get(`${String(document)}:${String(line)}`);
      return answer === undefined || answer === accepted
        ? []
        : [`line ${String(line)}: check says ${String(accepted)}, dry-run ${String(answer)}`];
    });
  },
};

/** Nothing changes between a file and itself. */
const sameness: Question = {
  name: 'diff(a, a)',
  ask: async (files) => {
    const { stdout } = await run(files, ['diff', '-o', 'json', 'a.yaml', 'a.yaml']);
    const changes = stdout.split('\n').filter(Boolean);
    return changes
      .map((line) => JSON.parse(line) as { name: string; change: string; rollout: string; accepted: boolean })
      .filter(({ change, rollout, accepted }) => rollout !== 'none' || (accepted && change !== 'none'))
      .map(({ name, change, rollout }) => `${name}: ${change}, ${rollout}`);
  },
};

const countOf = ({ report }: Looked, rule: string): number =>
  report.findings.filter((each) => each.rule === rule).length;
const acceptedIn = ({ report }: Looked): number => report.manifests.filter(({ accepted }) => accepted).length;
const REFUSALS = [
  'unknown-field',
  'wrong-type',
  'missing-field',
  'invalid-value',
  'duplicate-key',
  'newer-field',
  'removed-api',
];
const refusalsOf = (looked: Looked): number => REFUSALS.reduce((sum, rule) => sum + countOf(looked, rule), 0);

/** A fix makes nothing worse, and has nothing to do a second time. */
const fixing = (option: string): Question => ({
  name: option,
  ask: async (files) => {
    const before = await look(files);
    const once = await look(files, option);
    const twice = once && (await look(once.files, option));
    if (before === undefined || once === undefined || twice === undefined) return [];
    const [first, second] = [once, twice].map((each) => Buffer.from(each.files.get('/work/a.yaml') ?? []).toString());
    const worse = [
      ['the objects', before.report.manifests.length, once.report.manifests.length, true],
      ['accepted objects', -acceptedIn(before), -acceptedIn(once), false],
      ['syntax errors', countOf(before, 'yaml-syntax'), countOf(once, 'yaml-syntax'), false],
      ['refusals', refusalsOf(before), refusalsOf(once), false],
    ] as const;
    return [
      ...worse.flatMap(([what, was, is, exactly]) =>
        is > was || (exactly && is !== was) ? [`${what}: ${String(was)}, then ${String(is)}`] : [],
      ),
      ...(first === second ? [] : ['a second run changes it again']),
    ];
  },
});

const everyOutput = (outputs: readonly Output[], ...argv: string[]): Question[] =>
  outputs.map((output) => plainly(output, ...argv, '-o', output === 'jsonl' ? 'json' : output));

const DUMP_NAMES = ['ds/agent', 'ds'];

const MANIFEST: readonly Question[] = [
  formats('a.yaml'),
  formats('--against', 'old.yaml', 'a.yaml'),
  formats('--nodes', '20', '--kubernetes', '1.25..1.37', '.'),
  agreement,
  sameness,
  fixing('--fix'),
  fixing('--fix=unsafe'),
  plainly('text', '--color', 'always', '.'),
  plainly('data', '--fix', '--dry-run', '--preset', 'strict', '.'),
  plainly('data', 'dry-run', '-o', 'yaml', 'a.yaml'),
  plainly('jsonl', 'dry-run', '--old', 'old.yaml', 'a.yaml'),
  plainly('jsonl', 'dry-run', '--as-posted', 'a.yaml'),
  ...everyOutput(['text', 'jsonl', 'markdown'], 'diff', 'old.yaml', 'a.yaml'),
  plainly('jsonl', 'diff', '-o', 'json', '--patch', '{"spec":{"minReadySeconds":3}}', 'a.yaml'),
  plainly('jsonl', 'diff', '-o', 'json', '--apply', 'server', 'old.yaml', 'a.yaml'),
  ...everyOutput(['text', 'jsonl', 'markdown', 'svg'], 'plan', '--nodes', '5', 'a.yaml'),
  ...everyOutput(['text', 'svg'], 'plan', '--from', 'a.yaml'),
  plainly('text', 'plan', '--against', 'old.yaml', 'a.yaml'),
  plainly('text', 'plan', '--from', 'old.yaml', 'a.yaml'),
  ...everyOutput(['text', 'jsonl', 'markdown'], 'upgrade', '--from', '1.30', '--to', '1.36', 'a.yaml'),
  ...DUMP_NAMES.flatMap((name) => [
    plainly('text', 'rollout', 'history', name, '--from', 'a.yaml', '--explain'),
    plainly('text', 'rollout', 'status', name, '--from', 'a.yaml', '--explain', '--watch=false'),
    plainly('text', 'rollout', 'undo', name, '--from', 'a.yaml', '--dry-run=client', '--explain'),
    plainly('text', 'rollout', 'restart', name, '--from', 'a.yaml', '--explain'),
  ]),
  plainly('text', 'apply', 'a.yaml', '--to', 'old.yaml'),
  plainly('data', 'apply', 'a.yaml', '--to', 'old.yaml', '--server-side', '-o', 'yaml'),
  plainly('text', 'policy', 'a.yaml'),
];

const QUESTIONS: Readonly<Record<Kind, readonly Question[]>> = {
  manifest: MANIFEST,
  kustomization: [
    plainly('data', 'render', '.'),
    formats('.'),
    plainly('text', 'upgrade', '--from', '1.30', '--to', '1.36', '.'),
  ],
  chart: [plainly('data', 'render', '.'), formats('.'), plainly('data', '--fix', '--dry-run', '.')],
  policy: [
    plainly('text', 'policy', 'policy.yaml'),
    plainly('jsonl', 'policy', '-o', 'json', 'policy.yaml'),
    plainly('jsonl', 'dry-run', '--policy', 'policy.yaml', '--old', 'old.yaml', 'a.yaml'),
  ],
  config: [
    formats('a.yaml'),
    plainly('text', 'plan', 'a.yaml'),
    plainly('jsonl', 'diff', '-o', 'json', 'old.yaml', 'a.yaml'),
  ],
};

/** What can be asked of a world. */
export const questionsFor = ({ kind }: World): readonly Question[] => QUESTIONS[kind];

/** How many questions there are. */
export const questionKinds = (): number =>
  new Set(Object.values(QUESTIONS).flatMap((questions) => questions.map(({ name }) => name))).size;

/** Processor time that one question may take, in milliseconds; inputs have at most 64 KiB. */
const MOST_MS = 6000;

/** What is wrong with the answers to one question. */
export async function faultsOf(question: Question, files: Files): Promise<readonly string[]> {
  const before = process.cpuUsage();
  try {
    const faults = await question.ask(files);
    const { user, system } = process.cpuUsage(before);
    const taken = (user + system) / 1000;
    return taken > MOST_MS ? [...faults, `took ${String(Math.round(taken))} ms`] : faults;
  } catch (error) {
    return [`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
}
