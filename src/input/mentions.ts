/** Whether a folder that a search leaves out holds what mentions DaemonSets. */
import { join } from 'node:path';
import { hasLetters, lettersOf } from '../document/decode-text.ts';
import type { Io } from '../io/io.ts';
import { isSearchedName, LEFT_OUT } from './search-folder.ts';

const MENTION = /daemonset/i;

/** The files of folders that mention DaemonSets; each folder is looked at once, git is not asked, no link is followed. */
export class Mentions {
  readonly #known = new Map<string, boolean>();
  readonly #counts: (path: string) => boolean;
  readonly #io: Io;

  /** `counts` tells which files are asked about. */
  constructor(counts: (path: string) => boolean, io: Io) {
    this.#counts = counts;
    this.#io = io;
  }

  /** Undefined where there is nothing to look at. */
  areBelow(folder: string): boolean | undefined {
    try {
      const entries = this.#io.readDirectory(folder).filter(({ name }) => name !== '.git');
      return entries.length === 0 ? undefined : this.#isIn(folder);
    } catch {
      return undefined;
    }
  }

  #isIn(folder: string): boolean {
    let known = this.#known.get(folder);
    if (known === undefined) this.#known.set(folder, (known = this.#look(folder)));
    return known;
  }

  #look(folder: string): boolean {
    const entries = this.#io.readDirectory(folder);
    return entries.some(({ name, kind }) => {
      const path = join(folder, name);
      if (kind === 'directory') return !LEFT_OUT.has(name) && this.#isIn(path);
      return kind === 'file' && isSearchedName(path) && this.#counts(path) && this.#mentions(path);
    });
  }

  #mentions(path: string): boolean {
    const bytes = this.#io.readFile(path, { isRegular: true });
    return hasLetters(bytes, 'aemon') && MENTION.test(lettersOf(bytes));
  }
}
