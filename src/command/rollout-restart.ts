import { describeOptions, readArguments, type OptionTable } from './args.ts';
import { readLiveFile } from './live-file.ts';
import { printDecoded, printObjects } from './print-objects.ts';
import { resourceNames } from './daemonset-names.ts';
import { InputError, UsageError } from '../io/errors.ts';
import { printText, sayLines } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import { NEWEST, parseMinor } from '../kubernetes/api/release.ts';
import type { Live } from '../kubernetes/apiserver/patch-request.ts';
import { revisionName } from '../kubernetes/controller/revision.ts';
import { wholeObject } from '../kubernetes/kubectl/cluster.ts';
import { objectNotFound } from '../kubernetes/kubectl/history.ts';
import { restart, RESTARTED_AT } from '../kubernetes/kubectl/restart.ts';
import { parseTime } from '../kubernetes/go/time.ts';
import { explain } from '../rollout/explanation.ts';

const OPTIONS = {
  from: { value: 'DUMP', help: 'the output of kubectl get daemonsets -A -o yaml --show-managed-fields, or -' },
  namespace: { value: 'NS', short: 'n', help: 'the namespace of the DaemonSet (default: the only one that has it)' },
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

const USAGE = `Usage: daemonlint rollout restart ds/NAME --from DUMP [options]

What kubectl rollout restart prints, its exit code, and with --output the object that it leaves.

Options:
`;

/** `daemonlint rollout restart`: kubectl's exit code 0 or 1, 2 when the question cannot be answered. */
export async function rolloutRestart(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(OPTIONS, argv);
  if (values.help) {
    printText(USAGE + describeOptions(OPTIONS), io);
    return 0;
  }
  const names = resourceNames(positionals);
  if (values.from === undefined) throw new UsageError('rollout restart needs --from DUMP (or - for standard input)');
  const parsed = parseMinor(values.kubernetes ?? `1.${NEWEST}`);
  if ('problem' in parsed) throw new UsageError(`--kubernetes: ${parsed.problem}`);
  const { minor } = parsed;
  const time = values.at === undefined ? localTime(io.date()) : checkedTime(values.at);
  const live = readLiveFile(values.from, minor, io);
  let [code, printed] = [0, 0];
  for (const name of names) {
    const found = findOne(live, name, values.namespace, values.from);
    if (found === undefined) {
      sayLines(objectNotFound(name).stderr, io);
      code = 1;
      continue;
    }
    const restarted = restart(found, { time, minor, manager: values['field-manager'] ?? 'kubectl-rollout' });
    const { stdout, stderr, code: failed } = restarted.outcome;
    if (values.output === 'name') printText(stdout.replace(' restarted', ''), io);
    else if (values.output === undefined) printText(stdout, io);
    else if (failed === 0) {
      // The printer of YAML separates what it prints one after another.
      if (values.output === 'yaml' && printed++ > 0) printText('---\n', io);
      const object = wholeObject(restarted.live);
      const shows = values['show-managed-fields'] === true;
      if (values.output === 'json') await printDecoded(object, shows, minor, io);
      else await printObjects([object], 'yaml', shows, io);
    }
    if (stderr !== '') sayLines(stderr, io);
    if (values.explain && failed === 0) printText(`\n${explanation(restarted.live, minor)}`, io);
    code = Math.max(code, failed);
  }
  return code;
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

function findOne(live: readonly Live[], name: string, namespace: string | undefined, path: string): Live | undefined {
  const found = live.filter(
    ({ object: { metadata } }) =>
      metadata?.name === name && (namespace === undefined || metadata.namespace === namespace),
  );
  if (found.length <= 1) return found[0];
  const namespaces = found.map(({ object }) => object.metadata?.namespace ?? '').sort();
  throw new InputError(
    `${path} holds ${found.length} DaemonSets called "${name}", in the namespaces ${namespaces.join(', ')}: choose with -n`,
  );
}

/** What a restart means: a revision of its own, which no file knows. */
function explanation({ object }: Live, minor: number): string {
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
