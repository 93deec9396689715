/** Which of the earlier entries of a list clash with one, found without comparing it with all of them. */

/** Something with its place among all that were added. */
export interface Numbered<T> {
  readonly index: number;
  readonly item: T;
}

/** The first `most` of some lists, in the order of their numbers; each list is in that order, and none shares an item. */
export function firstOf<T>(lists: readonly (readonly Numbered<T>[])[], most: number): T[] {
  return lists
    .flatMap((list) => (list.length > most ? list.slice(0, most) : list))
    .sort((a, b) => a.index - b.index)
    .slice(0, most)
    .map(({ item }) => item);
}

interface Folder<T> {
  readonly children: Map<string, Folder<T>>;
  /** What has this path, and what lies below it. */
  readonly here: Numbered<T>[];
  readonly below: Numbered<T>[];
}

/** Files by their paths. */
export class FileTree<T> {
  readonly #root = newFolder<T>();
  #count = 0;

  add(path: string, item: T): void {
    const added = { index: this.#count++, item };
    let folder = this.#root;
    for (const step of path.split('/')) {
      folder.below.push(added);
      let next = folder.children.get(step);
      if (next === undefined) folder.children.set(step, (next = newFolder()));
      folder = next;
    }
    folder.here.push(added);
  }

  /** The first `most` of the files that have a path, hold it, or lie below it. */
  clashes(path: string, most: number): T[] {
    const lists: Numbered<T>[][] = [];
    let folder: Folder<T> | undefined = this.#root;
    for (const step of path.split('/')) {
      folder = folder?.children.get(step);
      if (folder !== undefined && folder.here.length > 0) lists.push(folder.here);
    }
    if (folder !== undefined) lists.push(folder.below);
    return firstOf(lists, most);
  }

  /** How many of the added ones lie below a path. */
  below(path: string): number {
    let folder: Folder<T> | undefined = this.#root;
    for (const step of path.split('/')) folder = folder?.children.get(step);
    return folder?.below.length ?? 0;
  }
}

function newFolder<T>(): Folder<T> {
  return { children: new Map(), here: [], below: [] };
}
