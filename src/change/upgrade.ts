/** What a cluster upgrade makes of a manifest that nobody changes. */
import { objectPath } from '../document/source.ts';
import { reapplied } from '../facts/update.ts';
import type { Answer } from '../kubernetes/apiserver/answer.ts';
import { changedFields } from '../kubernetes/apimachinery/equality.ts';
import { refusalText } from '../refusal/refused-type.ts';
import type { Manifest } from '../manifest/manifest.ts';

/** One DaemonSet on the new minor. */
export interface Upgrade {
  readonly path: string;
  readonly document: number;
  readonly namespace: string;
  readonly name: string;
  /** Whether the new minor accepts the next apply: an update of what the old one stored, else a new object. */
  readonly accepted: boolean;
  /** Whether it accepts the manifest as a new object: what is stored already may keep some faults. */
  readonly createAccepted: boolean;
  /** Why one of the two is refused. */
  readonly message?: string;
  readonly causes: readonly { readonly reason: string; readonly field: string; readonly message: string }[];
  /** Of the new minor. */
  readonly warnings: readonly string[];
  /** Fields that the new minor removes silently. */
  readonly dropped: readonly string[];
  /** Whether the next apply of the unchanged manifest starts a rollout. */
  readonly newRevision: boolean;
  /** The stored fields that the next apply changes. */
  readonly fields: readonly string[];
  /** What the old minor makes of the manifest; what it refuses is not in the cluster. */
  readonly before: Readonly<Record<'accepted', boolean> & Record<'warnings' | 'dropped', readonly string[]>>;
}

/** What becomes of `manifest` when its cluster goes from 1.`from` to 1.`to`. */
export function upgradeOf(manifest: Manifest, from: number, to: number): Upgrade {
  const created = manifest.answerFor(to);
  const next = reapplied(manifest, from, to);
  const answer = next?.answer ?? created;
  const refused = [answer, created].find(({ stored }) => stored === undefined);
  const before = manifest.answerFor(from);
  return {
    path: objectPath(manifest.source, manifest.root.span.start),
    document: manifest.document,
    namespace: manifest.namespace,
    name: manifest.name,
    accepted: answer.stored !== undefined,
    createAccepted: created.stored !== undefined,
    ...(refused?.message === undefined ? {} : { message: refusalText(manifest, refused.message) }),
    causes: (refused?.causes ?? []).map(({ reason, field, message }) => ({ reason, field, message })),
    warnings: created.warnings,
    dropped: droppedBy(answer),
    newRevision: next?.answer.newRevision === true,
    fields:
      next?.answer.stored === undefined ? [] : changedFields(next.old, next.answer.stored).map(({ path }) => path),
    before: { accepted: before.stored !== undefined, warnings: before.warnings, dropped: droppedBy(before) },
  };
}

const droppedBy = ({ dropped }: Answer): string[] => dropped.map(({ field }) => field);

/** Whether somebody has to act before the upgrade: something is refused, or rolls out unasked. */
export const needsWork = ({ accepted, createAccepted, newRevision }: Upgrade): boolean =>
  !accepted || !createAccepted || newRevision;
