/** .helmignore. Source: helm pkg/ignore/rules.go, Go path/filepath Match. */
import { compile, type Regex } from '../kubernetes/go/regexp.ts';

const LONGEST = 8000;

/** Go `filepath.Match` of a pattern; undefined for one that is malformed. */
export function filepathPattern(pattern: string): Regex | undefined {
  let out = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    if (char === '*') {
      while (pattern[at + 1] === '*') at++;
      out += '[^/]*';
    } else if (char === '?') out += '[^/]';
    else if (char === '\\') {
      if (at + 1 >= pattern.length) return undefined;
      out += escapeChar(pattern[++at] ?? '');
    } else if (char === '[') {
      const found = classAt(pattern, at);
      if (found === undefined) return undefined;
      out += found.text;
      at = found.end;
    } else out += escapeChar(char);
  }
  // No name is as long as what is not compiled.
  return out.length > LONGEST ? { test: () => false } : compile(`(?s)^${out}$`);
}

function escapeChar(char: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char;
}

function classAt(pattern: string, start: number): { readonly text: string; readonly end: number } | undefined {
  let at = start + 1;
  const negated = pattern[at] === '^';
  if (negated) at++;
  let text = '';
  for (let first = true; first || pattern[at] !== ']'; first = false) {
    const low = charAt(pattern, at);
    if (low === undefined) return undefined;
    at = low.end;
    text += escapeChar(low.char);
    if (pattern[at] !== '-') continue;
    const high = charAt(pattern, at + 1);
    if (high === undefined) return undefined;
    at = high.end;
    if (high.char < low.char) return undefined;
    text += `-${escapeChar(high.char)}`;
  }
  return { text: `[${negated ? '^' : ''}${text}]`, end: at };
}

function charAt(pattern: string, at: number): { readonly char: string; readonly end: number } | undefined {
  const char = pattern[at];
  if (char === undefined || char === '-' || char === ']') return undefined;
  if (char !== '\\') return { char, end: at + 1 };
  const next = pattern[at + 1];
  return next === undefined ? undefined : { char: next, end: at + 2 };
}

interface Rule {
  readonly negated: boolean;
  readonly mustBeFolder: boolean;
  readonly matches: (name: string) => boolean;
}

/** Each is asked about each file; real charts have thirty. */
const MOST_RULES = 1000;

/** Whether helm leaves a file or folder of a chart out. */
export type IgnoreRules = (name: string, isFolder: boolean) => boolean;

/** The rules of a .helmignore, and helm's own; what is wrong with the file, in helm's words. */
export function parseIgnore(text: string): IgnoreRules | { readonly fault: string; readonly line: number } {
  const rules: Rule[] = [];
  const lines = text.replace(/^\ufeff/, '').split('\n');
  for (const [index, line] of [...lines, 'templates/.?*'].entries()) {
    if (rules.length > MOST_RULES) return { fault: `more than ${String(MOST_RULES)} rules`, line: index + 1 };
    const rule = line.trim();
    if (rule === '' || rule.startsWith('#')) continue;
    if (rule.includes('**')) return { fault: 'double-star (**) syntax is not supported', line: index + 1 };
    if (filepathPattern(rule) === undefined) return { fault: 'syntax error in pattern', line: index + 1 };
    rules.push(parseRule(rule));
  }
  return (name, isFolder) => ignores(rules, name, isFolder);
}

function parseRule(rule: string): Rule {
  const negated = rule.startsWith('!');
  let rest = negated ? rule.slice(1) : rule;
  const mustBeFolder = rest.endsWith('/');
  if (mustBeFolder) rest = rest.slice(0, -1);
  const whole = rest.includes('/');
  const pattern = filepathPattern(rest.replace(/^\//, ''));
  return {
    negated,
    mustBeFolder,
    matches: (name) => pattern?.test(whole ? name : name.slice(name.lastIndexOf('/') + 1)) === true,
  };
}

function ignores(rules: readonly Rule[], name: string, isFolder: boolean): boolean {
  for (const { negated, mustBeFolder, matches } of rules) {
    if (negated) {
      if ((mustBeFolder && !isFolder) || !matches(name)) return true;
    } else if (!(mustBeFolder && !isFolder) && matches(name)) return true;
  }
  return false;
}
