/** The text of a baseline: a list with one entry a line, which is searched without a parser unless somebody formatted it. */
import { ConfigError } from '../io/errors.ts';
import { parseDocument } from '../kubernetes/yaml/parse.ts';
import type { Node } from '../kubernetes/yaml/node.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import { lineStarts, positionAt } from '../document/source.ts';
import { jsonText } from '../words/escape.ts';
import { groupBy } from '../words/group-by.ts';
import { HOMEPAGE } from '../version.ts';
import { meant } from '../words/similar-name.ts';
import { lineOf, PARTS, type Entry } from './entry.ts';

const HEADER = `# Findings that were known when this was written, by daemonlint baseline. They are not reported; whatever is not here is.
# Fix them one by one; daemonlint baseline --prune takes out what is fixed. See ${HOMEPAGE}/blob/main/docs/baseline.md
`;

/** An entry as it is written in a file. */
export interface WrittenEntry {
  /** As daemonlint writes it. */
  readonly line: string;
  readonly path: string;
  readonly rule: string;
  readonly hash: string;
  readonly span: Span;
  /** The comments above it, each with its line end. */
  readonly above: string;
}

// What JSON reads.
const STRING = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"`;
const WRITTEN = new RegExp(`^- \\{${PARTS.map((part) => `"${part}":${STRING}`).join(',')}\\}$`);
const IS_COMMENT = /^[ \t]*(?:#.*)?$/;
const BEGINNING = '- {"path":"';
const END = '"}';

/** An entry on a line of its own. */
class LineEntry implements WrittenEntry {
  readonly line: string;
  readonly above: string;
  readonly #start: number;

  constructor(line: string, start: number, above: string) {
    this.line = line;
    this.above = above;
    this.#start = start;
  }

  get path(): string {
    const { line } = this;
    const end = line.indexOf('"', BEGINNING.length);
    const path = line.slice(BEGINNING.length, end);
    return path.includes('\\') ? entryOf(line).path : path;
  }

  get rule(): string {
    return entryOf(this.line).rule;
  }

  /** It is the last part, and has no escapes. */
  get hash(): string {
    return this.line.slice(this.line.lastIndexOf(':"') + 2, -END.length);
  }

  get span(): Span {
    return { start: this.#start, end: this.#start + this.line.length };
  }
}

/** From that many searches on, it is quicker to read all. */
const MOST_SEARCHES = 8;

/** The entries of a baseline: most runs ask for those of a few files, and large baselines have thousands. */
export class Entries {
  readonly #text: string;
  readonly #shown: string;
  #searches = 0;
  #all: readonly WrittenEntry[] | undefined;
  readonly #groups = new Map<'path' | 'hash', ReadonlyMap<string, readonly WrittenEntry[]>>();

  /** `shown` is the file's name in errors. */
  constructor(text: string, shown: string) {
    this.#text = text;
    this.#shown = shown;
    if (!hasLinesOnly(text)) this.#all = readYaml(text, shown);
  }

  /** Throws ConfigError with line and column. */
  get all(): readonly WrittenEntry[] {
    return (this.#all ??= readLines(this.#text) ?? readYaml(this.#text, this.#shown));
  }

  /** Those of some files, or with some hashes, in any order. Throws ConfigError for one of them that is none. */
  with(part: 'path' | 'hash', values: ReadonlySet<string>): readonly WrittenEntry[] {
    this.#searches += values.size;
    if (this.#all === undefined && this.#searches <= MOST_SEARCHES)
      return [...values].flatMap((value) => this.#search(part, value));
    let group = this.#groups.get(part);
    if (group === undefined) this.#groups.set(part, (group = groupBy(this.all, (entry) => entry[part])));
    return [...values].flatMap((value) => group.get(value) ?? []);
  }

  #search(part: 'path' | 'hash', value: string): WrittenEntry[] {
    const text = this.#text;
    const sought = part === 'path' ? `- {"path":${jsonText(value)},` : `,"hash":${jsonText(value)}}`;
    const found: WrittenEntry[] = [];
    for (let at = text.indexOf(sought); at !== -1; at = text.indexOf(sought, endOfLine(text, at))) {
      const start = text.lastIndexOf('\n', at) + 1;
      const line = lineAt(text, start);
      const entry = new LineEntry(line, start, '');
      if (WRITTEN.test(line) && entry[part] === value) found.push(entry);
      // A comment, or what only a parser reads or refuses.
      else if (line.startsWith(BEGINNING)) return this.all.filter((each) => each[part] === value);
    }
    return found;
  }
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

const lineAt = (text: string, start: number): string => text.slice(start, endOfLine(text, start)).replace(/\r$/, '');

/** Whether each line looks like an entry or a comment. */
function hasLinesOnly(text: string): boolean {
  for (let start = 0; start < text.length;) {
    // A call less for each of thousands of lines.
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    const isEntry = text.startsWith(BEGINNING, start) && text.startsWith(END, end - END.length);
    if (!isEntry && !WRITTEN.test(lineAt(text, start)) && !IS_COMMENT.test(lineAt(text, start))) return false;
    start = end + 1;
  }
  return true;
}

function readLines(text: string): WrittenEntry[] | undefined {
  const entries: WrittenEntry[] = [];
  let above = '';
  for (let start = 0; start < text.length; start = endOfLine(text, start) + 1) {
    const line = lineAt(text, start);
    if (WRITTEN.test(line)) {
      entries.push(new LineEntry(line, start, above));
      above = '';
    } else if (IS_COMMENT.test(line)) above += `${line}\n`;
    else return undefined;
  }
  return entries;
}

function readYaml(text: string, shown: string): WrittenEntry[] {
  const fail = ({ start }: Span, message: string): ConfigError => {
    const { line, column } = positionAt(lineStarts(text), start);
    return new ConfigError(`${shown}:${line}:${column}: ${message}`);
  };
  const mark = /^(?:<{7}|={7}|>{7})(?: |$)/m.exec(text);
  if (mark !== null)
    throw fail({ start: mark.index, end: mark.index }, 'a merge was not finished here; keep the lines of both sides');
  const { root, fault } = parseDocument(text, { start: 0, end: text.length });
  if (fault !== undefined) throw fail(fault.span, fault.explanation);
  if (root === undefined || root.kind === 'null') return [];
  if (root.kind !== 'list') throw fail(root.span, 'a baseline is a list; write it with daemonlint baseline');
  return root.items.map((item) => {
    const { path, rule, hash, ...entry } = entryIn(item, fail);
    return { line: lineOf({ path, rule, hash, ...entry }), path, rule, hash, span: item.span, above: '' };
  });
}

function entryIn(item: Node, fail: (span: Span, message: string) => ConfigError): Entry {
  if (item.kind !== 'map') throw fail(item.span, `an entry of a baseline has ${PARTS.join(', ')}`);
  const parts = new Map<string, string>();
  for (const { key, keySpan, value } of item.entries) {
    const isKnown = (PARTS as readonly string[]).includes(key);
    if (!isKnown) throw fail(keySpan, `an entry of a baseline has no "${key}"${meant(key, PARTS)}`);
    if (value.kind !== 'string') throw fail(value.span, `"${key}" of an entry is a text; put it in quotes`);
    parts.set(key, value.value);
  }
  const missing = PARTS.find((part) => !parts.has(part));
  if (missing !== undefined) throw fail(item.span, `the entry has no "${missing}"; write it with daemonlint baseline`);
  const part = (name: keyof Entry): string => parts.get(name) ?? '';
  return {
    path: part('path'),
    object: part('object'),
    rule: part('rule'),
    field: part('field'),
    value: part('value'),
    hash: part('hash'),
  };
}

/** The entry that a line holds. */
export function entryOf(line: string): Entry {
  // The line has the form of WRITTEN, or was made by lineOf.
  return JSON.parse(line.slice(2)) as Entry;
}

/** A baseline with some entries: sorted, each once, below the comments that stood above it. */
export function baselineText(written: readonly WrittenEntry[], lines: ReadonlySet<string>): string {
  const above = new Map(written.map((entry) => [entry.line, entry.above]));
  const [first] = written;
  // What stands above all entries is about all of them.
  const head = first?.above.startsWith('#') === true ? first.above : HEADER;
  if (first !== undefined) above.set(first.line, '');
  const sorted = [...lines].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return head + sorted.map((line) => `${above.get(line) ?? ''}${line}\n`).join('');
}
