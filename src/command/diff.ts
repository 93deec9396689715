import { describeOptions, readArguments, type OptionTable } from '../args.ts';
import { InputError, UsageError } from '../errors.ts';
import { readInput } from '../input.ts';
import type { Io } from '../io.ts';
import { update, type Answer } from '../kubernetes/apiserver.ts';
import { changedFields, type ChangedField } from '../kubernetes/equality.ts';
import type { DaemonSet } from '../kubernetes/objects.ts';
import { NEWEST, parseRange } from '../kubernetes/release.ts';
import { revisionName } from '../kubernetes/revision.ts';
import type { Manifest } from '../manifest.ts';

const OPTIONS = {
  output: { value: 'NAME', short: 'o', choices: ['text', 'json'], help: 'text (default), json (one object a line)' },
  kubernetes: { value: 'MINOR', help: 'the minor that decides (default: the newest known)' },
  help: { short: 'h', help: 'this text' },
} as const satisfies OptionTable;

const USAGE = `Usage: daemonlint diff [options] OLD NEW

Whether the change from OLD to NEW (files, folders or dumps) is accepted and starts a rollout.

Options:
`;

type Rollout = 'none' | 'rolling' | 'on-delete' | 'create' | 'delete';

/** What became of one DaemonSet. */
interface Change {
  readonly path: string;
  readonly namespace: string;
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed' | 'none';
  readonly accepted: boolean;
  readonly code: number;
  readonly message?: string;
  readonly causes: readonly { readonly reason: string; readonly field: string; readonly message: string }[];
  /** The ControllerRevision of the new template; absent where its hash cannot be computed. */
  readonly revision?: { readonly name: string; readonly hash: string };
  /** Whether the controller makes a new ControllerRevision. */
  readonly newRevision: boolean;
  readonly generationChanges: boolean;
  readonly rollout: Rollout;
  /** Of the stored objects. */
  readonly fields: readonly ChangedField[];
}

/** `daemonlint diff`: exit code 0, 1 when an update is refused, 2 on faults. */
export async function diff(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(OPTIONS, argv);
  if (values.help) {
    io.stdout(USAGE + describeOptions(OPTIONS));
    return 0;
  }
  const [old, next, ...more] = positionals;
  if (old === undefined || next === undefined || more.length > 0) throw new UsageError('diff takes OLD and NEW');
  const parsed = parseRange(values.kubernetes ?? `1.${NEWEST}`);
  if ('problem' in parsed) throw new UsageError(`--kubernetes: ${parsed.problem}`);
  const [minor] = parsed.minors;
  if (minor === undefined || parsed.minors.length > 1) throw new UsageError('--kubernetes of diff is one minor');
  const changes = changesOf(await objectsIn(old, minor, io), await objectsIn(next, minor, io), minor);
  for (const change of changes) io.stdout(values.output === 'json' ? `${JSON.stringify(change)}\n` : textOf(change));
  return changes.every(({ accepted }) => accepted) ? 0 : 1;
}

async function objectsIn(path: string, minor: number, io: Io): Promise<ReadonlyMap<string, Manifest>> {
  const context = Promise.resolve({ minors: [minor], fleet: undefined });
  const reading = { isIgnored: () => false, stdinFilename: undefined };
  const { manifests, unreadable, faults } = await readInput([path], reading, () => context, io);
  const [fault] = faults;
  if (fault !== undefined) throw new InputError(fault.message);
  const [broken] = unreadable;
  if (broken !== undefined) throw new InputError(`${broken.source.path}: ${broken.fault.message}`);
  const objects = new Map<string, Manifest>();
  for (const manifest of manifests) {
    const key = `${manifest.namespace}/${manifest.name}`;
    const twin = objects.get(key);
    if (twin !== undefined)
      throw new InputError(`${key} stands in ${twin.source.path} and in ${manifest.source.path}: name one of them`);
    objects.set(key, manifest);
  }
  if (objects.size === 0) throw new InputError(`${path} holds no DaemonSet`);
  return objects;
}

function changesOf(old: ReadonlyMap<string, Manifest>, next: ReadonlyMap<string, Manifest>, minor: number): Change[] {
  const keys = [...new Set([...old.keys(), ...next.keys()])].sort();
  return keys.map((key) => changeOf(old.get(key), next.get(key), minor));
}

