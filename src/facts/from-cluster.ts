import type { Manifest } from '../manifest/manifest.ts';

/** Whether an object was read from a cluster: it has what only the server writes. */
export function isFromCluster(manifest: Manifest): boolean {
  const has = (...path: string[]): boolean => manifest.has(['metadata', ...path]);
  const counted = has('generation') && has('annotations', 'deprecated.daemonset.template.generation');
  return has('uid') || manifest.node(['metadata', 'managedFields'])?.kind === 'list' || counted;
}
