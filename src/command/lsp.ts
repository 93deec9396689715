import { describeOptions, readArguments, type OptionTable } from './args.ts';
import { UsageError } from '../io/errors.ts';
import { printText } from '../io/print.ts';
import type { Io } from '../io/io.ts';

const OPTIONS = {
  stdio: { help: 'use standard input and output (required)' },
  help: { short: 'h', help: 'print this help' },
} as const satisfies OptionTable;

const USAGE = `Usage: daemonlint lsp --stdio

A language server for editors: diagnostics, quick fixes, hover, and the numbers of the rollout as code lenses.

Options:
`;

/** `daemonlint lsp --stdio`: exit code 0 after shutdown and exit, 1 when the client went without. */
export async function lsp(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(OPTIONS, argv);
  if (values.help) {
    printText(USAGE + describeOptions(OPTIONS), io);
    return 0;
  }
  if (positionals.length > 0) throw new UsageError('lsp takes no paths: the editor opens the files');
  if (!values.stdio) throw new UsageError('lsp needs --stdio');
  const { input, output } = io.streams();
  const { serve } = await import('../lsp/serve.ts');
  const code = await serve(input, output, io);
  // An open standard input would keep the process alive; what is left to write is written before it ends.
  input.destroy();
  return code;
}