function changeOf(old: Manifest | undefined, next: Manifest | undefined, minor: number): Change {
  if (next === undefined) return { ...unchanged(old, 200), change: 'removed', rollout: 'delete' };
  if (old === undefined) {
    const { code } = next.answer;
    if (code >= 300) return { ...unchanged(next, code), change: 'added', ...refusalOf(next.answer) };
    const revision = revisionOf(next.answer, minor);
    return {
      ...unchanged(next, code),
      ...revision,
      change: 'added',
      newRevision: true,
      generationChanges: true,
      rollout: 'create',
    };
  }
  const { stored } = old.answer;
  if (stored === undefined)
    throw new InputError(`${old.source.path}: ${key(old)} cannot stand in a cluster: ${old.answer.message ?? ''}`);
  const { root, duplicates, format, namespace } = next;
  const answer = update(stored, { root, duplicates, format }, { minor, namespace });
  const base = unchanged(next, answer.code);
  if (answer.stored === undefined) return { ...base, change: 'changed', ...refusalOf(answer) };
  const fields = [...metadataFields(stored, answer.stored), ...changedFields(stored, answer.stored)];
  const { newRevision, generationDelta } = answer;
  const replaces = answer.stored.spec?.updateStrategy?.type === 'OnDelete' ? 'on-delete' : 'rolling';
  return {
    ...base,
    ...revisionOf(answer, minor),
    change: fields.length > 0 ? 'changed' : 'none',
    newRevision,
    generationChanges: generationDelta !== 0,
    rollout: newRevision ? replaces : 'none',
    fields,
  };
}

function unchanged(manifest: Manifest | undefined, code: number): Change {
  const { namespace = '', name = '', source } = manifest ?? {};
  return {
    path: source?.path ?? '',
    namespace,
    name,
    change: 'none',
    accepted: code < 300,
    code,
    causes: [],
    newRevision: false,
    generationChanges: false,
    rollout: 'none',
    fields: [],
  };
}

function revisionOf({ stored }: Answer, minor: number): Pick<Change, 'revision'> {
  const revision = revisionName(stored?.metadata?.name ?? '', stored?.spec?.template ?? {}, minor);
  return revision === undefined ? {} : { revision };
}

const refusalOf = ({ message = '', causes }: Answer): Pick<Change, 'message' | 'causes'> => ({
  message,
  causes: causes.map(({ reason, field, message: text }) => ({ reason, field, message: text })),
});

const key = ({ namespace, name }: Manifest): string => `${namespace}/${name}`;

// The server bumps its own annotation with the generation: that is no change of the user's.
const OWN = 'deprecated.daemonset.template.generation';

function metadataFields(old: DaemonSet, next: DaemonSet): ChangedField[] {
  return (['labels', 'annotations'] as const).flatMap((map) => {
    const before: Readonly<Record<string, string>> = old.metadata?.[map] ?? {};
    const after: Readonly<Record<string, string>> = next.metadata?.[map] ?? {};
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => name !== OWN).sort();
    return keys
      .filter((name) => before[name] !== after[name])
      .map((name) => ({ path: `metadata.${map}.${name}`, old: before[name], new: after[name], inTemplate: false }));
  });
}

const EFFECTS: Readonly<Record<Rollout, string>> = {
  create: 'added: every matching node gets a pod',
  delete: 'removed: its pods are deleted',
  rolling: 'a new revision: the pods of all nodes are replaced by a rolling update',
  'on-delete': 'a new revision: nodes keep the old pod until somebody deletes it (OnDelete)',
  none: 'no rollout',
};

function textOf({ namespace, name, change, accepted, message, ...effect }: Change): string {
  const { generationChanges, revision, rollout, fields } = effect;
  const head = `daemonset/${name} in namespace ${namespace}: `;
  if (!accepted) return `${head}refused: ${message ?? ''}\n`;
  if (change === 'none') return `${head}no change\n`;
  const generation = generationChanges && rollout === 'none' ? '; the generation changes' : '';
  const named = revision === undefined || rollout === 'delete' ? '' : ` (${revision.name})`;
  return `${head}${EFFECTS[rollout]}${generation}${named}\n${fields.map(line).join('')}`;
}

const line = ({ path, old, new: next }: ChangedField): string => `  ${path}: ${shown(old)} -> ${shown(next)}\n`;

const shown = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value));
