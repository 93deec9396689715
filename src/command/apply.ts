import { OPTIONS, readApplyArguments, type ApplyArguments } from './apply-options.ts';
import { describeOptions } from './args.ts';
import { readManifestFile } from './manifest-file.ts';
import { UsageError } from '../io/errors.ts';
import { printText, printMessage, sayLines } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import { NEWEST, parseMinor } from '../kubernetes/api/release.ts';
import { kubectlApply, type ApplyResult } from '../kubernetes/kubectl/apply.ts';
import type { Live } from '../kubernetes/apiserver/patch-request.ts';
import { readLiveFile } from './live-file.ts';
import { LAST_APPLIED } from '../kubernetes/api/annotations.ts';
import { printObjects } from './print-objects.ts';

const USAGE = `Usage: daemonlint apply FILE... [--to LIVE] [options]

What kubectl apply -f FILE would print, its exit code, and what the cluster would hold afterwards.
--server-side --field-manager argocd-controller is how Argo CD applies with ServerSideApply=true. Flux is not kubectl:
its kustomize-controller first takes over what the managers of kubectl own, so that more fields go than this answers.

Options:
`;

const UNMANAGED =
  'daemonlint: LIVE shows no managed fields, so that nobody seems to own any: get it with --show-managed-fields\n';

const PLAIN =
  'has no field that only a cluster writes (uid, managedFields, generation), and counts as an object that kubectl create has made: for a file that was applied before, give LIVE what daemonlint apply FILE --output yaml --show-managed-fields prints';
const UNSHOWN = '--show-managed-fields says nothing without --output json or --output yaml';

/** `daemonlint apply`: kubectl's exit code 0 or 1, 2 when the question cannot be answered. */
export async function apply(argv: readonly string[], io: Io): Promise<number> {
  const { values, flags, files } = readApplyArguments(argv);
  if (values.help) {
    printText(USAGE + describeOptions(OPTIONS), io);
    return 0;
  }
  if (files.length === 0) throw new UsageError('apply takes a file, or - for standard input');
  if ([...files, values.to].filter((path) => path === '-').length > 1)
    throw new UsageError('only one of the files and --to can be standard input: give the others as files');
  const parsed = parseMinor(values.kubernetes ?? `1.${NEWEST}`);
  if ('problem' in parsed) throw new UsageError(`--kubernetes: ${parsed.problem}`);
  const { minor } = parsed;
  const live = values.to === undefined ? [] : readLiveFile(values.to, minor, io);
  if (flags.serverSide && live.some(({ managedFields }) => managedFields === undefined)) sayLines(UNMANAGED, io);
  const read = files.map((path) => readManifestFile(path, io));
  const result = kubectlApply({ files: read, live, minor }, flags);
  await print(result, values, io);
  if (live.some(isPlain)) printMessage(`${values.to ?? ''} ${PLAIN}`, io);
  if (values['show-managed-fields'] === 'true' && values.output !== 'json' && values.output !== 'yaml')
    printMessage(UNSHOWN, io);
  if (values.to !== undefined && live.length > 0)
    for (const missing of result.missing) printMessage(whatIsThere(missing, live, values.to), io);
  return result.outcome.code;
}

function isPlain({ object: { metadata = {} }, managedFields }: Live): boolean {
  const { uid, generation, annotations = {} } = metadata;
  const isNew = uid === undefined && generation === undefined && managedFields === undefined;
  return isNew && annotations[LAST_APPLIED] === undefined;
}

async function print(result: ApplyResult, values: ApplyArguments['values'], io: Io): Promise<void> {
  const { stdout, stderr, code } = result.outcome;
  const { output } = values;
  if (output !== 'json' && output !== 'yaml') printText(stdout, io);
  // After an error kubectl prints no object.
  else if (code === 0) await printObjects(result.shown, output, values['show-managed-fields'] === 'true', io);
  if (stderr !== '') sayLines(stderr, io);
}

const MOST = 3;

/** That the object is new to LIVE, which may be a slip: kubectl says nothing of it. */
function whatIsThere({ namespace, name }: ApplyResult['missing'][number], live: readonly Live[], path: string): string {
  const held = live.map(({ object: { metadata } }) => ({ ...metadata }));
  const near = held.filter((other) => other.name === name);
  const shown = (near.length > 0 ? near : held).map((other) => `${other.namespace ?? ''}/${other.name ?? ''}`);
  const more = shown.length > MOST ? ` and ${shown.length - MOST} more` : '';
  const [other] = near;
  const advice =
    other === undefined ? '' : `; if that is the one that is meant, its namespace is ${other.namespace ?? ''} (-n)`;
  return `${path} does not hold DaemonSet ${namespace}/${name}, so it is a new object; it holds ${shown.slice(0, MOST).join(', ')}${more}${advice}`;
}
