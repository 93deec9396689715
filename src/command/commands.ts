import type { Io } from '../io/io.ts';

/** A command: its arguments without its own name in, the exit code out. */
export type Command = (argv: readonly string[], io: Io) => Promise<number>;

// The commands are in a chunk, so that a plain check loads nothing of them.
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  apply: async () => (await import('./apply.ts')).apply,
  'dry-run': async () => (await import('./dry-run.ts')).dryRun,
  diff: async () => (await import('./diff.ts')).diff,
  policy: async () => (await import('./policy.ts')).policy,
  plan: async () => (await import('./plan.ts')).plan,
  baseline: async () => (await import('./baseline.ts')).baseline,
  config: async () => (await import('./config.ts')).config,
  upgrade: async () => (await import('./upgrade.ts')).upgrade,
  rollout: async () => (await import('./rollout.ts')).rollout,
  render: async () => (await import('./render.ts')).render,
  rules: async () => (await import('./rules.ts')).rules,
  explain: async () => (await import('./rules.ts')).rules,
  init: async () => (await import('./init.ts')).init,
  lsp: async () => (await import('./lsp.ts')).lsp,
  help: async () => (await import('./help.ts')).help,
};

/** The names of all commands. */
export const COMMAND_NAMES: readonly string[] = ['check', ...Object.keys(COMMANDS)];

/** The command called `name`; undefined for `check` and for whatever is not a command. */
export async function commandNamed(name: string): Promise<Command | undefined> {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name]?.() : undefined;
}
