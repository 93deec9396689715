/** sprig's regular expressions, which are RE2's. Source: sprig regex.go, Go regexp. */
import { RE2JS, RE2JSException, type Matcher } from 're2js';
import { spend } from '../limits/budget.ts';
import { func, FuncError, INT, STRING } from '../gotemplate/func.ts';
import { TextBuilder } from '../gotemplate/text.ts';
import type { List, Str } from '../gotemplate/value.ts';
import { Bool, marksOf, NilList, str, type Func } from '../gotemplate/value.ts';
import { quote } from '../kubernetes/go/strings.ts';
import { stringList } from './strings.ts';

const compiled = new Map<string, RE2JS>();

/** Go `regexp.MustCompile`. Throws FuncError with Go's text. */
function compile({ text }: Str, must: boolean): RE2JS {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  try {
    const pattern = RE2JS.compile(text);
    if (compiled.size > 500) compiled.clear();
    compiled.set(text, pattern);
    return pattern;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const problem = error.message;
    throw new FuncError(must ? `regexp: Compile(${backquoted(text)}): ${problem}` : problem);
  }
}

/** Go's regexp quote. */
function backquoted(text: string): string {
  return text.includes('`') ? quote(text) : `\`${text}\``;
}

interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (readonly [number, number])[];
}

/** Steps for a millisecond of searching. */
const STEPS_A_MS = 2000;

/** Counts a search, whose work neither the pattern nor the text tells: by its processor time. Throws BudgetError. */
function counted(search: () => boolean): boolean {
  const before = process.cpuUsage();
  const found = search();
  const { user, system } = process.cpuUsage(before);
  spend(((user + system) / 1000) * STEPS_A_MS);
  return found;
}

/** The first match at or behind `at`. */
function matchFrom(matcher: Matcher, at: number): Match | undefined {
  if (!counted(() => matcher.find(at))) return undefined;
  const groups = Array.from(
    { length: matcher.groupCount() + 1 },
    (_, group) => [matcher.start(group), matcher.end(group)] as const,
  );
  return { start: matcher.start(), end: matcher.end(), groups };
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** All matches as Go finds them: an empty one is not taken right behind another. Source: Regexp.allMatches. */
function allMatches(pattern: RE2JS, text: string, limit: number): Match[] {
  const matcher = pattern.matcher(text);
  const matches: Match[] = [];
  let previousEnd = -1;
  for (let at = 0; at <= text.length && (limit < 0 || matches.length < limit);) {
    const match = matchFrom(matcher, at);
    if (match === undefined) break;
    if (match.end !== at || match.start !== previousEnd) matches.push(match);
    at = match.end === at ? at + widthAt(text, at) : match.end;
    previousEnd = match.end;
  }
  return matches;
}

function find(regex: Str, source: Str, must: boolean): Str {
  const [match] = allMatches(compile(regex, must), source.text, 1);
  return match === undefined ? str('') : source.slice(match.start, match.end);
}

function findAll(regex: Str, source: Str, limit: number, must: boolean): List {
  const matches = allMatches(compile(regex, must), source.text, limit);
  return matches.length === 0
    ? new NilList('[]string')
    : stringList(matches.map(({ start, end }) => source.slice(start, end)));
}

const REFERENCE = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))?/gu;

/** Adds a replacement's text with its references filled in. Source: regexp expand. */
function addExpanded(out: TextBuilder, template: Str, pattern: RE2JS, source: Str, { groups }: Match): void {
  let from = 0;
  for (const match of template.text.matchAll(REFERENCE)) {
    const name = match[1] ?? match[2];
    if (name === undefined && match[0] !== '$$') continue;
    out.addSlice(template, from, match.index);
    from = match.index + match[0].length;
    if (name === undefined) {
      out.add('$');
      continue;
    }
    const index = /^(?:0|[1-9]\d*)$/.test(name) ? Number(name) : pattern.namedGroups()[name];
    const group = index === undefined ? undefined : groups[index];
    if (group !== undefined && group[0] >= 0) out.addSlice(source, group[0], group[1]);
  }
  out.addSlice(template, from, template.text.length);
}

/** Source: Regexp.replaceAll. */
function replace(regex: Str, source: Str, by: Str, literal: boolean, must: boolean): Str {
  const pattern = compile(regex, must);
  const { text } = source;
  const matcher = pattern.matcher(text);
  const out = new TextBuilder();
  let lastEnd = 0;
  for (let at = 0; at <= text.length;) {
    const match = matchFrom(matcher, at);
    if (match === undefined) break;
    out.addSlice(source, lastEnd, match.start);
    if (match.end > lastEnd || match.start === 0) {
      if (literal) out.addStr(by);
      else addExpanded(out, by, pattern, source, match);
    }
    lastEnd = match.end;
    at = Math.max(at + widthAt(text, at), match.end);
  }
  return out.addSlice(source, lastEnd, text.length).build();
}

/** Go `Regexp.Split`. */
function splitBy(regex: Str, source: Str, limit: number, must: boolean): List {
  const pattern = compile(regex, must);
  if (limit === 0) return new NilList('[]string');
  if (regex.text !== '' && source.text === '') return stringList([str('')]);
  const parts: Str[] = [];
  let from = 0;
  let end = 0;
  for (const match of allMatches(pattern, source.text, limit)) {
    if (limit > 0 && parts.length >= limit - 1) break;
    end = match.start;
    if (match.end !== 0) parts.push(source.slice(from, end));
    from = match.end;
  }
  if (end !== source.text.length) parts.push(source.slice(from));
  return stringList(parts);
}

/** A function with and without errors of its own. */
function both(name: string, make: (must: boolean) => Func): Readonly<Record<string, Func>> {
  return { [name]: make(true), [`must${name.slice(0, 1).toUpperCase()}${name.slice(1)}`]: make(false) };
}

function matches(regex: Str, source: Str): Bool {
  const matcher = compile(regex, false).matcher(source.text);
  return new Bool(
    counted(() => matcher.find()),
    marksOf(source),
  );
}

function matchesQuietly(regex: Str, source: Str): Bool {
  try {
    return matches(regex, source);
  } catch (error) {
    if (error instanceof FuncError) return new Bool(false);
    throw error;
  }
}

export const REGEXES: Readonly<Record<string, Func>> = {
  regexMatch: func([STRING, STRING], matchesQuietly),
  mustRegexMatch: func([STRING, STRING], matches),
  ...both('regexFindAll', (must) =>
    func([STRING, STRING, INT], (regex, source, limit) => findAll(regex, source, limit, must)),
  ),
  ...both('regexFind', (must) => func([STRING, STRING], (regex, source) => find(regex, source, must))),
  ...both('regexReplaceAll', (must) =>
    func([STRING, STRING, STRING], (regex, source, by) => replace(regex, source, by, false, must)),
  ),
  ...both('regexReplaceAllLiteral', (must) =>
    func([STRING, STRING, STRING], (regex, source, by) => replace(regex, source, by, true, must)),
  ),
  ...both('regexSplit', (must) =>
    func([STRING, STRING, INT], (regex, source, limit) => splitBy(regex, source, limit, must)),
  ),
  regexQuoteMeta: func([STRING], ({ text }) => str(text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&'))),
};
