/** `.Files` of a chart. Source: helm pkg/engine/files.go, gobwas/glob. */
import { spendText } from '../limits/budget.ts';
import { func, STRING } from '../gotemplate/func.ts';
import { split } from '../gotemplate/text.ts';
import { compile, type Regex } from '../kubernetes/go/regexp.ts';
import { Bytes, Dict, fromBytes, List, Str, str, type Func } from '../gotemplate/value.ts';
import { basePath, encodeBase64 } from '../sprig/encoding.ts';
import type { ChartFile } from './chart.ts';
import { JSON_YAML, writeYaml } from './yaml-write.ts';

const TYPE = 'engine.files';

/** The files of a chart as templates see them: a map of their bytes, with methods. */
export function filesValue(files: readonly ChartFile[]): Dict {
  const entries = files.map(({ name, bytes, path }) => [name, new Bytes(() => textOf(bytes, path))] as const);
  return new Dict(new Map(entries), TYPE, new Map(), new Bytes(str('')));
}

function textOf(bytes: Uint8Array, path: string): Str {
  const text = fromBytes(bytes);
  return Str.marked(text, { path, keys: [], start: 0, end: text.length });
}

function bytesOf(files: Dict, name: string): Str {
  const found = files.entries.get(name);
  return found instanceof Bytes ? found.str : str('');
}

/** A method of `.Files`; undefined when the map is not one, or has no such method. */
export function filesMethod(files: Dict, name: string): Func | undefined {
  if (files.type !== TYPE) return undefined;
  switch (name) {
    case 'Get':
      return func([STRING], ({ text }) => bytesOf(files, text));
    case 'GetBytes':
      return func([STRING], ({ text }) => new Bytes(bytesOf(files, text)));
    case 'Glob':
      return func([STRING], ({ text }) => glob(files, text));
    case 'Lines':
      return func([STRING], ({ text }) => lines(bytesOf(files, text)));
    case 'AsConfig':
      return func([], () => asYaml(files, (bytes) => bytes));
    case 'AsSecrets':
      return func([], () => asYaml(files, (bytes) => Str.marked(encodeBase64(bytes), bytes.mark)));
    default:
      return undefined;
  }
}

function lines(content: Str): List {
  if (content.text === '') return new List([], '[]string');
  const whole = content.text.endsWith('\n') ? content.slice(0, content.text.length - 1) : content;
  return new List(split(whole, '\n'), '[]string');
}

function asYaml(files: Dict, show: (bytes: Str) => Str): Str {
  const named = new Dict();
  for (const name of files.sortedKeys()) named.entries.set(basePath(name), show(bytesOf(files, name)));
  const text = writeYaml(named, JSON_YAML);
  return text.slice(0, text.text.length - 1);
}

function glob(files: Dict, pattern: string): Dict {
  spendText(files.entries.size * pattern.length);
  const matches = gobwasPattern(pattern);
  const found = [...files.entries].filter(([name]) => matches.test(name));
  return new Dict(new Map(found), files.type, new Map(), files.zero);
}

/** gobwas/glob with `/` as its separator; what it cannot compile matches no path with a slash. */
export function gobwasPattern(pattern: string): Regex {
  let out = '';
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? '';
    if (char === '*') {
      if (pattern[at + 1] === '*') {
        while (pattern[at + 1] === '*') at++;
        out += '.*';
      } else out += '[^/]*';
    } else if (char === '?') out += '[^/]';
    else if (char === '\\') out += escape(pattern[++at] ?? '');
    else if (char === '{') {
      out += '(?:';
      depth++;
    } else if (char === '}' && depth > 0) {
      out += ')';
      depth--;
    } else if (char === ',' && depth > 0) out += '|';
    else if (char === '[') {
      const range = rangeAt(pattern, at);
      if (range === undefined) return ANYTHING;
      out += range.text;
      at = range.end;
    } else out += escape(char);
  }
  if (depth > 0) return ANYTHING;
  try {
    return compile(`(?s)^${out}$`);
  } catch {
    return ANYTHING;
  }
}

// helm then compiles "**" without a separator, which matches everything.
const ANYTHING: Regex = { test: () => true };

/** Characters in brackets: a range, or a list in which `-` is one of them. Source: lexer fetchRange, parserRange. */
function rangeAt(pattern: string, start: number): { readonly text: string; readonly end: number } | undefined {
  const negated = pattern[start + 1] === '!';
  let at = start + (negated ? 2 : 1);
  const charAt = (index: number): string => Array.from(pattern.slice(index, index + 2))[0] ?? '';
  const low = charAt(at);
  let inside = '';
  if (low !== '' && pattern[at + low.length] === '-') {
    const high = charAt(at + low.length + 1);
    at += low.length + 1 + high.length;
    if (high < low) return undefined;
    inside = `${escape(low)}-${escape(high)}`;
  } else
    for (; at < pattern.length && pattern[at] !== ']'; at++)
      inside += escape(pattern[pattern[at] === '\\' ? ++at : at] ?? '');
  return inside === '' || pattern[at] !== ']' ? undefined : { text: `[${negated ? '^' : ''}${inside}]`, end: at };
}

function escape(char: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char;
}
