import { existsSync, readFileSync } from 'node:fs';
import { readDump, type Dump } from '../../src/dump/read-dump.ts';
import type { DaemonSet } from '../../src/kubernetes/api/objects.ts';

/** Recordings that are always there, and all of them where the knowledge base lies beside the repository. */
export const FIXTURES = new URL('../../fixtures/rollouts/', import.meta.url);
export const SHARED = new URL('../../../shared/rollouts/', import.meta.url);
export const DUMPS = new URL('../../fixtures/dumps/', import.meta.url);
export const hasShared = existsSync(SHARED);

export function textOf(name: string, base: URL): string {
  return readFileSync(new URL(name, base), 'utf8');
}

export function dumpOf(name: string, base: URL): Dump {
  return readDump(textOf(name, base), name);
}

/** The first DaemonSet of a dump, or the one called `name`. */
export function daemonSetOf(dump: Dump, name?: string): DaemonSet {
  const found = dump.daemonSets.find(({ metadata }) => name === undefined || metadata?.name === name);
  if (found === undefined) throw new Error(`${dump.path} holds no such DaemonSet`);
  return found;
}
