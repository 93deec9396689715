import { ConfigError, InputError, UsageError } from '../errors.ts';
import { VERSION } from '../version.ts';

/** Whether an error tells the user of a fault of his own; any other is a bug of ours. */
export function isForUser(error: unknown): error is Error {
  return error instanceof UsageError || error instanceof ConfigError || error instanceof InputError;
}

/** What is said of an error that nobody expects. */
export function bugText(error: unknown): string {
  if (error instanceof RangeError && error.message.includes('call stack')) return 'it is nested too deeply to be read';
  const message = error instanceof Error ? error.message : String(error);
  return `this is a bug of daemonlint ${VERSION}, please report it: ${message}`;
}

/** The result of `work`, or of `instead` for what nobody expects, so that one file does not cost the others. */
export function guarded<T>(work: () => T, instead: (problem: string) => T): T {
  try {
    return work();
  } catch (error) {
    if (isForUser(error)) throw error;
    return instead(bugText(error));
  }
}
