import { watch as watchPath } from 'node:fs';
import { resolve } from 'node:path';
import type { CheckOptions } from './check-options.ts';
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
  const watchers = (paths.length === 0 ? ['.'] : paths).map((path) => {
    const absolute = resolve(io.cwd, path);
    const recursive = io.kindOf(absolute) === 'directory';
    return watchPath(absolute, { recursive }, (_event, name) => {
      if (name === null || /\.(ya?ml|json)$/i.test(name)) again();
    });
  });
  await new Promise<void>((stop) => process.once('SIGINT', stop).once('SIGTERM', stop));
  for (const watcher of watchers) watcher.close();
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
