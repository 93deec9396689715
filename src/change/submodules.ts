/** Submodules that are at another commit than before: nobody looks at what differs in them. */
import { join } from 'node:path';
import { fileAt } from '../input/find-files.ts';
import { Mentions } from '../input/mentions.ts';
import { digestOf, type Unbuilt } from '../input/unbuilt.ts';
import type { Io } from '../io/io.ts';

/** A submodule by its absolute path; `commit` is empty where only git in the submodule knows it. */
export interface Submodule {
  readonly path: string;
  readonly commit: string;
  /** Whether it is asked about itself. */
  readonly isAsked: boolean;
}

/** Those that may hold a DaemonSet: by the files that are checked out, or because none are. */
export function unknownSubmodules(
  submodules: readonly Submodule[],
  isIgnored: (path: string) => boolean,
  io: Io,
): readonly Unbuilt[] {
  const mentions = new Mentions((path) => !isIgnored(path), io);
  const concerns = ({ path }: Submodule): boolean => mentions.areBelow(path) ?? !isIgnored(anyFileOf({ path }));
  return submodules.filter(concerns).map(({ path, commit }) => ({
    path: fileAt(path, false, io).shown,
    reason: 'it is a submodule at another commit than before: compare its two commits, with --since in the submodule',
    hides: 'objects',
    files: new Set(),
    digest: digestOf(commit),
    patched: [],
    failing: [],
  }));
}

/** For what nobody sees: it is ignored, and asked about, where any file would be. */
export function anyFileOf({ path }: Pick<Submodule, 'path'>): string {
  return join(path, 'daemonset.yaml');
}
