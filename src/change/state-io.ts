/** The file system as a state has it. */
import { basename, dirname, relative } from 'node:path';
import { InputError } from '../io/errors.ts';
import type { DirectoryEntry, Io } from '../io/io.ts';
import { tooLarge } from '../io/read-file.ts';

/** Changed files of a state: their bytes, and those that it does not have. */
export interface StateFiles {
  readonly bytes: ReadonlyMap<string, Uint8Array | undefined>;
  readonly absent: ReadonlySet<string>;
  /** Those whose contents the clone lacks, by the name of the object. */
  readonly lacking: ReadonlyMap<string, string>;
  /** Those that are larger than the bound of what is read. */
  readonly large: ReadonlySet<string>;
}

/** `io` with the changed files as one state has them; `otherwise` knows those that did not change. */
export function stateIo(
  { bytes, absent, lacking, large }: StateFiles,
  otherwise: (path: string) => Uint8Array | undefined,
  io: Io,
): Io {
  const added = new Map<string, DirectoryEntry[]>();
  for (const path of bytes.keys()) {
    const entries = added.get(dirname(path)) ?? [];
    entries.push({ name: basename(path), kind: 'file' });
    added.set(dirname(path), entries);
  }
  const folders = new Set<string>();
  for (const path of bytes.keys())
    for (let at = dirname(path); !folders.has(at) && at !== dirname(at); at = dirname(at)) folders.add(at);
  return {
    ...io,
    readFile: (path, options) => {
      const object = lacking.get(path);
      if (object !== undefined) throw new InputError(lacks(relative(io.cwd, path), object));
      if (large.has(path)) throw tooLarge(io.maxFileSize);
      const known = bytes.get(path) ?? otherwise(path);
      if (known === undefined) return io.readFile(path, options);
      if (known.length > io.maxFileSize) throw tooLarge(io.maxFileSize);
      return known;
    },
    kindOf: (path) => {
      if (absent.has(path)) return undefined;
      return bytes.has(path) ? 'file' : (io.kindOf(path) ?? (folders.has(path) ? 'directory' : undefined));
    },
    realPath: (path) => {
      if (absent.has(path)) return undefined;
      return io.realPath(path) ?? (bytes.has(path) || folders.has(path) ? path : undefined);
    },
    readDirectory: (path) => {
      const own = added.get(path) ?? [];
      const names = new Set(own.map(({ name }) => name));
      const onDisk = folders.has(path) && io.kindOf(path) === undefined ? [] : io.readDirectory(path);
      const others = onDisk.filter(({ name }) => !names.has(name) && !absent.has(`${path}/${name}`));
      return [...others, ...own];
    },
  };
}

function lacks(path: string, object: string): string {
  return `${path}: this clone lacks contents that are compared; in a partial clone git cat-file -p ${object} fetches them`;
}

const CHART_PART =
  /(?:^|\/)(?:templates|charts|ci)\/|(?:^|\/)(?:values[^/]*\.ya?ml|Chart\.yaml|requirements\.yaml|values\.schema\.json)$/;

/** Whether a file, by its path in a repository, can be a part of a chart that other files of it rest on. */
export function mayBeChartPart(path: string): boolean {
  return CHART_PART.test(path);
}
