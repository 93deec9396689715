/** Patterns of ignore files, matched in time that grows with the pattern and the name. Source: git wildmatch.c, gitignore(5). */
import type { Ignore } from 'ignore';

/** What the last pattern that matches a name says. */
export interface IgnoreAnswer {
  readonly ignored: boolean;
  readonly unignored: boolean;
}

/** Whether a name, or a folder that it lies in, is ignored; the name of a folder ends with `/`. */
export interface IgnorePatterns {
  test(name: string): IgnoreAnswer;
}

const STARS = /^\*{2,}$/;

/** The package makes expressions of these that try every way to divide a name between them. */
function hasMany(line: string): boolean {
  return line.split('/').filter((part) => STARS.test(part)).length > 1;
}

/** The patterns of some lines. */
export function ignorePatterns(lines: readonly string[], ignore: () => Ignore): IgnorePatterns {
  const lists: IgnorePatterns[] = [];
  let plain: string[] = [];
  const end = (): void => {
    if (plain.length > 0) lists.push(ignore().add(plain));
    plain = [];
  };
  for (const line of lines) {
    if (line.startsWith('#') || !hasMany(line)) {
      plain.push(line);
      continue;
    }
    end();
    lists.push(folderPattern(line, ignore));
  }
  end();
  const [first] = lists;
  return first !== undefined && lists.length === 1 ? first : { test: (name) => lastAnswer(lists, name) };
}

/** What the last of some lists says that says something. */
export function lastAnswer(lists: readonly IgnorePatterns[], name: string): IgnoreAnswer {
  let answer: IgnoreAnswer = { ignored: false, unignored: false };
  for (const list of lists) {
    const own = list.test(name);
    if (own.ignored || own.unignored) answer = own;
  }
  return answer;
}

const ANY_FOLDERS = 'any folders';

/** A pattern that is matched folder by folder. */
function folderPattern(line: string, ignore: () => Ignore): IgnorePatterns {
  const text = line.replace(/(?<!\\)[ \t\r]+$/, '');
  const unignores = text.startsWith('!');
  const parts = text.replace(/^!?\/?/, '').split('/');
  const needsFolder = parts.at(-1) === '';
  if (needsFolder) parts.pop();
  const steps = parts.map((part) => {
    if (STARS.test(part)) return ANY_FOLDERS;
    const own = ignore().add(`/${part}`);
    return (name: string): boolean => own.test(name).ignored;
  });
  return {
    test: (name) => {
      const reached = reaches(steps, name, needsFolder);
      // A folder that is not ignored says nothing of what is in it.
      return { ignored: reached !== undefined && !unignores, unignored: reached === 'itself' && unignores };
    },
  };
}

type Step = typeof ANY_FOLDERS | ((name: string) => boolean);

/** Whether steps lead to a name itself, or to a folder that it lies in. */
function reaches(steps: readonly Step[], name: string, needsFolder: boolean): 'itself' | 'folder' | undefined {
  const folders = name.split('/');
  const isFolder = folders.at(-1) === '';
  if (isFolder) folders.pop();
  let isInside = false;
  let at = withoutFolders(new Set([0]), steps);
  for (const [index, folder] of folders.entries()) {
    const next = new Set<number>();
    for (const step of at) {
      const own = steps[step];
      if (own === ANY_FOLDERS) next.add(step).add(step + 1);
      else if (own?.(folder) === true) next.add(step + 1);
    }
    const isLast = index === folders.length - 1;
    if (next.has(steps.length) && !isLast) isInside = true;
    if (next.has(steps.length) && isLast && (!needsFolder || isFolder)) return 'itself';
    at = withoutFolders(next, steps);
  }
  return isInside ? 'folder' : undefined;
}

/** Where steps may be when `**` matches no folder; a last one matches something. */
function withoutFolders(at: ReadonlySet<number>, steps: readonly Step[]): ReadonlySet<number> {
  const all = new Set<number>();
  for (let step of at) {
    all.add(step);
    while (steps[step] === ANY_FOLDERS && step < steps.length - 1 && !all.has(step + 1)) all.add(++step);
  }
  return all;
}
