/** DaemonSets of charts that values turn on or off between two states. */
import type { Manifest } from '../manifest/manifest.ts';

/** What becomes of a DaemonSet that only one of the two states renders with its own values; undefined for others. */
export function switched(manifest: Manifest): 'on' | 'off' | undefined {
  const { previous } = manifest;
  if (previous === undefined) return undefined;
  const [was, is] = [isOff(previous), isOff(manifest)];
  return was === is ? undefined : is ? 'off' : 'on';
}

/** Why it has no rollout. */
export function switchedReason(manifest: Manifest): string | undefined {
  const change = switched(manifest);
  return change && REASONS[change];
}

const REASONS = {
  on: 'the values of its chart turn it on, which they did not before: helm creates it, and every matching node gets a pod',
  off: 'the values of its chart turn it off, which they did not before: helm deletes it, and its pods with it',
};

function isOff({ source }: Manifest): boolean {
  return source.madeFrom?.isSwitched === true;
}
