import { OPTIONS, readApplyArguments, type ApplyArguments } from './apply-options.ts';
import { describeOptions } from './args.ts';
import { decodeText } from '../document/decode-text.ts';
import { InputError, UsageError } from '../errors.ts';
import { printText, sayLines } from '../io/say.ts';
import type { Io } from '../io/io.ts';
import { reasonOf } from '../io/system-error.ts';
import { NEWEST, parseMinor } from '../kubernetes/api/release.ts';
import { kubectlApply, type ApplyResult } from '../kubernetes/kubectl/apply.ts';
import { wholeObject } from '../kubernetes/kubectl/cluster.ts';
import { readLiveFile } from './live-file.ts';
import { printObjects } from './print-objects.ts';
import { readNamed } from '../io/bounded.ts';

const USAGE = `Usage: daemonlint apply FILE [--to LIVE] [options]

What kubectl apply -f FILE would print, its exit code, and what the cluster would hold afterwards.

Options:
`;

const UNMANAGED =
  'daemonlint: LIVE shows no managed fields, so that nobody seems to own any: get it with --show-managed-fields\n';

/** `daemonlint apply`: kubectl's exit code 0 or 1, 2 when the question cannot be answered. */
export async function apply(argv: readonly string[], io: Io): Promise<number> {
  const { values, flags, file } = readApplyArguments(argv);
  if (values.help) {
    printText(USAGE + describeOptions(OPTIONS), io);
    return 0;
  }
  if (file === undefined) throw new UsageError('apply takes a file, or - for standard input');
  if (file === '-' && values.to === '-')
    throw new UsageError('only one of the file and --to can be standard input: give the other one as a file');
  const parsed = parseMinor(values.kubernetes ?? `1.${NEWEST}`);
  if ('problem' in parsed) throw new UsageError(`--kubernetes: ${parsed.problem}`);
  const { minor } = parsed;
  const live = values.to === undefined ? [] : readLiveFile(values.to, minor, io);
  if (flags.serverSide && live.some(({ managedFields }) => managedFields === undefined)) sayLines(UNMANAGED, io);
  const input = { text: readFile(file, io), source: file === '-' ? 'STDIN' : file, live, minor };
  const result = kubectlApply(input, flags);
  await print(result, values, io);
  return result.outcome.code;
}

function readFile(path: string, io: Io): string {
  const shown = path === '-' ? 'standard input' : path;
  let bytes: Uint8Array;
  try {
    bytes = readNamed(path, io);
  } catch (error) {
    throw new InputError(`cannot read ${shown}: ${reasonOf(error)}`);
  }
  const { text, fault, invalid = [] } = decodeText(bytes);
  const [problem] = fault === undefined ? invalid : [fault];
  if (problem !== undefined) throw new InputError(`${shown}: ${problem.explanation}`);
  return text;
}

async function print(result: ApplyResult, values: ApplyArguments['values'], io: Io): Promise<void> {
  const { stdout, stderr } = result.outcome;
  const { output } = values;
  if (output !== 'json' && output !== 'yaml') printText(stdout, io);
  else {
    // A dry run stores nothing: what it shows is what would be stored.
    const isDryRun = values['dry-run'] === 'client' || values['dry-run'] === 'server';
    const objects = isDryRun ? result.shown : result.objects.map(wholeObject);
    await printObjects(objects, output, values['show-managed-fields'] === 'true', io);
  }
  if (stderr !== '') sayLines(stderr, io);
}
