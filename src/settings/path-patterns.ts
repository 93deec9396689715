/** Patterns of a configuration, read as those of an ignore file. */
import { relative, sep } from 'node:path';
import { ignorePatterns } from '../io/ignore-patterns.ts';
import type { PatternList } from './config.ts';

/** Whether an absolute path matches lists of patterns, each below its folder; the last one that says something counts. */
export async function pathMatcher(lists: readonly PatternList[]): Promise<(path: string) => boolean> {
  const asked = lists.filter(({ patterns }) => patterns.length > 0);
  if (asked.length === 0) return () => false;
  const { default: ignore } = await import('ignore');
  const tests = asked.map(({ patterns, base }) => {
    // The current folder in front is how paths are written elsewhere; in ignore files it matches nothing.
    const rules = ignorePatterns(
      patterns.map((pattern) => pattern.replace(/^(!?)(?:\.\/)+/, '$1/').replace(/^(!?)[./]$/, '$1**')),
      ignore,
    );
    return { rules, base };
  });
  return (path) => {
    let isMatched = false;
    for (const { rules, base } of tests) {
      const name = relative(base, path).replaceAll(sep, '/');
      if (name === '' || name.startsWith('../')) continue;
      const { ignored, unignored } = rules.test(name);
      if (ignored || unignored) isMatched = ignored;
    }
    return isMatched;
  };
}

/** Whether a name matches patterns, of which the last that matches counts: `*` is any text, `!` takes out. */
export function nameMatcher(patterns: readonly string[]): (name: string) => boolean {
  const parts = patterns.map((pattern) => ({
    takesOut: pattern.startsWith('!'),
    texts: pattern.replace(/^!/, '').split('*'),
  }));
  return (name) => parts.findLast(({ texts }) => isMadeOf(name, texts))?.takesOut === false;
}

/** Whether texts follow each other in `name`, the first at its start, the last at its end. */
function isMadeOf(name: string, [first = '', ...rest]: readonly string[]): boolean {
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const text of rest) {
    const found = name.indexOf(text, at);
    if (found === -1) return false;
    at = found + text.length;
  }
  return at <= name.length - last.length;
}
