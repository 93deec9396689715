import { resolve } from 'node:path';
import { InputError } from './errors.ts';
import type { Io } from './io.ts';
import { reasonOf } from './system-error.ts';

/** `io` with another bound of what is read, in bytes. */
export function withReadLimit(io: Io, most: number): Io {
  return {
    ...io,
    maxFileSize: most,
    readStdin: () => io.readStdin(most),
    readFile: (path, options) => io.readFile(path, { most, ...options }),
  };
}

/** `io` with what it read of streams kept: they can be read only once, and a pipe that is opened again waits forever. */
export function readingOnce(io: Io): Io {
  const known = new Map<string, Uint8Array>();
  const once = (path: string, read: () => Uint8Array): Uint8Array => {
    let bytes = known.get(path);
    if (bytes === undefined) known.set(path, (bytes = read()));
    return bytes;
  };
  return {
    ...io,
    readStdin: (most) => once('-', () => io.readStdin(most)),
    readFile: (path, options) => {
      const read = (): Uint8Array => io.readFile(path, options);
      return options?.named === true && io.kindOf(path) === 'other' ? once(path, read) : read();
    },
  };
}

/** What a user named: a path, which may be that of a pipe, or `-` for standard input. Throws the system's error. */
export function readNamed(path: string, io: Io): Uint8Array {
  return path === '-' ? io.readStdin() : io.readFile(resolve(io.cwd, path), { named: true });
}

/** The same; `shown` is its name in the InputError that is thrown where it cannot be read. */
export function readShown(path: string, shown: string, io: Io): Uint8Array {
  try {
    return readNamed(path, io);
  } catch (error) {
    throw new InputError(`cannot read ${shown}: ${reasonOf(error)}`);
  }
}
