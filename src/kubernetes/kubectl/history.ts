import type { ControllerRevision } from 'kubernetes-types/apps/v1.js';
import { describePodTemplate } from './describe.ts';
import { selects } from '../apimachinery/label-selector.ts';
import { decodeAs } from '../apiserver/decode.ts';
import { decodeFault } from '../apiserver/receive.ts';
import { structOf } from '../api/schema.ts';
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
export function objectNotFound(name: string): Outcome {
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

/** The template of a DaemonSet after a revision, as far as it can be decoded, and Go's error where it cannot. */
export interface AppliedRevision {
  readonly template: PodTemplateSpec;
  readonly fault: string | undefined;
}

/** Applies `revision` as kubectl of 1.`minor`. Source: pkg/polymorphichelpers/history.go applyDaemonSetHistory. */
export function applyRevision(daemonSet: DaemonSet, revision: ControllerRevision, minor: number): AppliedRevision {
  const current = daemonSet.spec?.template ?? {};
  const data: unknown = revision.data ?? {};
  if (!isRecord(data)) return { template: current, fault: 'invalid JSON document' };
  const text = JSON.stringify(data);
  const { node } = readJson(text, 0, text.length);
  const { object, problems } = decodeAs(node, structOf('DaemonSet', minor), { minor, order: 'sorted', duplicates: [] });
  const { spec } = object;
  const template = isRecord(spec) && isRecord(spec['template']) ? spec['template'] : current;
  return { template, fault: decodeFault(problems) };
}

/** The error for a revision whose data is not that of a DaemonSet. */
export function unparsed(revision: ControllerRevision): Outcome {
  return failure(`unable to parse history ${nameOf(revision)}`);
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
  if (typeof text !== 'string') return text;
  const title = revision > 0 ? `with revision #${revision}` : '';
  return { stdout: `daemonset.apps/${daemonSet.metadata?.name ?? ''} ${title}\n${text}\n`, stderr: '', code: 0 };
}

function historyText(
  daemonSet: DaemonSet,
  byNumber: ReadonlyMap<number, ControllerRevision>,
  revision: number,
  minor: number,
): string | Outcome {
  if (revision > 0) {
    const found = byNumber.get(revision);
    if (found === undefined) return failure('unable to find the specified revision');
    const { template, fault } = applyRevision(daemonSet, found, minor);
    return fault === undefined ? describePodTemplate(template, minor) : unparsed(found);
  }
  const rows = [...byNumber]
    .sort(([a], [b]) => a - b)
    .map(([number, { metadata }]) => `${number}\t${metadata?.annotations?.[CHANGE_CAUSE] || '<none>'}\n`);
  return alignColumns(`REVISION\tCHANGE-CAUSE\n${rows.join('')}`);
}
