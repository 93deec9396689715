import type { ControllerRevision } from 'kubernetes-types/apps/v1.js';
import { describePodTemplate } from './describe.ts';
import { structOf } from '../api/schema.ts';
import { selects } from '../apimachinery/label-selector.ts';
import { decodeAs } from '../apiserver/decode.ts';
import { isRecord, withoutNulls } from '../go/json.ts';
import type { DaemonSet, PodTemplateSpec } from '../api/objects.ts';
import { alignColumns } from '../go/tabwriter.ts';
import { readJson } from '../yaml/json.ts';

export type { ControllerRevision };

/** The output of a kubectl command to the last character, and its exit code. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** The failure of a command: `error: …` and exit code 1. */
export function failure(message: string, before = ''): Outcome {
  return { stdout: '', stderr: `${before}error: ${message}\n`, code: 1 };
}

/** The error for an object that the server does not have. */
export function notFound(name: string): Outcome {
  return { stdout: '', stderr: `Error from server (NotFound): daemonsets.apps "${name}" not found\n`, code: 1 };
}

/**
 * The revisions of `daemonSet`, in the order of the server (by name): in its namespace, matching its selector, and
 * controlled by it. Source: kubectl pkg/polymorphichelpers/history.go controlledHistory.
 */
export function controlledHistory(
  daemonSet: DaemonSet,
  revisions: readonly ControllerRevision[],
): readonly ControllerRevision[] {
  const { namespace, name, uid } = daemonSet.metadata ?? {};
  return revisions
    .filter(({ metadata }) => {
      if (metadata?.namespace !== namespace || !selects(daemonSet.spec?.selector, metadata?.labels)) return false;
      const owner = metadata?.ownerReferences?.find((reference) => reference.controller === true);
      if (owner === undefined) return false;
      // A dump without uids still names the owner.
      return uid === undefined || uid === '' ? owner.kind === 'DaemonSet' && owner.name === name : owner.uid === uid;
    })
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0));
}

function nameOf(revision: ControllerRevision): string {
  return revision.metadata?.name ?? '';
}

/** The template in the data of a revision, without the marker that makes it a patch; undefined if there is none. */
export function templateIn(revision: ControllerRevision): PodTemplateSpec | undefined {
  const data: unknown = revision.data;
  const spec = isRecord(data) ? data['spec'] : undefined;
  const template = isRecord(spec) ? spec['template'] : undefined;
  if (!isRecord(template)) return undefined;
  const rest = withoutNulls(template);
  delete rest['$patch'];
  return rest;
}

/** The same as kubectl of 1.`minor` decodes it: values of another type than the field's are absent. */
export function decodedTemplate(revision: ControllerRevision, minor: number): PodTemplateSpec | undefined {
  const template = templateIn(revision);
  if (template === undefined) return undefined;
  const text = JSON.stringify(template);
  const { node } = readJson(text, 0, text.length);
  const options = { minor, order: 'sorted', duplicates: [] } as const;
  return decodeAs(node, structOf('PodTemplateSpec', minor), options).object;
}

/** What `kubectl rollout history` of 1.`minor` prints. Source: kubectl pkg/cmd/rollout/rollout_history.go, printHistory. */
export function history(
  daemonSet: DaemonSet,
  revisions: readonly ControllerRevision[],
  revision: number,
  minor: number,
): Outcome {
  if (revision < 0) return failure(`revision must be a positive integer: ${revision}`);
  const byNumber = new Map(controlledHistory(daemonSet, revisions).map((item) => [item.revision, item]));
  const text = byNumber.size === 0 ? 'No rollout history found.' : historyText(daemonSet, byNumber, revision, minor);
  if (text === undefined) return failure('unable to find the specified revision');
  const title = revision > 0 ? `with revision #${revision}` : '';
  return { stdout: `daemonset.apps/${daemonSet.metadata?.name ?? ''} ${title}\n${text}\n`, stderr: '', code: 0 };
}

function historyText(
  daemonSet: DaemonSet,
  byNumber: ReadonlyMap<number, ControllerRevision>,
  revision: number,
  minor: number,
): string | undefined {
  if (revision > 0) {
    const found = byNumber.get(revision);
    const template = found === undefined ? undefined : (decodedTemplate(found, minor) ?? daemonSet.spec?.template);
    return template === undefined ? undefined : describePodTemplate(template, minor);
  }
  const rows = [...byNumber]
    .sort(([a], [b]) => a - b)
    .map(([number, { metadata }]) => `${number}\t${metadata?.annotations?.[CHANGE_CAUSE] || '<none>'}\n`);
  return alignColumns(`REVISION\tCHANGE-CAUSE\n${rows.join('')}`);
}
