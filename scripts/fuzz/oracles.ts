/** What has to hold of every input, each question asked through the command line. */
import { lineStarts } from '../../src/document/source.ts';
import { applyEdits } from '../../src/edit/changes-to-edits.ts';
import { FORMAT_NAMES } from '../../src/format/format-names.ts';
import { editedFaults } from './editor.ts';
import { runIn, type Files, type Run } from './memory-io.ts';
import { faultsOfOutput, KINDS, type Kind as Output } from './printed.ts';
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

/** All formats of one report. */
const formats = (...argv: string[]): Question => ({
  name: `formats ${argv.join(' ')}`,
  ask: async (files) => {
    const asked = FORMAT_NAMES.flatMap((format) => ['--format', `${format}=${format}.out`]);
    const done = await run(files, [...asked, '--notes', '--preset', 'strict', ...argv]);
    return FORMAT_NAMES.flatMap((format) => {
      const stdout = Buffer.from(done.files.get(`/work/${format}.out`) ?? []).toString();
      const own = { code: done.code, stderr: done.stderr, stdout };
      return faultsOfOutput(own, KINDS[format], { terminal: false, colored: false }).map(
        (fault) => `${format}: ${fault}`,
      );
    });
  },
});

interface Place {
  readonly line: number;
  readonly column: number;
}

interface Fix {
  readonly title: string;
  readonly edits: readonly {
    readonly range: { readonly start: Place; readonly end: Place };
    readonly newText: string;
  }[];
}

interface Report {
  readonly manifests: readonly {
    readonly line: number;
    readonly document: number;
    readonly name: string;
    /** Null where what is put in later decides it. */
    readonly accepted: boolean | null;
  }[];
  readonly findings: readonly { readonly rule: string; readonly fix?: Fix }[];
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
      return answer === undefined || accepted === null || answer === accepted
        ? []
        : [`line ${String(line)}: check says ${String(accepted)}, dry-run ${String(answer)}`];
    });
  },
};

/** Nothing changes between a file and itself; of what is refused, only that may be said. */
const sameness: Question = {
  name: 'diff(a, a)',
  ask: async (files) => {
    const { stdout } = await run(files, ['diff', '-o', 'json', 'a.yaml', 'a.yaml']);
    const changes = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { name: string; change: string; rollout?: string; accepted?: boolean });
    if (changes.length === 0) return [];
    const objects = (await look(files))?.report.manifests ?? [];
    const isRefused = (name: string): boolean => objects.some((each) => each.name === name && each.accepted !== true);
    return changes
      .filter(({ name, change, rollout, accepted = !isRefused(name) }) =>
        rollout === undefined ? accepted : rollout !== 'none' || (accepted && change !== 'none'),
      )
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

/** What is worse than before. */
function worsened(before: Looked, after: Looked): string[] {
  const counts = [
    ['objects', before.report.manifests.length, after.report.manifests.length, true],
    ['accepted objects', -acceptedIn(before), -acceptedIn(after), false],
    ['syntax errors', countOf(before, 'yaml-syntax'), countOf(after, 'yaml-syntax'), false],
    ['refusals', refusalsOf(before), refusalsOf(after), false],
  ] as const;
  return counts.flatMap(([what, was, is, exactly]) =>
    is > was || (exactly && is !== was) ? [`${what}: ${String(was)}, then ${String(is)}`] : [],
  );
}

/** A run of --fix makes nothing worse, and another one has nothing to do. */
const fixing = (option: string): Question => ({
  name: option,
  ask: async (files) => {
    const before = await look(files);
    const once = await look(files, option);
    const twice = once && (await look(once.files, option));
    if (before === undefined || once === undefined || twice === undefined) return [];
    const [first, second] = [once, twice].map((each) => textIn(each.files));
    return [...worsened(before, once), ...(first === second ? [] : ['a second run changes it again'])];
  },
});

const textIn = (files: Files): string => Buffer.from(files.get('/work/a.yaml') ?? []).toString();

/** So many fixes of an input are tried. */
const MOST_FIXES = 6;

/** Each fix alone, as an editor makes it, makes nothing worse. */
const eachFix: Question = {
  name: 'each fix alone',
  ask: async (files) => {
    const text = textIn(files);
    const before = await look(files);
    // Other encodings have other places.
    if (before === undefined || !Buffer.from(text).equals(Buffer.from(files.get('/work/a.yaml') ?? []))) return [];
    if (text.startsWith('\ufeff')) return [];
    const starts = lineStarts(text);
    const offset = ({ line, column }: Place): number => (starts[line - 1] ?? 0) + column - 1;
    const faults: string[] = [];
    for (const fix of before.report.findings.flatMap((finding) => finding.fix ?? []).slice(0, MOST_FIXES)) {
      const edits = fix.edits.map(({ range, newText }) => ({
        span: { start: offset(range.start), end: offset(range.end) },
        newText,
      }));
      const after = applyEdits(text, edits);
      const looked = await look(new Map(files).set('/work/a.yaml', Buffer.from(after ?? '')));
      const worse = looked === undefined ? ['nothing is printed'] : worsened(before, looked);
      faults.push(...worse.map((fault) => `${fix.title}: ${fault}`));
    }
    return faults;
  },
};

/** The language server answers an editor, whatever that one types and asks. */
const editing: Question = { name: 'lsp', ask: editedFaults };

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
  eachFix,
  editing,
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
    editing,
    plainly('data', 'render', '.'),
    formats('.'),
    plainly('text', 'upgrade', '--from', '1.30', '--to', '1.36', '.'),
  ],
  chart: [editing, plainly('data', 'render', '.'), formats('.'), plainly('data', '--fix', '--dry-run', '.')],
  policy: [
    plainly('text', 'policy', 'policy.yaml'),
    plainly('jsonl', 'policy', '-o', 'json', 'policy.yaml'),
    plainly('jsonl', 'dry-run', '--policy', 'policy.yaml', '--old', 'old.yaml', 'a.yaml'),
  ],
  config: [
    editing,
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
