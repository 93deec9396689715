/** Which kinds were plainly meant to be DaemonSet: no server knows another spelling. */
import { isNear } from '../words/similar-name.ts';

const WANTED = 'DaemonSet';
const SPELLING = /^daemonsets?$/i;
/** What kubectl calls it, and how many letters a slip may change. */
const SHORT = 'ds';
const SLIPS = 2;
/** A resource as kubectl prints it (`apps/DaemonSet`, `DaemonSet.v1.apps`), and quotes, spaces, hyphens. */
const AROUND = /^.*\/|\..*$|[^A-Za-z]/gs;

/**
 * Whether `kind` was meant, in a group. The group of a custom resource has a dot, and its kinds may have any name: only
 * another case or a plural is ours there. No kind of Kubernetes' own groups is near to DaemonSet.
 */
export function isMeantKind(kind: string, apiVersion: string): boolean {
  if (SPELLING.test(kind)) return true;
  if (kind.length > WANTED.length * 3 || groupOf(apiVersion).includes('.')) return false;
  const word = kind.replace(AROUND, '');
  return word.toLowerCase() === SHORT || isNear(word, WANTED, SLIPS);
}

/** The group of a version; the core group has no name. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}
