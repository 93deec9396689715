/** Which kinds were plainly meant to be DaemonSet: no server knows another spelling. */
import { isNear } from '../words/similar-name.ts';

const WANTED = 'DaemonSet';
const SPELLING = /^daemonsets?$/i;
/** What kubectl and people call it, and how many letters a slip may change. */
const SHORT = 'ds';
const COLLOQUIAL = 'daemon';
const SLIPS = 2;
/** Cyrillic and Greek letters that look like those of the word. Source: Unicode confusables.txt. */
const LATIN: Readonly<Record<string, string>> = {
  '\u0430': 'a',
  '\u03b1': 'a',
  '\u0435': 'e',
  '\u043e': 'o',
  '\u03bf': 'o',
  '\u0405': 'S',
};
const LOOK_ALIKE = new RegExp(`[${Object.keys(LATIN).join('')}]`, 'g');
/** A resource as kubectl prints it (`apps/DaemonSet`, `DaemonSet.v1.apps`), and quotes, spaces, hyphens. */
const AROUND = /^.*\/|\..*$|[^A-Za-z]/gs;

/**
 * Whether `kind` was meant, in a group. The group of a custom resource has a dot, and its kinds may have any name: only
 * another case or a plural is ours there. No kind of Kubernetes' own groups is near to DaemonSet.
 */
export function isMeantKind(kind: string, apiVersion: string): boolean {
  if (SPELLING.test(kind)) return true;
  if (kind.length > WANTED.length * 3 || groupOf(apiVersion).includes('.')) return false;
  const word = kind.replace(LOOK_ALIKE, (letter) => LATIN[letter] ?? '').replace(AROUND, '');
  return word.toLowerCase() === SHORT || isNear(word, COLLOQUIAL, 1) || isNear(word, WANTED, SLIPS);
}

/** The group of a version; the core group has no name. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}
