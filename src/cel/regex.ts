/** Regular expressions as Go's regexp has them: RE2, which takes linear time. */
import { RE2JS, RE2JSSyntaxException } from 're2js';

/** A compiled regular expression. */
export interface Pattern {
  readonly source: string;
  test(text: string): boolean;
  /** The leftmost match. */
  find(text: string): string | undefined;
  /** All matches one after the other, at most `most`; all for a negative number. */
  findAll(text: string, most: number): string[];
}

/** Why a text is no regular expression. */
export interface PatternFault {
  readonly fault: string;
}

const MOST_CACHED = 500;
const cache = new Map<string, Pattern | PatternFault>();

/** Compiles a regular expression; the error is Go's. */
export function compilePattern(source: string): Pattern | PatternFault {
  let compiled = cache.get(source);
  if (compiled !== undefined) return compiled;
  compiled = compile(source);
  if (cache.size >= MOST_CACHED) cache.clear();
  cache.set(source, compiled);
  return compiled;
}

function compile(source: string): Pattern | PatternFault {
  try {
    const regex = RE2JS.compile(source);
    return {
      source,
      test: (text) => regex.matcher(text).find(),
      find: (text) => {
        const matcher = regex.matcher(text);
        return matcher.find() ? (matcher.group() ?? '') : undefined;
      },
      findAll: (text, most) => findAll(regex, text, most),
    };
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    return { fault: `error parsing regexp: ${error.getDescription()}: \`${error.getPattern() ?? ''}\`` };
  }
}

/** An empty match right behind another match is left out, as in Go. */
function findAll(regex: RE2JS, text: string, most: number): string[] {
  const matches: string[] = [];
  const matcher = regex.matcher(text);
  let last = -1;
  while ((most < 0 || matches.length < most) && matcher.find()) {
    const start = matcher.start();
    const end = matcher.end();
    if (start === end && start === last) continue;
    matches.push(text.slice(start, end));
    last = end;
  }
  return matches;
}
