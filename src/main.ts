import { check } from './command/check.ts';
import { commandNamed } from './command/commands.ts';
import { complain } from './command/complain.ts';
import type { Io } from './io/io.ts';

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
