/** Reading files that somebody else may have put there: pipes and devices have no end, and a file may be of any size. */
import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { sizeText } from '../words/byte-size.ts';
import { codeOf } from './system-error.ts';
import { sleep } from './sleep.ts';

/** How a file is read. */
export interface ReadOptions {
  /** A user named it: a pipe or a device is read too, and where a link leads. */
  readonly named?: boolean;
  /** A folder says that it is a regular file: it is not asked about again before it is opened. */
  readonly isRegular?: boolean | undefined;
  /** The bytes are used up before anything else is read: they may lie where those of the next file will. */
  readonly isPassing?: boolean;
  /** At most so many bytes are read. */
  readonly most?: number;
}

/** The bound of what is read, in bytes, where the configuration sets no other one. */
export const MAX_FILE_SIZE = 64 * 2 ** 20;

/** The code of the error for a file, or a stream, that is larger than the bound. */
export const TOO_LARGE = 'EFBIG';

// Windows has no such flag.
const NOT_WAITING = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK);

/** The bytes of a file. Throws the system's error, ENXIO for a pipe or device that nobody named, EFBIG beyond the bound. */
export function readFile(path: string, options: ReadOptions = {}): Uint8Array {
  const { named = false, isRegular = false, isPassing = false, most = MAX_FILE_SIZE } = options;
  if (!named && !isRegular) refuseStream(statSync(path));
  // A pipe that took the place of a file meanwhile would make the system wait for a writer.
  const descriptor = openSync(path, named ? constants.O_RDONLY : NOT_WAITING);
  try {
    const stats = fstatSync(descriptor);
    if (!named) refuseStream(stats);
    if (stats.size > most) throw tooLarge(most);
    const size = stats.isFile() ? stats.size : 0;
    return isPassing && size > 0 && size < PASSING ? readPassing(descriptor, most) : readAll(descriptor, size, most);
  } finally {
    closeSync(descriptor);
  }
}

/** Most manifests are far smaller. */
const PASSING = 1 << 18;
let passing: Buffer | undefined;

function readPassing(descriptor: number, most: number): Uint8Array {
  passing ??= Buffer.allocUnsafeSlow(PASSING);
  const got = readSome(descriptor, passing);
  if (got > most) throw tooLarge(most);
  if (got < PASSING) return passing.subarray(0, got);
  // It has grown meanwhile.
  return Buffer.concat([Buffer.from(passing), readAll(descriptor, 0, most)]);
}

function refuseStream(stats: Stats): void {
  if (!stats.isFile() && !stats.isDirectory()) throw systemError('ENXIO', 'not a regular file');
}

const CHUNK = 1 << 16;

/** Everything that a descriptor gives; `size` is what is expected. Throws EFBIG beyond `most` bytes. */
export function readAll(descriptor: number, size: number, most: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    // One byte more shows the end of a file that is as large as it says.
    const chunk = Buffer.allocUnsafe(total === 0 && size > 0 ? size + 1 : CHUNK);
    const got = readSome(descriptor, chunk);
    if (got === 0) break;
    chunks.push(chunk.subarray(0, got));
    total += got;
    if (total > most) throw tooLarge(most);
    // A file, unlike a pipe, gives less than is asked for only at its end.
    if (size > 0 && got < chunk.length) break;
  }
  const [first] = chunks;
  return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks, total);
}

// Like readFileSync(0), which fails on a pipe that has no data yet.
function readSome(descriptor: number, chunk: Uint8Array): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk);
    } catch (error) {
      // On Windows the end of a pipe is an error.
      if (codeOf(error) === 'EOF') return 0;
      if (codeOf(error) !== 'EAGAIN') throw error;
      sleep();
    }
  }
}

/** The error for what is larger than the bound. */
export function tooLarge(most: number): Error {
  const bound =
    most === MAX_FILE_SIZE
      ? 'the bound unless maxFileSize in daemonlint.yaml sets another one'
      : 'the bound that maxFileSize in daemonlint.yaml sets';
  return systemError(TOO_LARGE, `larger than ${sizeText(most)}, ${bound}`);
}

/** The error for a link that leads out of its repository, which nobody named. */
export function linkedOutside(): Error {
  return systemError('EOUTSIDE', 'the link leads out of the repository');
}

function systemError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
