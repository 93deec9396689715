/** The names of the repositories that a clone has as remotes, from the configuration that git keeps in it. */
import { join } from 'node:path';
import type { Io } from '../io/io.ts';

/** None where that cannot be read, or is a clone's of another folder (a work tree, a submodule). */
export function remoteNames(root: string, io: Io): ReadonlySet<string> {
  const names = new Set<string>();
  let isRemote = false;
  for (const line of configOf(root, io).split(/\r?\n/)) {
    const text = line.trim();
    if (text.startsWith('[')) isRemote = /^\[remote\b/i.test(text);
    else if (isRemote && /^url\s*=/i.test(text)) names.add(repositoryName(text.slice(text.indexOf('=') + 1)));
  }
  names.delete('');
  return names;
}

function configOf(root: string, io: Io): string {
  try {
    return Buffer.from(io.readFile(join(root, '.git', 'config'))).toString('utf8');
  } catch {
    return '';
  }
}

/** The last part of an address: mirrors, forks and the ways to reach a server differ in what comes before. */
export function repositoryName(url: string): string {
  const path = url.trim().replace(/^"|"$/g, '').split(/[?#]/)[0] ?? '';
  const parts = path.split(/[/:\\]/).filter(Boolean);
  return (parts.at(-1) ?? '').replace(/\.git$/i, '').toLowerCase();
}
