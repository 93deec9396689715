/**
 * `kubectl apply`: what it prints, its exit code, and what the cluster holds afterwards.
 * Source: kubectl pkg/cmd/apply apply.go, patcher.go of 1.37.
 */
import { isDNS1123Subdomain } from '../apimachinery/names.ts';
import { refusal, type RefusedAnswer } from '../apiserver/answer.ts';
import { untyped } from '../apiserver/field-manager.ts';
import { withoutRequestTime } from '../apiserver/managed-fields.ts';
import { settled, type Live } from '../apiserver/patch-request.ts';
import { unregistered } from '../apiserver/type-meta.ts';
import { mapAt, textAt, type ValueMap } from '../go/unstructured.ts';
import type { Applied, ApplyContext, ApplyFlags } from './apply-context.ts';
import { applyClientSide } from './apply-client-side.ts';
import { applyServerSide } from './apply-server-side.ts';
import { lowerCaseOf, readApplyFile, type FileObject, type ReadFile } from './apply-file.ts';
import { recordCause } from './change-cause.ts';
import { Cluster } from './cluster.ts';
import type { Outcome } from './history.ts';
import { errorText, whileDoing, type KubectlError } from './kubectl-error.ts';

/** What the command did. */
export interface ApplyResult {
  readonly outcome: Outcome;
  readonly errors: readonly KubectlError[];
  /** The DaemonSets of the cluster afterwards. */
  readonly objects: readonly Live[];
  /** What kubectl has of each object of the file that it could apply: under a dry run, what would be stored. */
  readonly shown: readonly ValueMap[];
  /** The DaemonSets of the file that the cluster could hold and did not. */
  readonly missing: readonly { readonly namespace: string; readonly name: string }[];
  /** The templates that were stored one after another. */
  readonly templates: readonly string[];
  /** Why the second applies of migrations to server-side apply were refused, which only prints a warning. */
  readonly unmigrated: readonly RefusedAnswer[];
}

/** The cluster that an apply meets. */
export interface ApplyTarget {
  readonly live: readonly Live[];
  readonly minor: number;
}

/** A file, by its name in messages. */
export interface ApplySource {
  readonly source: string;
  readonly text: string;
}

/** Runs `kubectl apply -f SOURCE`, with several files in their order. Objects that are not DaemonSets are taken for new ones. */
export function kubectlApply(
  { files, ...target }: ApplyTarget & { readonly files: readonly ApplySource[] },
  flags: ApplyFlags,
): ApplyResult {
  const refused = flagFault(flags);
  if (refused !== undefined) return failed({ text: refused }, target, flags);
  const choice = { namespace: flags.namespace ?? 'default', enforced: flags.namespace !== undefined };
  const read = files.map(({ text, source }) => readApplyFile(text, source, choice, target.minor, flags.validation));
  const [objects, errors] = [read.flatMap((file) => file.objects), read.flatMap((file) => file.errors)];
  return applyFile({ objects, errors }, target, flags);
}

const DEPRECATED = 'Flag --record has been deprecated, --record will be removed in the future\n';

function failed(error: KubectlError, { live }: ApplyTarget, { recordGiven }: ApplyFlags): ApplyResult {
  const outcome = { stdout: '', stderr: (recordGiven ? DEPRECATED : '') + errorText([error]), code: 1 };
  return { outcome, errors: [error], objects: live, shown: [], missing: [], templates: [], unmigrated: [] };
}

/** Applies the objects that were read. */
export function applyFile(file: ReadFile, { live, minor }: ApplyTarget, flags: ApplyFlags): ApplyResult {
  const cluster = new Cluster(live, flags.dryRun === 'server');
  const lines = flags.recordGiven ? [DEPRECATED] : [];
  const manager = managerOf(flags);
  const shared = { cluster, flags, manager, minor, warn: warnInto(lines) };
  const errors = [...file.errors];
  const done: (Exclude<Applied, { error: unknown }> & { readonly file: FileObject })[] = [];
  const missing = file.objects.filter(
    ({ value, namespace, name }) =>
      value['kind'] === 'DaemonSet' &&
      isDNS1123Subdomain(name).length === 0 &&
      cluster.get(namespace, name) === undefined,
  );
  for (const object of file.objects) {
    const applied = applyOne(object, { ...shared, source: object.source });
    if ('error' in applied) errors.push(applied.error);
    else done.push({ ...applied, file: object });
  }
  if (file.objects.length === 0 && errors.length === 0) errors.push({ text: 'no objects passed to apply' });
  const stdout = done.map(({ verb, file: object }) => printed(object, verb, flags)).join('');
  const outcome = { stdout, stderr: lines.join('') + errorText(errors), code: errors.length > 0 ? 1 : 0 };
  const shown = done.map(({ object }) => settledObject(object));
  const { objects, templates } = cluster;
  const unmigrated = done.flatMap((each) => each.unmigrated ?? []);
  return { outcome, errors, objects: objects.map(settled), shown, missing, templates, unmigrated };
}

