import {
  appliedDifferences,
  applyCommand,
  failedMigration,
  SERVER_SIDE,
  shownValue,
} from '../src/facts/applied-change.ts';
import { STRATEGY } from '../src/facts/daemonset-facts.ts';
import type { AppliedRemnant, FailedMigration } from '../src/manifest/manifest.ts';
import { defineRule } from '../src/rule/rule.ts';

const ACCOUNT = 'spec.template.spec.serviceAccountName';

export default defineRule({
  id: 'apply-keeps',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning', strict: 'warning' },
  summary: 'kubectl apply leaves a value in the cluster that is not in the file',
  why: `\`kubectl apply\` does not bring the cluster to what a new installation of the file would have. Seven things stay:

- a \`serviceAccountName\` that was removed from the file: the server keeps a copy in \`serviceAccount\`;
- every field that was removed from the file, if the object was created with \`kubectl create\` or written with
  \`kubectl replace\`: nothing records what was applied before;
- every field that was removed from the file, if the object was applied server-side and is now applied client-side, or
  was applied by another field manager: only the manager who applied a field gives it up;
- what left the file before its first \`kubectl apply --server-side\`, if the object is invalid without it:
  the command then prints a warning and exits with 0, and the next apply is refused;
- with \`--server-side\`, what another field manager applies to the same object (a note: it may be meant);
- a default that came from an earlier value: after \`agent:latest\`, \`agent:1.5.0\` keeps \`imagePullPolicy: Always\`;
- \`type: OnDelete\` that someone else has set: a \`rollingUpdate\` of the file is then stored, but never read.`,
  fix: `Write the value that you want into the file. What is meant to be gone has to be removed in the cluster, with
\`kubectl edit\` or \`kubectl patch\` (a service account with its copy \`serviceAccount\`), or by the manager who
owns it. What \`kubectl create\` has written goes with one
\`kubectl replace --save-config\`, which also records the file for the next apply. A default that stays does no harm until someone compares two
clusters; if it is written out, it is the same everywhere.`,
  unless: 'The value is set by a controller or an operator on purpose.',
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'How apply calculates differences and merges changes',
      url: 'https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#how-apply-calculates-differences-and-merges-changes',
    },
  ],
  *check(manifest) {
    const command = applyCommand(manifest);
    const rollingUpdate = [...STRATEGY, 'rollingUpdate'];
    const failed = failedMigration(manifest);
    if (failed !== undefined) yield { at: failed.at, part: 'key', message: migrationMessage(failed) };
    for (const difference of appliedDifferences(manifest)) {
      if (difference.kind === 'loss') continue;
      const { field, at, stored, kind, writers } = difference;
      if (field === 'spec.updateStrategy.type' && stored === 'OnDelete' && manifest.has(rollingUpdate)) {
        const by = writers.length === 0 ? '' : `, set by ${writers.join(', ')}`;
        yield {
          at: rollingUpdate,
          part: 'key',
          message: `${command} leaves type OnDelete in the cluster${by}: rollingUpdate is then stored but never read, and no pod is replaced until someone deletes it; write type: RollingUpdate`,
        };
        continue;
      }
      // What others have added is theirs; the copy of an account goes with its name.
      if (kind === 'foreign' || field === 'spec.template.spec.serviceAccount') continue;
      const isNote = kind === 'default' || kind === 'unknown' || kind === 'shared';
      const message = messageOf(difference, command, manifest.source.path);
      yield { at, part: 'key', ...(isNote ? { severity: 'note' } : {}), message };
    }
  },
});

const MOST_FIELDS = 3;

function migrationMessage({ kept, message }: FailedMigration): string {
  const [named, more] = [kept.slice(0, MOST_FIELDS), kept.length - MOST_FIELDS];
  const fields = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const stays = kept.length === 0 ? '' : `, the cluster keeps ${fields}, which left the file`;
  return `the first ${SERVER_SIDE} after client-side ones applies the file twice, and the API server refuses the second time: ${message}; the command prints a warning and exits with 0${stays}, and the next apply of this file is refused: correct the file first`;
}

function messageOf(difference: AppliedRemnant, command: string, file: string): string {
  const { field, wanted, stored, kind, writers, appliers } = difference;
  const left = `${command} leaves ${shownValue(stored)} in the cluster`;
  const cure = cureOf(difference, command);
  const by = writers.length === 0 ? '' : ` (${writers.join(', ')} wrote it)`;
  if (kind === 'left') return `${field} is no longer in the file, but ${left}${by}: ${cure}`;
  if (kind === 'default')
    return `${command} leaves ${field} at ${shownValue(stored)}, the default of an earlier value, and a new installation of this file has ${shownValue(wanted)}: ${cure} to have the same everywhere`;
  if (kind === 'unknown') return unknownMessage(difference, command, cure);
  const kept = `${field} is not in the file, but ${left}, because ${reasonOf(difference, command)}: ${cure}`;
  if (kind === 'shared') return kept;
  if (command === SERVER_SIDE && appliers.length === 1)
    return `${kept}, or go on to apply the file as ${writers.join(', ')} does: ${commandsOf(appliers, file)}`;
  return `${kept}, or run kubectl replace --save-config once`;
}

function unknownMessage({ field, stored, writers, hasRecord }: AppliedRemnant, command: string, cure: string): string {
  // Managed fields do not tell whether it was applied before somebody else took it over.
  const absent =
    hasRecord && command !== SERVER_SIDE
      ? 'which neither this file has nor the one applied before'
      : 'which this file does not have';
  const who =
    writers.length === 0
      ? 'someone set it in the cluster, or it is an old default'
      : `${writers.join(', ')} set it in the cluster`;
  return `${command} leaves ${field} at ${shownValue(stored)}, ${absent}: ${who}; ${cure}`;
}

function reasonOf({ kind, writers, hasRecord, appliers }: AppliedRemnant, command: string): string {
  const who = writers.join(', ');
  const by = who === '' ? '' : ` (${who} wrote it)`;
  if (kind === 'shared') return `${who} applied it`;
  if (!hasRecord && appliers.length > 0)
    return command === SERVER_SIDE
      ? `${who} applied it, and not kubectl, the manager who applies now`
      : `${who} applied it server-side, which records nothing for kubectl apply`;
  if (!hasRecord) return `nothing records that it was applied${by}`;
  return command === SERVER_SIDE ? `${who} owns it` : `the file applied before did not have it either${by}`;
}

/** What a new installation has not can only be removed in the cluster. */
function cureOf({ field, kind, wanted, appliers }: AppliedRemnant, command: string): string {
  if (wanted !== undefined) return 'write the value you want into the file';
  if (command === SERVER_SIDE && appliers.length > 0 && (kind === 'shared' || kind === 'left'))
    return `write it into the file if it is meant, or remove it from what ${appliers.join(' and ')} applies: ${commandsOf(appliers, 'FILE')}`;
  const copy = field === ACCOUNT ? ', and its copy serviceAccount,' : '';
  const removed = `remove it${copy} with kubectl edit`;
  return kind === 'default' ? removed : `write it into the file if it is meant, or ${removed}`;
}

/** For a shell. */
function commandsOf(managers: readonly string[], file: string): string {
  const commands = managers.map((name) => `${SERVER_SIDE} --field-manager=${shellWord(name)} -f ${shellWord(file)}`);
  return commands.join(' and ');
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
