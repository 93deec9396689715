import type { DaemonSet } from '../kubernetes/api/objects.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { updateOf } from './update.ts';

/** The request that brings a manifest to the cluster, as its policies see it. */
export interface Requested {
  /** As it would be stored. */
  readonly stored: DaemonSet;
  /** As it is stored, if it is. */
  readonly old: DaemonSet | undefined;
  /** Whether it is an update that changes something. */
  readonly isChange: boolean;
}

/** The creation, or the update of an earlier state; undefined when the server of a minor refuses it by itself. */
export function requestedBy(manifest: Manifest, minor: number): Requested | undefined {
  const update = updateOf(manifest, minor);
  const { stored } = update?.answer ?? manifest.answerFor(minor);
  if (stored === undefined) return undefined;
  const isChange = update !== undefined && differs(manifest.declared, manifest.previous?.declared);
  return { stored, old: update?.old, isChange };
}

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
