import { resourceNames } from './daemonset-names.ts';
import { type Arguments, describeOptions, type OptionTable, parseDuration, readArguments } from './args.ts';
import { allRevisions, loadDump, namedDaemonSets, type Dump } from '../dump/read-dump.ts';
import { InputError, UsageError } from '../io/errors.ts';
import { printText, sayLines } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import { NEWEST, parseMinor } from '../kubernetes/api/release.ts';
import {
  controlledHistory,
  failure,
  history,
  objectNotFound,
  unparsed,
  type ControllerRevision,
  type Outcome,
} from '../kubernetes/kubectl/history.ts';
import { namingMinor } from '../kubernetes/kubectl/naming-minor.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import { rolloutStatus, timedOut } from '../kubernetes/kubectl/status.ts';
import { undo, undoTarget } from '../kubernetes/kubectl/undo.ts';
import { explainHistory } from '../rollout/explain-history.ts';
import { explainStatus } from '../rollout/explain-status.ts';
import { explainUndo } from '../rollout/explain-undo.ts';
import { explain, type Explanation } from '../rollout/explanation.ts';
import { observedRollout, type ObservedRollout } from '../rollout/observed-rollout.ts';
import { meant } from '../words/similar-name.ts';

const COMMON = {
  from: {
    value: 'DUMP',
    help: 'the output of kubectl get daemonsets,controllerrevisions,pods,nodes,events -A -o yaml --show-managed-fields, or -',
  },
  namespace: { value: 'NS', short: 'n', help: 'the namespace of the DaemonSet (default: the only one that has it)' },
  kubernetes: {
    value: 'MINOR',
    help: 'the minor of kubectl (default: that of the controller that named the revisions)',
  },
  explain: { help: 'also print what kubectl does not show' },
  help: { short: 'h', help: 'print this help' },
} as const satisfies OptionTable;

const REVISION = { revision: { value: 'N', help: 'one revision in detail' } } as const;

const HISTORY = { ...REVISION, ...COMMON } as const satisfies OptionTable;
const STATUS = {
  revision: { value: 'N', help: 'accepted and ignored, as in kubectl' },
  watch: {
    value: 'true|false',
    short: 'w',
    choices: ['true', 'false'],
    help: 'accepted; a dump is one moment and is read once',
  },
  timeout: { value: 'DURATION', help: 'an unfinished rollout ends with the timeout error' },
  ...COMMON,
} as const satisfies OptionTable;
const UNDO = {
  'to-revision': { value: 'N', help: 'the revision to restore (default: 0, the one before the newest)' },
  'dry-run': {
    value: 'client|server',
    choices: ['none', 'client', 'server'],
    help: 'required: a dump cannot be changed',
  },
  ...COMMON,
} as const satisfies OptionTable;

const HELP = `Usage: daemonlint rollout history|status|undo|restart ds/NAME --from DUMP [options]

kubectl's text and exit code, computed from a dump:
  kubectl get daemonsets,controllerrevisions,pods,nodes,events -A -o yaml --show-managed-fields > dump.yaml

`;

/** What one subcommand answers about one DaemonSet, and what it explains. */
interface Subcommand {
  readonly outcome: (daemonSet: DaemonSet, dump: Dump) => Outcome;
  readonly explanations: (view: ObservedRollout, dump: Dump) => readonly Explanation[];
  /** An answer that needs no DaemonSet: a flag that kubectl refuses. */
  readonly refused?: Outcome | undefined;
}

type Values = Readonly<Record<string, string | readonly string[] | true | undefined>>;

const SUBCOMMANDS: Readonly<Record<string, { options: OptionTable; prepare: (values: Values) => Subcommand }>> = {
  history: { options: HISTORY, prepare: prepareHistory },
  status: { options: STATUS, prepare: prepareStatus },
  undo: { options: UNDO, prepare: prepareUndo },
};

/** `daemonlint rollout history|status|undo|restart`: exit code 0 or 1 as kubectl's, 2 when the question cannot be answered. */
export async function rollout(argv: readonly string[], io: Io): Promise<number> {
  if (argv[0] !== 'restart') return run(argv, io);
  return (await import('./rollout-restart.ts')).rolloutRestart(argv.slice(1), io);
}

function run(argv: readonly string[], io: Io): number {
  const [name = '', ...rest] = argv;
  if (name === '--help' || name === '-h')
    return help('The options: daemonlint rollout history|status|undo|restart --help\n', io);
  const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (subcommand === undefined)
    throw new UsageError(
      `rollout takes history, status, undo or restart, not "${name}"${meant(name, [...Object.keys(SUBCOMMANDS), 'restart'])}`,
    );
  const { values, positionals }: Arguments<OptionTable> = readArguments(subcommand.options, rest.map(withValue));
  if (values['help'] === true) return help(`Options of ${name}:\n${describeOptions(subcommand.options)}`, io);
  const { outcome, explanations, refused } = subcommand.prepare(values);
  const names = resourceNames(positionals);
  if (typeof values['from'] !== 'string')
    throw new UsageError(`rollout ${name} needs --from DUMP (or - for standard input)`);
  if (refused !== undefined) return print(refused, io);
  const dump = loadDump(values['from'], io);
  const namespace = typeof values['namespace'] === 'string' ? values['namespace'] : undefined;
  let code = 0;
  for (const each of names) {
    const daemonSet = findOne(dump, each, namespace);
    code = Math.max(code, print(daemonSet === undefined ? objectNotFound(each) : outcome(daemonSet, dump), io));
    if (daemonSet !== undefined && values['explain'] === true)
      printText(`\n${explain(explanations(observedRollout(dump, daemonSet), dump))}`, io);
  }
  return code;
}

