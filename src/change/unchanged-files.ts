import { join, relative, sep } from 'node:path';
import { fileAt, type FoundFile } from '../input/find-files.ts';
import type { FileChange } from '../io/git-changes.ts';
import { filesAt, filesIn, readObjects } from '../io/git.ts';
import type { Io } from '../io/io.ts';

/** The files that a change does not touch; listed on demand. */
export class UnchangedFiles {
  readonly #root: string;
  readonly #staged: boolean;
  readonly #changed: ReadonlySet<string | undefined>;
  readonly #isWanted: (path: string) => boolean;
  readonly #io: Io;
  readonly #bytes = new Map<string, Uint8Array | undefined>();

  constructor(
    root: string,
    isStaged: boolean,
    changes: readonly FileChange[],
    isWanted: (path: string) => boolean,
    io: Io,
  ) {
    this.#root = root;
    this.#staged = isStaged;
    this.#changed = new Set(changes.flatMap(({ before, after }) => [before?.path, after?.path]));
    this.#isWanted = isWanted;
    this.#io = io;
  }

  /** Those in some folders, or everywhere. */
  within(folders: ReadonlySet<string> | undefined): readonly FoundFile[] {
    const within = folders && [...folders].map((folder) => relative(this.#root, folder).replaceAll(sep, '/'));
    const listed =
      within === undefined ? filesAt(this.#root, 'index', this.#io) : filesIn(this.#root, within, this.#io);
    const placed = listed
      .map(({ path, object = '' }) => ({ path: join(this.#root, path), object, isChanged: this.#changed.has(path) }))
      .filter(({ path, isChanged }) => !isChanged && this.#isWanted(path));
    if (this.#staged) {
      const contents = readObjects(
        this.#root,
        placed.map(({ object }) => object),
        this.#io,
      );
      for (const { path, object } of placed) this.#bytes.set(path, contents.get(object));
    }
    const known = placed.filter(({ path }) => !this.#staged || this.#bytes.get(path) !== undefined);
    return known.map(({ path }) => fileAt(path, false, this.#io));
  }

  /** From the index, if that is the new state. */
  bytes(path: string): Uint8Array | undefined {
    return this.#bytes.get(path);
  }
}
