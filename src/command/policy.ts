import { describeOptions, readArguments, type OptionTable } from './args.ts';
import { positionIn } from '../document/source.ts';
import { UsageError } from '../io/errors.ts';
import { jsonText, plain } from '../words/escape.ts';
import { printData, printText, printMessage } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import type { PlacedBinding, PlacedPolicy, PolicySet } from '../kubernetes/admission/policy-set.ts';
import { NEWEST, parseMinor } from '../kubernetes/api/release.ts';
import { readPolicyFiles, requestTime } from '../input/policy-files.ts';
import { catchUnexpected } from '../words/unexpected-error.ts';

const OPTIONS = {
  output: {
    value: 'NAME',
    short: 'o',
    choices: ['text', 'json'],
    help: 'text (default), or json: one line per policy or binding',
  },
  kubernetes: { value: 'MINOR', help: 'the minor that answers (default: the newest known)' },
  help: { short: 'h', help: 'print this help' },
} as const satisfies OptionTable;

const USAGE = `Usage: daemonlint policy [options] PATH...

What the API server would answer to the creation of each ValidatingAdmissionPolicy and binding.

Options:
`;

/** `daemonlint policy`: exit code 0 all accepted, 1 some refused, 2 on faults. */
export async function policy(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(OPTIONS, argv);
  if (values.help) {
    printText(USAGE + describeOptions(OPTIONS), io);
    return 0;
  }
  if (positionals.length === 0) throw new UsageError('policy takes one or more paths');
  const minor = minorOf(values.kubernetes);
  const { files, faults } = await readPolicyFiles(positionals, io);
  const problems = faults.map(({ message }) => message);
  const { readPolicies, typeCheckPolicy } = await import('../kubernetes/admission/admission.ts');
  const options = { minor, time: requestTime(), complete: true };
  const sets = files.map((file) =>
    catchUnexpected<Pick<PolicySet, 'created' | 'broken'> & Partial<PolicySet>>(
      () => readPolicies([file], options),
      (problem) => ({ created: [], broken: [{ file, offset: 0, message: problem }] }),
    ),
  );
  const [created, broken] = [sets.flatMap((set) => set.created), sets.flatMap((set) => set.broken)];
  const kinds = sets.flatMap(({ inForce }) => inForce?.objects.kinds ?? []);
  const print = values.output === 'json' ? printJson : printShown;
  for (const item of created) {
    const accepted = item.answer.code < 300;
    const checked =
      accepted && item.kind === 'ValidatingAdmissionPolicy' ? typeCheckPolicy(item.object, minor, kinds) : [];
    print({ item, line: positionIn(item.file, item.offset).line, typeChecking: checked }, io);
  }
  const unreadable = broken.map(
    ({ file, offset, message }) => `${file.path}:${String(positionIn(file, offset).line)}: ${message}`,
  );
  if (created.length === 0 && problems.length === 0) printMessage('no policy and no binding to answer for', io);
  for (const problem of [...problems, ...unreadable]) printMessage(problem, io);
  if (problems.length + unreadable.length > 0) return 2;
  return created.every(({ answer }) => answer.code < 300) ? 0 : 1;
}

function minorOf(text: string | undefined): number {
  if (text === undefined) return NEWEST;
  const parsed = parseMinor(text);
  if ('problem' in parsed) throw new UsageError(`--kubernetes: ${parsed.problem}`);
  return parsed.minor;
}

interface Shown {
  readonly item: PlacedPolicy | PlacedBinding;
  readonly line: number;
  readonly typeChecking: readonly { readonly fieldRef: string; readonly warning: string }[];
}

function printJson({ item, line, typeChecking }: Shown, io: Io): void {
  const { kind, file, object, answer } = item;
  const { code, reason, message, causes, warnings } = answer;
  const shown = {
    path: file.path,
    line,
    kind,
    name: object.metadata?.name ?? '',
    accepted: code < 300,
    code,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    causes: causes.map((cause) => ({ reason: cause.reason, field: cause.field, message: cause.message })),
    warnings,
    typeChecking: typeChecking.map(({ fieldRef, warning }) => ({ fieldRef, warning })),
  };
  printData(`${jsonText(shown)}\n`, io);
}

function printShown({ item, line, typeChecking }: Shown, io: Io): void {
  const { kind, file, object, answer } = item;
  const what = plain(`${file.path}:${String(line)}: ${kind} ${object.metadata?.name ?? ''}`);
  printText(`${what}: ${answer.code < 300 ? 'accepted' : (answer.message ?? 'refused')}\n`, io);
  for (const { fieldRef, warning } of typeChecking) printText(`${what}: ${fieldRef}: ${warning}\n`, io);
}
