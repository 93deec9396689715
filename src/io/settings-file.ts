/** The text of a file that says what holds: a configuration, a baseline. */
import { ConfigError } from './errors.ts';
import type { Io } from './io.ts';
import { sizeText } from '../words/byte-size.ts';
import { MAX_FILE_SIZE, TOO_LARGE } from './read-file.ts';
import { codeOf, reasonOf } from './system-error.ts';

/** Reads it as UTF-8; only who names it may read out of the repository. Throws ConfigError, which calls it `shown`. */
export function readSettingsFile(path: string, shown: string, named: boolean, io: Io): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(io.readFile(path, { named, most: MAX_FILE_SIZE }));
  } catch (cause) {
    // No configuration bounds itself.
    const isLarge = codeOf(cause) === TOO_LARGE;
    const reason = isLarge ? `larger than ${sizeText(MAX_FILE_SIZE)}, the most that is read of it` : reasonOf(cause);
    throw new ConfigError(`${shown}: ${reason}`);
  }
}
