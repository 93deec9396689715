import type { Io } from '../io/io.ts';
import { printMessage, printText } from '../io/print.ts';
import { VERSION } from '../version.ts';
import { readCheckOptions, type CheckOptions } from './check-options.ts';
import { inspect } from './inspect.ts';
import { exitCodeOf, fixUseOf, missingIn, writeReport } from './write-report.ts';

/** `daemonlint [check]`: bytes → documents → manifests → findings → report. */
export async function check(argv: readonly string[], io: Io): Promise<number> {
  const options = readCheckOptions(argv);
  if (options.version) return print(`${VERSION}\n`, io);
  if (options.help) return (await import('./help.ts')).help([], io);
  const files = options.outputs.flatMap(({ file }) => (file === undefined ? [] : [file]));
  if (files.length > 0) {
    const { refuseOutput } = await import('./output-file.ts');
    for (const file of files) refuseOutput(file, inputsOf(options), io);
  }
  if (options.watch) return (await import('./watch.ts')).watch(options, io, checkOnce);
  const fixed = options.fix === undefined || (await (await import('./fix-files.ts')).fixFiles(options, io, inspect));
  if (options.dryRun) return 0;
  const code = await checkOnce(options, io);
  return fixed ? code : 2;
}

/** The paths that are named to be read. */
function inputsOf({ paths, base, config }: CheckOptions): readonly string[] {
  const against = typeof base === 'object' && 'against' in base ? [base.against] : [];
  return [...paths, ...against, ...(typeof config === 'string' ? [config] : [])];
}

async function checkOnce(options: CheckOptions, io: Io): Promise<number> {
  const report = await inspect(options, io, fixUseOf(options, io));
  await writeReport(report, options, io);
  if (options.failIfEmpty) {
    const missing = missingIn(report, options);
    if (missing !== undefined) printMessage(`${missing} (--fail-if-empty)`, io);
  }
  return exitCodeOf(report, options);
}

function print(text: string, io: Io): number {
  printText(text, io);
  return 0;
}
