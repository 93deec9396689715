import { VERSION } from '../version.ts';

/** The errors of `errors.ts`, by name: each piece of the program that is loaded on demand has classes of its own. */
const FOR_USERS: ReadonlySet<string> = new Set(['UsageError', 'ConfigError', 'InputError']);

/** Whether an error tells the user of a fault of his own; any other is a bug of ours. */
export function isForUser(error: unknown): error is Error {
  return error instanceof Error && FOR_USERS.has(error.name);
}

/** What is said of an error that nobody expects. */
export function bugText(error: unknown): string {
  if (error instanceof RangeError && error.message.includes('call stack')) return 'it is nested too deeply to be read';
  const message = error instanceof Error ? error.message : String(error);
  return `this is a bug of daemonlint ${VERSION}, please report it: ${message}`;
}

/** The result of `work`, or of `instead` for what nobody expects, so that one file does not cost the others. */
export function catchUnexpected<T>(work: () => T, instead: (problem: string) => T): T {
  try {
    return work();
  } catch (error) {
    if (isForUser(error)) throw error;
    return instead(bugText(error));
  }
}
