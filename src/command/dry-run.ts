import { resolve } from 'node:path';
import { rules } from '../../rules/index.ts';
import type { AnswerView, Ask } from './dry-run-answer.ts';
import { readBuilt } from './dry-run-built.ts';
import { fieldPrinter, jsonPrinter, yamlPrinter, type Answered } from './dry-run-printers.ts';
import { describeOptions, readArguments, type OptionTable } from './args.ts';
import { readPolicyOptions } from './check-options.ts';
import { decodeText, lettersOf } from '../document/decode-text.ts';
import { readManifestsFromStdin } from '../input/standard-input.ts';
import { hasTemplateKind } from '../document/broken-document.ts';
import { readDocuments } from '../document/documents.ts';
import { UsageError } from '../io/errors.ts';
import { fileReport } from '../input/collection.ts';
import { findFiles, isOnlyListed, reasonOf, type FoundFile } from '../input/find-files.ts';
import { printText, printMessage } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import { create } from '../kubernetes/apiserver/apiserver.ts';
import { NEWEST, parseRange } from '../kubernetes/api/release.ts';
import { parseJson, parseYaml, type ParsedDocument } from '../kubernetes/yaml/parse.ts';
import type { SkipReason } from '../document/skip-reason.ts';
import { positionIn } from '../document/source.ts';
import { leftOutLines, skippedLines } from '../format/skipped-documents.ts';
import { ignoredLine } from '../words/ignored-line.ts';
import type { ReportFile } from '../report/report.ts';
import { nearestSettings } from '../settings/nearest.ts';
import { SettingsFinder } from '../settings/settings.ts';
import { readSettings, SETTINGS_OPTIONS } from './settings-options.ts';
import { catchUnexpected } from '../words/unexpected-error.ts';

const OPTIONS = {
  output: {
    value: 'NAME',
    short: 'o',
    choices: ['json', 'yaml'],
    help: 'json (default), one line per document; yaml: the stored objects',
  },
  field: { value: 'PATH', help: 'one value of the stored object, such as spec.updateStrategy.type' },
  namespace: { value: 'NS', short: 'n', help: 'the namespace of the request (default: as written, otherwise default)' },
  kubernetes: { value: 'MINOR', help: 'the minor that answers (default: the newest known)' },
  policy: {
    value: 'PATH',
    multiple: true,
    help: 'policies, bindings, parameters and namespaces that are in force (repeatable)',
  },
  old: { value: 'FILE', help: 'the objects that are stored already: a DaemonSet in it is updated, others are created' },
  user: { value: 'NAME', help: 'the user who sends the request, for policies' },
  group: { value: 'NAME', multiple: true, help: 'a group of this user (repeatable)' },
  'as-posted': { help: 'each file is one request body sent to the DaemonSet endpoint of the namespace' },
  config: SETTINGS_OPTIONS.config,
  'no-config': SETTINGS_OPTIONS['no-config'],
  'no-ignore': SETTINGS_OPTIONS['no-ignore'],
  'stdin-filename': { value: 'PATH', help: 'the name of standard input in the output' },
  help: { short: 'h', help: 'print this help' },
} as const satisfies OptionTable;

const USAGE = `Usage: daemonlint dry-run [options] PATH...

What the API server would answer to each DaemonSet, and what it would store.

Options:
`;

/** What a file is answered, and whether anything of it is not. */
interface Answers {
  readonly answers: readonly Answered[];
  readonly report?: ReportFile | undefined;
}

interface Request {
  readonly ask: Ask;
  /** A named file is answered for even when it looks like a patch. */
  readonly everything?: boolean;
  readonly minors: readonly number[];
  readonly namespace: string;
  readonly asPosted: boolean;
}

