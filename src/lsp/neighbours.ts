import { join } from 'node:path';
import { decodeText } from '../document/decode-text.ts';
import type { SourceFile } from '../document/source.ts';
import { MANIFEST } from '../input/search-folder.ts';
import type { Io } from '../io/io.ts';

const MOST = 200;

/** The manifests of folders as they are on disk, each folder read once. */
export class Neighbours {
  readonly #known = new Map<string, readonly SourceFile[]>();
  readonly #io: Io;

  constructor(io: Io) {
    this.#io = io;
  }

  /** Of a folder, with absolute paths. */
  of(directory: string): readonly SourceFile[] {
    let files = this.#known.get(directory);
    if (files === undefined) {
      files = readManifests(directory, this.#io);
      this.#known.set(directory, files);
    }
    return files;
  }
}

function readManifests(directory: string, io: Io): SourceFile[] {
  try {
    const names = io.readDirectory(directory).filter(({ name, kind }) => kind === 'file' && MANIFEST.test(name));
    return names.slice(0, MOST).map(({ name }) => {
      const path = join(directory, name);
      return { path, text: decodeText(io.readFile(path, { isRegular: true })).text };
    });
  } catch {
    // A directory that was never saved, or a file that is gone by now: nothing to look at.
    return [];
  }
}