function help(options: string, io: Io): number {
  printText(HELP + options, io);
  return 0;
}

function print({ stdout, stderr, code }: Outcome, io: Io): number {
  if (stdout !== '') printText(stdout, io);
  if (stderr !== '') sayLines(stderr, io);
  return code;
}

// Flags of kubectl that may be given without their value.
const BARE: Readonly<Record<string, string>> = {
  '-w': '--watch=true',
  '--watch': '--watch=true',
  '--dry-run': '--dry-run=client',
};

function withValue(argument: string): string {
  return BARE[argument] ?? argument;
}

function prepareHistory(values: Values): Subcommand {
  const revision = integer(values, 'revision');
  return {
    outcome: (daemonSet, dump) => {
      const all = allRevisions(dump);
      const wanted = revision > 0 ? controlledHistory(daemonSet, all) : [];
      const found = wanted.filter((each) => each.revision === revision).at(-1);
      if (found !== undefined && faultOf(dump, found) !== undefined) return unparsed(found);
      return history(daemonSet, all, revision, revision > 0 ? minorFor(values, daemonSet, dump) : NEWEST);
    },
    explanations: explainHistory,
    refused: positive(revision),
  };
}

function prepareStatus(values: Values): Subcommand {
  const timeout = typeof values['timeout'] === 'string' ? parseDuration('--timeout', values['timeout']) : 0;
  const expires = timeout > 0 && values['watch'] !== 'false';
  return {
    outcome: (daemonSet) => (expires ? timedOut(rolloutStatus(daemonSet)) : rolloutStatus(daemonSet)),
    explanations: explainStatus,
    refused: positive(integer(values, 'revision')),
  };
}

function prepareUndo(values: Values): Subcommand {
  const dryRun = values['dry-run'];
  if (dryRun !== 'client' && dryRun !== 'server')
    throw new UsageError(
      'rollout undo only reads a dump and cannot change a cluster: add --dry-run=client or --dry-run=server',
    );
  const toRevision = integer(values, 'to-revision');
  return {
    outcome: (daemonSet, dump) => {
      const target = undoTarget(daemonSet, allRevisions(dump), toRevision);
      if ('revision' in target) checkReadable(dump, target.revision);
      return undo(daemonSet, allRevisions(dump), toRevision, dryRun, minorFor(values, daemonSet, dump));
    },
    explanations: (view, dump) => explainUndo(view, dump, toRevision),
  };
}

/** kubectl counts a revision that it cannot read, and fails once it is the one to restore. Throws InputError. */
function checkReadable(dump: Dump, revision: ControllerRevision): void {
  const reason = faultOf(dump, revision);
  if (reason !== undefined) throw new InputError(`no template of revision ${revision.revision}: ${reason}`);
}

const faultOf = (dump: Dump, revision: ControllerRevision): string | undefined =>
  dump.unreadable.find((each) => each.revision === revision)?.reason;

/** The minor that is asked for, else the one whose controller named the revisions. Throws UsageError. */
function minorFor(values: Values, daemonSet: DaemonSet, dump: Dump): number {
  const text = values['kubernetes'];
  if (typeof text !== 'string') return namingMinor(daemonSet, controlledHistory(daemonSet, dump.revisions)) ?? NEWEST;
  const parsed = parseMinor(text);
  if ('problem' in parsed) throw new UsageError(`--kubernetes: ${parsed.problem}`);
  return parsed.minor;
}

function integer(values: Values, option: string): number {
  const text = values[option];
  if (typeof text !== 'string') return 0;
  if (!/^[-+]?[0-9]{1,15}$/.test(text)) throw new UsageError(`--${option} needs a whole number, not "${text}"`);
  return Number(text);
}

function positive(revision: number): Outcome | undefined {
  return revision < 0 ? failure(`revision must be a positive integer: ${revision}`) : undefined;
}

/** The DaemonSet called `name`; throws InputError when several namespaces have one, or the dump has none at all. */
function findOne(dump: Dump, name: string, namespace: string | undefined): DaemonSet | undefined {
  if (dump.daemonSets.length === 0) throw new InputError(`${dump.path} contains no DaemonSets`);
  const found = namedDaemonSets(dump, name, namespace);
  if (found.length <= 1) return found[0];
  const namespaces = found.map(({ metadata }) => metadata?.namespace ?? '').sort();
  throw new InputError(
    `${dump.path} contains ${found.length} DaemonSets called "${name}", in the namespaces ${namespaces.join(', ')}: choose one with -n`,
  );
}
