import { resolve } from 'node:path';
import type { CheckOptions } from './check-options.ts';
import { MANIFEST } from '../input/search-folder.ts';
import type { Io } from '../io/io.ts';

const QUIET_MS = 100;

/**
 * Checks again whenever something below the paths changes, until the process is interrupted. The lines
 * `[daemonlint] checking` and `[daemonlint] done` tell an editor when a round begins and ends.
 */
export async function watch(
  options: CheckOptions,
  io: Io,
  checkOnce: (options: CheckOptions, io: Io) => Promise<number>,
): Promise<number> {
  let code = await round(options, io, checkOnce);
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const again = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(async () => {
        code = await round(options, io, checkOnce);
      });
    }, QUIET_MS);
  };
  const paths = options.paths.filter((path) => path !== '-' && io.kindOf(resolve(io.cwd, path)) !== undefined);
  const stops = (paths.length === 0 ? ['.'] : paths).map((path) =>
    io.watch(resolve(io.cwd, path), (name) => {
      if (name === null || MANIFEST.test(name)) again();
    }),
  );
  await io.interrupted();
  for (const stop of stops) stop();
  clearTimeout(timer);
  await running;
  return code;
}

async function round(
  options: CheckOptions,
  io: Io,
  checkOnce: (options: CheckOptions, io: Io) => Promise<number>,
): Promise<number> {
  io.stdout('[daemonlint] checking\n');
  const code = await checkOnce(options, io);
  io.stdout('[daemonlint] done\n');
  return code;
}