/** GetApplyFieldManagerFlag; without a name the server takes that of the program, except for an apply. */
export function managerOf({ fieldManager, serverSide }: ApplyFlags): string {
  if (fieldManager === '' && !serverSide) return 'kubectl';
  return fieldManager ?? (serverSide ? 'kubectl' : 'kubectl-client-side-apply');
}

/** Collects lines; warnings are printed once. */
function warnInto(lines: string[]): (line: string) => void {
  const warned = new Set<string>();
  return (line) => {
    if (warned.has(line) && line.startsWith('Warning: ')) return;
    warned.add(line);
    lines.push(line);
  };
}

function settledObject(object: ValueMap): ValueMap {
  const metadata = mapAt(object, 'metadata');
  const fields = metadata?.['managedFields'];
  if (metadata !== undefined && fields !== undefined) metadata['managedFields'] = withoutRequestTime(fields);
  return object;
}

/** Flags that do not go together. */
function flagFault({ forceConflicts, serverSide, dryRun, force }: ApplyFlags): string | undefined {
  if (forceConflicts && !serverSide) return '--force-conflicts only works with --server-side';
  if (dryRun === 'client' && serverSide)
    return "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)";
  if (serverSide && force) return '--force cannot be used with --server-side';
  if (dryRun === 'server' && force) return '--dry-run=server cannot be used with --force';
  return undefined;
}

function applyOne(file: FileObject, context: ApplyContext): Applied {
  const { flags } = context;
  if (flags.record !== undefined) recordCause(file.value, flags.record);
  const generateName = textAt(mapAt(file.value, 'metadata'), 'generateName');
  if (file.name === '' && generateName !== '')
    return { error: { text: `from ${generateName}: cannot use generate name with apply` } };
  const [kind, version] = [textAt(file.value, 'kind'), textAt(file.value, 'apiVersion')];
  const wanted = lowerCaseOf(kind, version);
  if (wanted !== undefined && wanted !== 'DaemonSet' && flags.dryRun !== 'client')
    return { error: ofUnregistered(file, wanted, context) };
  if (kind !== 'DaemonSet' && wanted !== 'DaemonSet')
    return { object: file.value, verb: flags.serverSide ? 'serverside-applied' : 'created' };
  return flags.serverSide ? applyServerSide(file, context) : applyClientSide(file, context);
}

/** The server's answer for a new object of a kind that only kubectl finds. */
function ofUnregistered({ value, source }: FileObject, wanted: string, { flags }: ApplyContext): KubectlError {
  if (flags.serverSide) return { status: refusal(500, '', untyped(value)) };
  const message = unregistered(textAt(value, 'kind'), textAt(value, 'apiVersion'), wanted);
  return whileDoing('creating', source, { status: refusal(400, 'BadRequest', message) });
}

const DRY_RUNS = { none: '', client: ' (dry run)', server: ' (server dry run)' } as const;

/** The line for an object. Source: cli-runtime pkg/printers/name.go. */
function printed({ value, name }: FileObject, verb: string, { namesOnly, dryRun }: ApplyFlags): string {
  const [kind, version] = [textAt(value, 'kind').toLowerCase(), textAt(value, 'apiVersion')];
  const group = version.includes('/') ? `.${version.slice(0, version.indexOf('/'))}` : '';
  return `${kind}${group}/${name}${namesOnly ? '' : ` ${verb}${DRY_RUNS[dryRun]}`}\n`;
}
