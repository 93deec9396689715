/** The text of a file that says what holds: a configuration, a baseline. */
import { ConfigError } from './errors.ts';
import type { Io } from './io.ts';
import { reasonOf } from './system-error.ts';

/** Reads it as UTF-8; only who names it may read out of the repository. Throws ConfigError, which calls it `shown`. */
export function readSettingsFile(path: string, shown: string, named: boolean, io: Io): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(io.readFile(path, { named }));
  } catch (cause) {
    throw new ConfigError(`${shown}: ${reasonOf(cause)}`);
  }
}
