import { resolve } from 'node:path';
import type { CheckOptions } from './check-options.ts';
import { MANIFEST } from '../input/search-folder.ts';
import { printText } from '../io/print.ts';
import type { Io } from '../io/io.ts';
import { reportError } from './report-error.ts';

const QUIET_MS = 100;

/** One round; resolves with its exit code. */
type Check = (options: CheckOptions, io: Io) => Promise<number>;

/**
 * Checks again whenever something below the paths changes, until the process is interrupted. The lines
 * `[daemonlint] checking` and `[daemonlint] done` tell an editor when a round begins and ends. Throws what
 * the first round throws; what a later one throws is printed, because the next change may repair it.
 */
export async function watch(options: CheckOptions, io: Io, checkOnce: Check): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<number>;
  const again = (): void => {
    running = running.then(() =>
      round(options, io, (...asked) => checkOnce(...asked).catch((error: unknown) => reportError(error, [], io))),
    );
    // What the first round throws is thrown below.
    running.catch(() => undefined);
  };
  const paths = options.paths.filter((path) => path !== '-' && io.kindOf(resolve(io.cwd, path)) !== undefined);
  // Before the first round, so that nothing that changes meanwhile is missed.
  const stops = (paths.length === 0 ? ['.'] : paths).map((path) =>
    io.watch(resolve(io.cwd, path), (name) => {
      if (name !== null && !MANIFEST.test(name)) return;
      clearTimeout(timer);
      timer = setTimeout(again, QUIET_MS);
    }),
  );
  try {
    await (running = round(options, io, checkOnce));
    await io.interrupted();
  } finally {
    for (const stop of stops) stop();
    clearTimeout(timer);
  }
  return running;
}

async function round(options: CheckOptions, io: Io, checkOnce: Check): Promise<number> {
  printText('[daemonlint] checking\n', io);
  const code = await checkOnce(options, io);
  printText('[daemonlint] done\n', io);
  return code;
}
