/** Symbolic links as a state of a repository has them, whatever is on disk. */
import { InputError } from './errors.ts';

/** A link, by its path from the root of the repository, and what it says. */
export interface GitLink {
  readonly path: string;
  readonly target: string;
}

/** As many links as Linux follows on the way to one file. Source: MAXSYMLINKS in its include/linux/namei.h. */
const MOST_FOLLOWED = 40;
/** A longer target is none on any system. Source: PATH_MAX in Linux' include/uapi/linux/limits.h. */
const LONGEST = 4095;
/** How many names of files are looked at: each link to a folder gives one more to all that is below it. */
const MOST_NAMES = 200_000;

interface Folder {
  target?: string;
  readonly below: Map<string, Folder>;
}

/** A name that links give a file, and the links on the way to it. */
export interface LinkedName {
  readonly name: string;
  readonly links: readonly string[];
}

/** The links of one state. */
export class Links {
  readonly #top: Folder = { below: new Map() };
  readonly #realRoot: string;
  readonly #links: ReadonlySet<string>;
  /** The links that lead to a path, by it. */
  readonly #leading = new Map<string, string[]>();
  #names = 0;

  /** `realRoot` is where the repository is: a link may say that. */
  constructor(links: readonly GitLink[], realRoot: string) {
    this.#realRoot = realRoot;
    this.#links = new Set(links.map(({ path }) => path));
    for (const { path, target } of links) {
      if (target.length > LONGEST) continue;
      let at = this.#top;
      for (const name of path.split('/')) {
        const next = at.below.get(name) ?? { below: new Map() };
        at.below.set(name, next);
        at = next;
      }
      at.target = target;
    }
    for (const { path } of links) {
      const real = this.real(path);
      if (real === undefined || real === path) continue;
      const known = this.#leading.get(real);
      if (known === undefined) this.#leading.set(real, [path]);
      else known.push(path);
    }
  }

  /** The path behind all links, whether it exists or not; undefined outside of the repository and in circles. */
  real(path: string): string | undefined {
    const left = path.split('/').reverse();
    const names: string[] = [];
    const folders: (Folder | undefined)[] = [this.#top];
    let followed = 0;
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      if (name === '' || name === '.') continue;
      if (name === '..') {
        if (names.pop() === undefined) return undefined;
        folders.pop();
        continue;
      }
      const found = folders.at(-1)?.below.get(name);
      if (found?.target === undefined) {
        names.push(name);
        folders.push(found);
        continue;
      }
      const way = this.#inside(found.target);
      if (way === undefined || ++followed > MOST_FOLLOWED) return undefined;
      if (way.startsWith('/')) [names.length, folders.length] = [0, 1];
      left.push(...way.split('/').reverse());
    }
    return names.join('/');
  }

  isLink(path: string): boolean {
    return this.#links.has(path);
  }

  /** Whether a path is a link, or on the way to it is one. */
  isBehind(path: string): boolean {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
      if (this.#links.has(path.slice(0, end))) return true;
    return false;
  }

  /** A target that begins at the root of the file system from that of the repository on. */
  #inside(target: string): string | undefined {
    if (!target.startsWith('/')) return target;
    if (target === this.#realRoot) return '/';
    return target.startsWith(`${this.#realRoot}/`) ? target.slice(this.#realRoot.length) : undefined;
  }

  /** The names that links give what is at a path. Throws InputError when they are too many. */
  *namesOf(path: string, followed: readonly string[] = []): Generator<LinkedName> {
    for (let end = path.length; end >= 0; end = end === 0 ? -1 : Math.max(path.lastIndexOf('/', end - 1), 0)) {
      for (const link of this.#leading.get(path.slice(0, end)) ?? []) {
        if (followed.includes(link) || followed.length >= MOST_FOLLOWED) continue;
        const links = [...followed, link];
        const rest = end === 0 ? `/${path}` : path.slice(end);
        if (++this.#names > MOST_NAMES) throw new InputError(TOO_MANY);
        yield { name: link + rest, links };
        for (const above of this.namesOf(link, links)) yield { ...above, name: above.name + rest };
      }
    }
  }
}

const TOO_MANY = `symbolic links give what changed more than ${String(MOST_NAMES)} names`;
