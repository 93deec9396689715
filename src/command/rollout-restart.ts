import { describeOptions, readArguments, type OptionTable } from './args.ts';
import { readLiveFile } from './live-file.ts';
import { printDecoded, printObjects } from './print-objects.ts';
import { readManifestFile } from './manifest-file.ts';
import { chooseRestarts } from './restart-choice.ts';
import { UsageError } from '../io/errors.ts';
import { printMessage, printText, sayLines } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import { NEWEST, parseMinor } from '../kubernetes/api/release.ts';
import type { Live } from '../kubernetes/apiserver/patch-request.ts';
import { revisionName } from '../kubernetes/controller/revision.ts';
import { wholeObject } from '../kubernetes/kubectl/cluster.ts';
import { errorText } from '../kubernetes/kubectl/kubectl-error.ts';
import { restart, RESTARTED_AT, type Restarted } from '../kubernetes/kubectl/restart.ts';
import { parseTime } from '../kubernetes/go/time.ts';
import { explainDeletion } from '../rollout/explain-deletion.ts';
import { explain } from '../rollout/explanation.ts';

const OPTIONS = {
  from: { value: 'DUMP', help: 'the output of kubectl get daemonsets -A -o yaml --show-managed-fields, or -' },
  namespace: { value: 'NS', short: 'n', help: 'the namespace of the DaemonSet (default: the only one that has it)' },
  selector: { value: 'SELECTOR', short: 'l', help: 'with ds alone: those with these labels, as app=agent,tier!=test' },
  filename: {
    value: 'FILE',
    short: 'f',
    multiple: true,
    help: 'the manifest that names the DaemonSet, several times or separated by commas',
  },
  at: { value: 'TIME', help: 'the time of the restart, as 2026-11-02T10:00:00Z (default: now)' },
  'field-manager': { value: 'NAME', help: 'the name of the manager that restarts (default: kubectl-rollout)' },
  output: {
    value: 'json|yaml|name',
    short: 'o',
    choices: ['json', 'yaml', 'name'],
    help: 'json, yaml: the object that the cluster holds afterwards',
  },
  'show-managed-fields': { help: 'with --output: print managed fields too' },
  kubernetes: { value: 'MINOR', help: 'the minor whose API server answers (default: the newest known)' },
  explain: { help: 'also print what kubectl does not show' },
  help: { short: 'h', help: 'print this help' },
} as const satisfies OptionTable;

const USAGE = `Usage: daemonlint rollout restart ds/NAME... --from DUMP [options]
       daemonlint rollout restart ds [-l SELECTOR] --from DUMP [options]
       daemonlint rollout restart -f FILE --from DUMP [options]

What kubectl rollout restart prints, its exit code, and with --output the object that it leaves. Like kubectl it has
no --dry-run; nothing is changed here.

Options:
`;

/** `daemonlint rollout restart`: kubectl's exit code 0 or 1, 2 when the question cannot be answered. */
export async function rolloutRestart(argv: readonly string[], io: Io): Promise<number> {
  if (argv.some((argument) => DRY_RUN.test(argument))) return refuseDryRun(io);
  const { values, positionals } = readArguments(OPTIONS, argv);
  if (values.help) {
    printText(USAGE + describeOptions(OPTIONS), io);
    return 0;
  }
  if (values.from === undefined) throw new UsageError('rollout restart needs --from DUMP (or - for standard input)');
  const parsed = parseMinor(values.kubernetes ?? `1.${NEWEST}`);
  if ('problem' in parsed) throw new UsageError(`--kubernetes: ${parsed.problem}`);
  const { minor } = parsed;
  const time = values.at === undefined ? localTime(io.date()) : checkedTime(values.at);
  const paths = (values.filename ?? []).flatMap((text) => text.split(','));
  if ([...paths, values.from].filter((path) => path === '-').length > 1)
    throw new UsageError('only one of the files and --from can be standard input: give the others as files');
  const live = readLiveFile(values.from, minor, io);
  const files = paths.map((path) => readManifestFile(path, io));
  const { selector, namespace } = values;
  const choice = chooseRestarts({ positionals, files, selector, namespace, minor }, live, values.from);
  const answers = choice.objects.map((each) =>
    restart(each, { time, minor, manager: values['field-manager'] ?? 'kubectl-rollout' }),
  );
  await print(answers, values, minor, io);
  const errors = [...choice.errors, ...answers.flatMap(({ error }) => error ?? [])];
  if (errors.length > 0) sayLines(errorText(errors), io);
  else if (choice.emptyNamespace !== undefined)
    sayLines(`No resources found in ${choice.emptyNamespace} namespace.\n`, io);
  if (values.explain)
    for (const { live: after, error } of answers)
      if (error === undefined) printText(`\n${explanation(after, minor)}`, io);
  return errors.length > 0 ? 1 : 0;
}

const DRY_RUN = /^--dry-run(?:=|$)/;

/** kubectl has no dry run of a restart. */
function refuseDryRun(io: Io): number {
  sayLines("error: unknown flag: --dry-run\nSee 'kubectl rollout restart --help' for usage.\n", io);
  printMessage('kubectl restarts without a dry run; this command changes nothing, so leave --dry-run out', io);
  return 1;
}

type Values = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

async function print(answers: readonly Restarted[], values: Values, minor: number, io: Io): Promise<void> {
  const shows = values['show-managed-fields'] === true;
  let printed = 0;
  for (const { stdout, warnings, error, live } of answers) {
    if (warnings !== '') sayLines(warnings, io);
    if (error !== undefined) continue;
    if (values.output === undefined) printText(stdout, io);
    else if (values.output === 'name') printText(stdout.replace(' restarted', ''), io);
    else if (values.output === 'json') await printDecoded(wholeObject(live), shows, minor, io);
    else {
      // The printer of YAML separates what it prints one after another.
      if (printed++ > 0) printText('---\n', io);
      await printObjects([wholeObject(live)], 'yaml', shows, io);
    }
  }
}

function checkedTime(text: string): string {
  if ('fault' in parseTime(text)) throw new UsageError(`--at is a time such as 2026-11-02T10:00:00Z, not "${text}"`);
  return text;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** As Go formats `time.RFC3339` where kubectl runs. */
function localTime(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return local + (offset === 0 ? 'Z' : zone);
}

/** What a restart means: a revision of its own, which no file knows. */
function explanation({ object }: Live, minor: number): string {
  const deletion = explainDeletion(object);
  if (deletion !== undefined) return explain([deletion]);
  const name = object.metadata?.name ?? '';
  const made = revisionName(name, object.spec?.template ?? {}, minor);
  const onDelete = object.spec?.updateStrategy?.type === 'OnDelete';
  return explain([
    {
      rule: 'starts-rollout',
      severity: 'note',
      message: `a restart is a new revision${made === undefined ? '' : `, ${made.name}`}: ${onDelete ? 'type OnDelete, each pod is replaced when someone deletes it' : 'the pods of all nodes are replaced as by any change of the template'}`,
      objects: [`daemonset/${name}`],
      advice: '',
    },
    {
      rule: 'drift-reverted',
      severity: 'note',
      message: `the annotation ${RESTARTED_AT} is in no file: kubectl apply keeps it, unless the file drops the last annotation of the template, and kubectl replace removes it, which restarts the pods once more`,
      objects: [],
      advice: '',
    },
  ]);
}
