import type { Manifest } from '../manifest/manifest.ts';

/** Whether an object was read from a cluster: it has what only the server writes. */
export function isFromCluster(manifest: Manifest): boolean {
  const has = (...path: string[]): boolean => manifest.has(['metadata', ...path]);
  const counted = has('generation') && has('annotations', 'deprecated.daemonset.template.generation');
  return has('uid') || manifest.node(['metadata', 'managedFields'])?.kind === 'list' || counted;
}

/** Whether a manifest is what a cluster has stored in the end, and no file that somebody applies or replaces with. */
export function isStoredState(manifest: Manifest): boolean {
  return isFromCluster(manifest) && manifest.context.apply?.isAsked !== true;
}

/** Whether a manifest is a file that is applied: what looks like an object of a cluster is one only where that was asked for. */
export function isApplied(manifest: Manifest): boolean {
  const { applier, isAsked = false } = manifest.context.apply ?? {};
  return applier !== undefined && (isAsked || !isFromCluster(manifest));
}
