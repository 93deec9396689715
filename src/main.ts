import { ConfigError, InputError, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { VERSION } from './version.ts';

/** A command: its arguments without its own name in, the exit code out. */
export type Command = (argv: readonly string[], io: Io) => Promise<number>;

// Each command is a chunk of its own, so that a plain check loads nothing of the others.
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import('./command/check.ts')).check,
  'dry-run': async () => (await import('./command/dry-run.ts')).dryRun,
  diff: async () => (await import('./command/diff.ts')).diff,
  plan: async () => (await import('./command/plan.ts')).plan,
  rollout: async () => (await import('./command/rollout.ts')).rollout,
  rules: async () => (await import('./command/rules.ts')).rules,
  explain: async () => (await import('./command/rules.ts')).rules,
  init: async () => (await import('./command/init.ts')).init,
  lsp: async () => (await import('./command/lsp.ts')).lsp,
  help: async () => (await import('./command/help.ts')).help,
};

/**
 * The whole program: arguments and the outside world in, the exit code out (0 clean, 1 findings, 2 the job could not
 * be done). Faults of the user's making become one line on standard error.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    const [first = '', ...rest] = argv;
    if (first === '--version' || first === '-V') {
      io.stdout(`${VERSION}\n`);
      return 0;
    }
    const load = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
    if (load !== undefined) return await (await load())(rest, io);
    const { check } = await import('./command/check.ts');
    return await check(argv, io);
  } catch (error) {
    return complain(error, io);
  }
}

function complain(error: unknown, io: Io): number {
  if (error instanceof UsageError) io.stderr(`daemonlint: ${error.message} (daemonlint --help lists the options)\n`);
  else if (error instanceof ConfigError || error instanceof InputError) io.stderr(`daemonlint: ${error.message}\n`);
  else {
    const what = error instanceof Error ? error.message : String(error);
    io.stderr(`daemonlint: this is a bug of daemonlint ${VERSION}, please report it: ${what}\n`);
    if (io.env['DAEMONLINT_DEBUG'] && error instanceof Error) io.stderr(`${error.stack ?? ''}\n`);
  }
  return 2;
}
