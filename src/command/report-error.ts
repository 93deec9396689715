import { UsageError } from '../io/errors.ts';
import { printMessage, sayLines } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import { bugText, isForUser } from '../words/unexpected-error.ts';
import { commandNamed } from './commands.ts';

/** Prints what was thrown in a run with these arguments, as one line on standard error; the exit code is 2. */
export async function reportError(error: unknown, [name = '']: readonly string[], io: Io): Promise<number> {
  if (error instanceof UsageError) {
    const command = (await commandNamed(name)) === undefined ? '' : `${name} `;
    printMessage(`${error.message} (daemonlint ${command}--help lists the options)`, io);
  } else if (isForUser(error)) printMessage(error.message, io);
  else {
    printMessage(bugText(error), io);
    if (io.env['DAEMONLINT_DEBUG'] && error instanceof Error) sayLines(`${error.stack ?? ''}\n`, io);
  }
  return 2;
}
