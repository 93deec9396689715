import { resolve } from 'node:path';
import { check } from './command/check.ts';
import { COMMAND_NAMES, commandNamed } from './command/commands.ts';
import { reportError } from './command/report-error.ts';
import { UsageError } from './io/errors.ts';
import type { Io } from './io/io.ts';
import { meant } from './words/similar-name.ts';
import { readingOnce } from './io/read-limits.ts';

/**
 * The whole program: arguments and the outside world in, the exit code out (0 clean, 1 findings, 2 the job could not
 * be done). Faults of the user's making become one line on standard error.
 */
export async function main(argv: readonly string[], outer: Io): Promise<number> {
  const io = readingOnce(outer);
  try {
    const [name = '', ...rest] = asOption(argv);
    if (rest.length === 0) refuseAmbiguous(name, io);
    const command = await commandNamed(name);
    if (command !== undefined) return await command(rest, io);
    if (name === 'check') return await check(rest, io);
    refuseMistyped(name, io);
    return await check(argv, io);
  } catch (error) {
    return reportError(error, argv, io);
  }
}

/** `help diff` is `diff --help`. */
function asOption(argv: readonly string[]): readonly string[] {
  const [word, name, ...more] = argv;
  if (word !== 'help' || name === undefined || name.startsWith('-')) return argv;
  if (COMMAND_NAMES.includes(name)) return [name, ...more, '--help'];
  throw new UsageError(`there is no command "${name}"${meant(name, COMMAND_NAMES)}`);
}

// A command alone, where a file or folder has its name: either can be meant.
function refuseAmbiguous(word: string, io: Io): void {
  if (!COMMAND_NAMES.includes(word) || io.kindOf(resolve(io.cwd, word)) === undefined) return;
  throw new UsageError(
    `"${word}" is a command and also a path here: write ./${word} for the path, or an argument after it for the command`,
  );
}

// A word at which no path is, and that is nearly the name of a command.
function refuseMistyped(word: string, io: Io): void {
  if (!/^[a-z][a-z-]*$/i.test(word) || io.kindOf(resolve(io.cwd, word)) !== undefined) return;
  const hint = meant(word, COMMAND_NAMES);
  if (hint !== '') throw new UsageError(`there is no command "${word}", and no file of this name${hint}`);
}