/** `daemonlint dry-run`: exit code 0 all accepted, 1 some refused or not answered for, 2 on faults. */
export async function dryRun(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(OPTIONS, argv);
  if (values.help) {
    printText(USAGE + describeOptions(OPTIONS), io);
    return 0;
  }
  if (positionals.length === 0) throw new UsageError('dry-run takes one or more paths');
  const parsed = parseRange(values.kubernetes ?? `1.${NEWEST}`);
  if ('problem' in parsed) throw new UsageError(`--kubernetes: ${parsed.problem}`);
  const setting = { minors: parsed.minors, namespace: values.namespace ?? '' };
  const { policy, old } = values;
  const { user } = readPolicyOptions(values);
  const asking =
    policy === undefined && old === undefined
      ? { ask: create, problems: [] }
      : await (
          await import('./dry-run-policies.ts')
        ).askWithPolicies({ ...setting, policies: policy ?? [], old, user }, io);
  const request = { ...setting, asPosted: values['as-posted'] ?? false, ask: asking.ask };
  if (values.field !== undefined && values.output !== undefined)
    throw new UsageError('of --field and --output only one can be given');
  const print =
    values.field !== undefined
      ? fieldPrinter(values.field, io)
      : values.output === 'yaml'
        ? await yamlPrinter(io)
        : jsonPrinter(io);

  const finder = new SettingsFinder(readSettings({ ...values, kubernetes: undefined, 'no-baseline': true }), rules, io);
  const near = await nearestSettings(finder, io);
  const { isIgnored } = near;
  const foundFiles = await findFiles(positionals, io);
  const { files, faults, ignored: git = 0 } = foundFiles;
  const placeOf = ({ path, shown }: FoundFile): string =>
    path === '-' ? resolve(io.cwd, values['stdin-filename'] ?? shown) : path;
  await near.prepare(files.map((file) => ({ path: placeOf(file) })));
  const reading = {
    ...near,
    stdinFilename: undefined,
    minors: request.minors,
    settingsOf: (folder: string) => finder.of(folder),
  };
  const built = request.asPosted ? undefined : await readBuilt(foundFiles, positionals, reading, io);
  const ignored: string[] = [];
  const looked: ReportFile[] = [];
  let configured = 0;
  let failed = false;
  let none = true;
  const problems = [...asking.problems, ...faults.map(({ message }) => message), ...(built?.problems ?? [])];
  looked.push(...(built?.looked ?? []));
  for (const { path, document, line, text, parsed } of built?.documents ?? []) {
    none = false;
    if (!print({ path, document, line, answer: answerOf(parsed, text, request) })) failed = true;
  }
  const stdin = { isBody: request.asPosted, isNamed: values['stdin-filename'] !== undefined };
  for (const file of files) {
    if (built?.isPart(file) === true) continue;
    const shown = file.path === '-' ? (values['stdin-filename'] ?? file.shown) : file.shown;
    if (isIgnored(placeOf(file))) {
      if (file.named) ignored.push(shown);
      else configured++;
      continue;
    }
    const bytes = bytesOf(file, { ...stdin, most: near.mostOf(file.path) }, problems, io);
    if (bytes === undefined) continue;
    if (isOnlyListed(file, shown)) {
      if (hasTemplateKind(lettersOf(bytes))) looked.push({ path: shown, status: 'skipped', reason: 'template' });
      continue;
    }
    const { answers, report } = catchUnexpected(
      () => answersTo(shown, bytes, { ...request, everything: file.named }),
      (problem): Answers => {
        problems.push(`${shown}: ${problem}`);
        return { answers: [] };
      },
    );
    if (report !== undefined) looked.push(report);
    if (file.named && report !== undefined && isUnanswered(report)) failed = true;
    for (const answered of answers) {
      none = false;
      if (!print(answered)) failed = true;
    }
  }
  const line = ignoredLine(ignored);
  if (line !== undefined) printMessage(line, io);
  if (none && problems.length === 0) printMessage('no DaemonSet to answer for', io);
  const leftOut = none ? leftOutLines({ configured, git }) : [];
  for (const line of [...finder.notices, ...skippedLines(looked, false), ...leftOut]) printMessage(line, io);
  for (const problem of problems) printMessage(problem, io);
  return problems.length > 0 ? 2 : failed ? 1 : 0;
}

