import { dirname, join, relative, sep } from 'node:path';
import type { Ignore } from 'ignore';
import { ignorePatterns, type IgnorePatterns } from '../io/ignore-patterns.ts';
import type { DirectoryEntry, Io } from '../io/io.ts';

/** Ignore files that apply to a directory, outermost first, each with its directory. */
export type IgnoreRules = readonly { readonly base: string; readonly rules: IgnorePatterns }[];

const NAMES: readonly string[] = ['.gitignore', '.ignore'];

/** Reads ignore files as git does, where git cannot be used; each file once. */
export class IgnoreFiles {
  readonly #io: Io;
  readonly #ignore: () => Ignore;
  readonly #known = new Map<string, IgnoreRules>();

  readonly #names: readonly string[];

  constructor(io: Io, ignore: () => Ignore, names = NAMES) {
    this.#io = io;
    this.#ignore = ignore;
    this.#names = names;
  }

  /** The rules of `directory`, whose `entries` may be known, and of those above it, from `top` on. */
  rulesOf(directory: string, top: string, entries?: readonly DirectoryEntry[]): IgnoreRules {
    let rules = this.#known.get(directory);
    if (rules === undefined) {
      const outer = directory === top || !isBelow(directory, top) ? [] : this.rulesOf(dirname(directory), top);
      const names = this.#names.filter((name) => entries?.some((entry) => entry.name === name) !== false);
      rules = names.length === 0 ? outer : [...outer, ...this.#own(directory, names)];
      this.#known.set(directory, rules);
    }
    return rules;
  }

  #own(directory: string, names: readonly string[]): IgnoreRules {
    return names.flatMap((name) => {
      const text = this.#read(join(directory, name));
      return text === undefined
        ? []
        : [{ base: directory, rules: ignorePatterns(text.replace(/^\ufeff/, '').split(/\r?\n/), this.#ignore) }];
    });
  }

  #read(path: string): string | undefined {
    if (this.#io.kindOf(path) !== 'file') return undefined;
    try {
      return Buffer.from(this.#io.readFile(path)).toString('utf8');
    } catch {
      return undefined;
    }
  }
}

/** Whether the innermost rule that matches `path` excludes it. */
export function isIgnored(path: string, directory: boolean, rules: IgnoreRules): boolean {
  let ignored = false;
  for (const { base, rules: list } of rules) {
    const name = relative(base, path).replaceAll(sep, '/') + (directory ? '/' : '');
    const result = list.test(name);
    if (result.ignored) ignored = true;
    else if (result.unignored) ignored = false;
  }
  return ignored;
}

/** Whether `path` lies below `directory`. */
export function isBelow(path: string, directory: string): boolean {
  return path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}
