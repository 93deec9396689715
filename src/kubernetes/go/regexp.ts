/** Regular expressions of Go: linear in the length of the text. */
import { RE2JS } from 're2js';

/** What a pattern of Go's regexp package matches. */
export interface Regex {
  /** Whether it matches anywhere in `text`. */
  test(text: string): boolean;
}

const compiled = new Map<string, Regex>();
const MOST_KEPT = 1000;
/** Longer ones are not names. */
const LONGEST = 10_000;

/** Compiles a pattern. Throws Error when Go does not take it. */
export function compile(pattern: string): Regex {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (pattern.length > LONGEST) throw new Error('error parsing regexp: expression is too long');
  const literal = /^\^\(\?:([A-Za-z0-9_/ -]*)\)\$$/.exec(pattern)?.[1];
  let regex: Regex;
  if (literal !== undefined) regex = { test: (text) => text === literal };
  else {
    const program = parse(pattern);
    regex = { test: (text) => program.matcher(text).find() };
  }
  if (compiled.size >= MOST_KEPT) compiled.clear();
  compiled.set(pattern, regex);
  return regex;
}

function parse(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new Error(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The pattern for a whole text; an empty one matches anything. Source: api/types/selector.go anchorRegex. */
export function anchored(pattern: string): Regex {
  return compile(pattern === '' ? '' : `^(?:${pattern})$`);
}
