/** The file system as a state has it. */
import { basename, dirname } from 'node:path';
import type { DirectoryEntry, Io } from '../io/io.ts';

/** Changed files of a state: their bytes, and those that it does not have. */
export interface StateFiles {
  readonly bytes: ReadonlyMap<string, Uint8Array | undefined>;
  readonly absent: ReadonlySet<string>;
}

/** `io` with the changed files as one state has them; `otherwise` knows those that did not change. */
export function stateIo(
  { bytes, absent }: StateFiles,
  otherwise: (path: string) => Uint8Array | undefined,
  io: Io,
): Io {
  const added = new Map<string, DirectoryEntry[]>();
  for (const path of bytes.keys()) {
    const entries = added.get(dirname(path)) ?? [];
    entries.push({ name: basename(path), kind: 'file' });
    added.set(dirname(path), entries);
  }
  return {
    ...io,
    readFile: (path) => bytes.get(path) ?? otherwise(path) ?? io.readFile(path),
    kindOf: (path) => (absent.has(path) ? undefined : bytes.has(path) ? 'file' : io.kindOf(path)),
    readDirectory: (path) => {
      const own = added.get(path) ?? [];
      const names = new Set(own.map(({ name }) => name));
      const others = io.readDirectory(path).filter(({ name }) => !names.has(name) && !absent.has(`${path}/${name}`));
      return [...others, ...own];
    },
  };
}

const CHART_PART =
  /(?:^|\/)(?:templates|charts|ci)\/|(?:^|\/)(?:values[^/]*\.ya?ml|Chart\.yaml|requirements\.yaml|values\.schema\.json)$/;

/** Whether a file, by its path in a repository, can be a part of a chart that other files of it rest on. */
export function mayBeChartPart(path: string): boolean {
  return CHART_PART.test(path);
}