/** Whether a file holds DaemonSets that are made of it later or read from it elsewhere. */
function isUnanswered({ reason, skipped = [] }: ReportFile): boolean {
  return [reason, ...skipped.map((each) => each.reason)].some((each) => each !== undefined && OPEN.has(each));
}

const OPEN: ReadonlySet<SkipReason> = new Set(['template', 'embedded', 'placeholders']);

/** How files are read: standard input as the body of a request, or as manifests, with a name of its own or none. */
interface HowToRead {
  readonly isBody: boolean;
  readonly isNamed: boolean;
  readonly most: number;
}

function bytesOf(file: FoundFile, reading: HowToRead, problems: string[], io: Io): Uint8Array | undefined {
  try {
    if (file.path === '-') return reading.isBody ? io.readStdin() : readManifestsFromStdin(io, reading.isNamed);
    return io.readFile(file.path, { named: file.named, most: reading.most });
  } catch (error) {
    problems.push(`${file.shown}: ${reasonOf(error)}`);
    return undefined;
  }
}

function answersTo(path: string, bytes: Uint8Array, request: Request): Answers {
  const { text, fault, invalid } = decodeText(bytes);
  const source = { path, text };
  const line = (offset: number): number => positionIn(source, offset).line;
  if (request.asPosted) {
    const slice = { start: 0, end: text.length };
    const parsed = /\.json$/i.test(path) ? parseJson(text, slice) : parseYaml(text, slice);
    const illegible = fault ?? invalid?.first;
    const body =
      illegible === undefined ? parsed : { root: undefined, fault: illegible, duplicates: [], format: 'yaml' as const };
    const answer = answerOf(body, text, { ...request, namespace: request.namespace || 'default' });
    return { answers: [{ path, document: 0, line: 1, answer }] };
  }
  if (fault !== undefined) {
    const body: ParsedDocument = { root: undefined, fault, duplicates: [], format: 'yaml' };
    return { answers: [{ path, document: 0, line: 1, answer: answerOf(body, text, request) }] };
  }
  const contents = readDocuments(source, {
    invalid,
    everything: request.everything === true,
    listFaults: true,
    embedded: false,
  });
  const { found, unreadable, skipped } = contents;
  const broken = unreadable.map((document) => {
    const body: ParsedDocument = { root: undefined, fault: document.fault, duplicates: [], format: 'yaml' };
    const { start } = document.fault.span;
    const answer = answerOf(body, text.slice(start, start + 64), request);
    const { message } = document.fault;
    // kubectl sends nothing of it, so that the server does not speak.
    return {
      path,
      document: document.document,
      line: line(start),
      answer: document.isUnsent === true ? { ...answer, message } : answer,
    };
  });
  const whole = found.map(({ document, root, parsed, slice }) => {
    const answer = answerOf(parsed, text.slice(slice.start, slice.start + 64), request);
    return { path, document, line: line(root.span.start), answer };
  });
  const answers = [...broken, ...whole].sort((a, b) => a.document - b.document || a.line - b.line);
  const isCarried = skipped.some(({ reason }) => reason === 'embedded');
  const isOpen = isCarried || (request.everything === true && text.includes('{{'));
  const open = isOpen ? readDocuments(source, { invalid }).skipped : [];
  const reasons = [
    ...skipped.map(
      (one) => open.find(({ document, reason }) => document === one.document && reason === 'parameters') ?? one,
    ),
    // It is answered for as it is written, and its values are put in later.
    ...open.filter(({ reason }) => reason === 'placeholders'),
  ];
  return { answers, report: reasons.length === 0 ? undefined : fileReport(path, { ...contents, skipped: reasons }) };
}

// A range has to be accepted throughout: the first refusal answers, else the first minor.
function answerOf(parsed: ParsedDocument, text: string, { minors, namespace, asPosted, ask }: Request): AnswerView {
  const answers = minors.map((minor) => ask(parsed, { minor, namespace, asPosted, text }));
  const answer = answers.find(({ code }) => code >= 300) ?? answers[0];
  if (answer === undefined) throw new Error('no minor was asked');
  return answer;
}
