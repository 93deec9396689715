/** What the configuration nearest to a file says of reading it; that of the current directory holds for all of them. */
import { dirname } from 'node:path';
import type { Io } from '../io/io.ts';
import { ignoreFilter, type Settings, type SettingsFinder } from './settings.ts';

/** Asked once `prepare` knows the files. */
export interface NearestSettings {
  readonly isIgnored: (path: string) => boolean;
  /** The bound of what is read of a file, in bytes. */
  readonly mostOf: (path: string) => number;
  readonly prepare: (files: readonly { readonly path: string }[]) => Promise<void>;
}

type Reading = Pick<NearestSettings, 'isIgnored'> & { readonly most: number };

export async function nearestSettings(finder: SettingsFinder, io: Io): Promise<NearestSettings> {
  const settings = await finder.of(io.cwd);
  const own = await readingOf(settings);
  const known = new Map<Settings, Reading>([[settings, own]]);
  const byFolder = new Map<string, Reading>();
  const nearest = (path: string): Reading => {
    for (let folder = dirname(path); byFolder.size > 0; folder = dirname(folder)) {
      const found = byFolder.get(folder);
      if (found !== undefined) return found;
      if (folder === dirname(folder)) break;
    }
    return own;
  };
  return {
    isIgnored: (path) => own.isIgnored(path) || nearest(path).isIgnored(path),
    mostOf: (path) => nearest(path).most,
    prepare: async (files) => {
      for (const folder of new Set(files.map(({ path }) => dirname(path)))) {
        // One that cannot be read is told of where a DaemonSet needs it.
        const near = await finder.of(folder).catch(() => settings);
        const reading = known.get(near) ?? (await readingOf(near));
        known.set(near, reading);
        byFolder.set(folder, reading);
      }
    },
  };
}

async function readingOf(settings: Settings): Promise<Reading> {
  return { isIgnored: await ignoreFilter(settings), most: settings.maxFileSize };
}
