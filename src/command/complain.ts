import { ConfigError, InputError, UsageError } from '../errors.ts';
import { say, sayLines } from '../io/say.ts';
import type { Io } from '../io/io.ts';
import { VERSION } from '../version.ts';
import { commandNamed } from './commands.ts';

/** Prints what was thrown in a run with these arguments, as one line on standard error; the exit code is 2. */
export async function complain(error: unknown, [name = '']: readonly string[], io: Io): Promise<number> {
  if (error instanceof UsageError) {
    const command = (await commandNamed(name)) === undefined ? '' : `${name} `;
    say(`${error.message} (daemonlint ${command}--help lists the options)`, io);
  } else if (error instanceof ConfigError || error instanceof InputError) say(error.message, io);
  else {
    const what = error instanceof Error ? error.message : String(error);
    say(`this is a bug of daemonlint ${VERSION}, please report it: ${what}`, io);
    if (io.env['DAEMONLINT_DEBUG'] && error instanceof Error) sayLines(`${error.stack ?? ''}\n`, io);
  }
  return 2;
}
