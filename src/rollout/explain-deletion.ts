import { deletionEffect } from '../facts/deletion.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import type { Explanation } from './explanation.ts';

/** Of a DaemonSet that is being deleted, that its controller does nothing for it; undefined of any other. */
export function explainDeletion({ metadata = {} }: DaemonSet): Explanation | undefined {
  const { name = '', deletionTimestamp: since, finalizers = [] } = metadata;
  if (since === undefined) return undefined;
  return {
    rule: 'being-deleted',
    severity: 'warning',
    message: `the DaemonSet is being deleted since ${since}, and ${deletionEffect(finalizers)}`,
    objects: [`daemonset/${name}`],
    advice: 'wait until it is gone, then apply the file',
  };
}
