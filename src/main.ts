import { check } from './command/check.ts';
import { commandNamed } from './command/commands.ts';
import { ConfigError, InputError, UsageError } from './errors.ts';
import type { Io } from './io/io.ts';
import { VERSION } from './version.ts';

/**
 * The whole program: arguments and the outside world in, the exit code out (0 clean, 1 findings, 2 the job could not
 * be done). Faults of the user's making become one line on standard error.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const [name = '', ...rest] = argv;
  try {
    const command = await commandNamed(name);
    if (command !== undefined) return await command(rest, io);
    return await check(name === 'check' ? rest : argv, io);
  } catch (error) {
    return complain(error, argv, io);
  }
}

async function complain(error: unknown, [name = '']: readonly string[], io: Io): Promise<number> {
  if (error instanceof UsageError) {
    const command = (await commandNamed(name)) === undefined ? '' : `${name} `;
    io.stderr(`daemonlint: ${error.message} (daemonlint ${command}--help lists the options)\n`);
  } else if (error instanceof ConfigError || error instanceof InputError) io.stderr(`daemonlint: ${error.message}\n`);
  else {
    const what = error instanceof Error ? error.message : String(error);
    io.stderr(`daemonlint: this is a bug of daemonlint ${VERSION}, please report it: ${what}\n`);
    if (io.env['DAEMONLINT_DEBUG'] && error instanceof Error) io.stderr(`${error.stack ?? ''}\n`);
  }
  return 2;
}
