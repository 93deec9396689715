/** A baseline as it is in a file. */
import { dirname, relative, resolve, sep } from 'node:path';
import type { Io } from '../io/io.ts';
import { readSettingsFile } from '../io/settings-file.ts';
import { isInside } from '../io/work-tree.ts';
import type { Baseline } from '../manifest/known-findings.ts';
import { Entries } from './baseline-file.ts';
import { baselineOf, type Place } from './match.ts';

/** Reads a baseline, which a user may have named; `isNew` may be missing. Throws ConfigError with file, line and column. */
export function readBaseline(
  file: string,
  { named, isNew }: { readonly named: boolean; readonly isNew: boolean },
  io: Io,
): Baseline {
  const slashed = (path: string): string => path.replaceAll(sep, '/');
  const shown = slashed(relative(io.cwd, file));
  const text = isNew && io.kindOf(file) === undefined ? '' : readSettingsFile(file, shown, named, io);
  const folder = dirname(file);
  const placeFrom = (cwd: string): Place => ({
    source: { path: slashed(relative(cwd, file)), text },
    file,
    pathOf: (path) => slashed(relative(folder, resolve(cwd, path))),
    shownOf: (path) => slashed(relative(cwd, resolve(folder, path))),
    // What is outside of the folder is none of its business.
    isThere: (path) => isInside(resolve(folder, path), folder) && io.kindOf(resolve(folder, path)) !== undefined,
    seenFrom: placeFrom,
  });
  return baselineOf(new Entries(text, shown), placeFrom(io.cwd));
}
