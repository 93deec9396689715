import { isRecord } from '../kubernetes/go/json.ts';
import { InputError } from '../io/errors.ts';
import { plainValue } from '../kubernetes/yaml/node.ts';
import { parseDocument } from '../kubernetes/yaml/parse.ts';
import { readBlock } from './block-yaml.ts';
import { fit, SHAPES, WrongShape } from './field-types.ts';
import { revisionDataFault } from './revision-data.ts';

/** An object of the API; only its kind and a name are certain. */
export interface KubeObject {
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Which kinds to read, and which keys to skip in them. */
export interface Selection {
  readonly wanted: ReadonlySet<string>;
  skipped(kind: string): ReadonlySet<string>;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** An object without its data, and why that cannot be read, with the names of the file and the object. */
export interface UnreadableObject {
  readonly object: KubeObject;
  readonly reason: string;
}

export interface DumpObjects {
  readonly found: readonly KubeObject[];
  /** Revisions that are not among them, because of their data. */
  readonly unreadable: readonly UnreadableObject[];
  /** The number of all objects. */
  readonly total: number;
}

/** The wanted objects of a dump, with lists expanded. Throws InputError. */
export function readObjects(text: string, path: string, selection: Selection): DumpObjects {
  const reader = new ObjectReader(text, path, selection);
  if (/^\s*[{[]/.test(text.slice(0, 1000))) reader.json();
  else for (const range of documentsOf(text)) reader.yaml(range);
  const { found, unreadable, total } = reader;
  return { found, unreadable, total };
}

const SEPARATOR = /^---(?:[ \t].*)?$/gm;

/** The ranges between `---` lines. */
function documentsOf(text: string): Range[] {
  const ranges: Range[] = [];
  let start = 0;
  for (const match of text.matchAll(SEPARATOR)) {
    ranges.push({ start, end: match.index });
    start = match.index + match[0].length;
  }
  return [...ranges, { start, end: text.length }];
}

class ObjectReader {
  readonly found: KubeObject[] = [];
  readonly unreadable: UnreadableObject[] = [];
  total = 0;
  readonly #text: string;
  readonly #path: string;
  readonly #selection: Selection;

  constructor(text: string, path: string, selection: Selection) {
    this.#text = text;
    this.#path = path;
    this.#selection = selection;
  }

  json(): void {
    for (const value of this.#jsonValues()) this.#take(value);
  }

  /** Usually one value, or several in a row, as several calls of kubectl print them. */
  #jsonValues(): readonly unknown[] {
    try {
      return [JSON.parse(this.#text)];
    } catch (whole) {
      try {
        return jsonRanges(this.#text).map(({ start, end }) => JSON.parse(this.#text.slice(start, end)) as unknown);
      } catch {
        throw new InputError(
          `${this.#path} is not valid JSON: ${whole instanceof Error ? whole.message : String(whole)}`,
        );
      }
    }
  }

  yaml(range: Range): void {
    const before = { found: this.found.length, unreadable: this.unreadable.length, total: this.total };
    try {
      const items = itemsOf(this.#text, range);
      if (items === undefined) this.#take(this.#parse(range, NOTHING));
      else for (const item of items) this.#item(item);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      // An alias may refer from one item to another, so the whole document is needed.
      this.found.length = before.found;
      this.unreadable.length = before.unreadable;
      this.total = before.total;
      this.#take(this.#parse(range, NOTHING));
    }
  }

  /** One `- …` of a list: only wanted kinds are parsed. */
  #item(range: Range): void {
    const kind = kindOf(this.#text, range);
    if (kind !== undefined && !this.#selection.wanted.has(kind) && !kind.endsWith('List')) {
      this.total++;
      return;
    }
    const value = this.#parse(range, kind === undefined ? NOTHING : this.#selection.skipped(kind));
    for (const item of Array.isArray(value) ? (value as readonly unknown[]) : [value]) this.#take(item);
  }

  /** kubectl's own style is read by the fast reader; anything else by the full parser. */
  #parse(range: Range, skip: ReadonlySet<string>): unknown {
    const regular = readBlock(this.#text, range.start, range.end, skip);
    if (regular !== undefined) return regular;
    const { root, fault } = parseDocument(this.#text, range);
    if (fault !== undefined) throw new InputError(`${this.#path} is not valid YAML: ${fault.message}`);
    return root === undefined ? undefined : plainValue(root);
  }

  #take(value: unknown, kindOfList?: string): void {
    if (!isRecord(value)) return;
    const kind = typeof value['kind'] === 'string' ? value['kind'] : kindOfList;
    if (Array.isArray(value['items']) && (kind === undefined || kind.endsWith('List'))) {
      const inner = kind === undefined || kind === 'List' ? undefined : kind.slice(0, -'List'.length);
      for (const item of value['items'] as readonly unknown[]) this.#take(item, inner);
      return;
    }
    if (kind === undefined || !isRecord(value['metadata'])) return;
    this.total++;
    if (!this.#selection.wanted.has(kind)) return;
    const object = this.#checked(kind, { ...value, kind });
    const fault = kind === 'ControllerRevision' ? revisionDataFault(object['data']) : undefined;
    if (fault === undefined) {
      this.found.push(object);
      return;
    }
    this.unreadable.push({
      object: { ...object, data: undefined },
      reason: `${this.#path}: ${kind}${nameOf(object)}: ${fault}`,
    });
  }

  /** The object with the types of the API in every field that is read. */
  #checked(kind: string, value: Readonly<Record<string, unknown>>): KubeObject {
    try {
      // The shape of every kind has a map as its metadata.
      return fit(value, SHAPES[kind] ?? { fields: {} }) as KubeObject;
    } catch (error) {
      if (!(error instanceof WrongShape)) throw error;
      throw new InputError(`${this.#path}: ${kind}${nameOf(value)}: ${error.message}`);
    }
  }
}

/** With a space before it; empty where there is none. */
function nameOf({ metadata }: Readonly<Record<string, unknown>>): string {
  return isRecord(metadata) && typeof metadata['name'] === 'string' ? ` ${metadata['name']}` : '';
}

const NOTHING: ReadonlySet<string> = new Set();

/** The ranges of the `- …` entries below a top-level `items:`; undefined if the document is written in another way. */
function itemsOf(text: string, { start, end }: Range): Range[] | undefined {
  const head = /^items:[ \t]*\r?\n( *)- /m.exec(text.slice(start, Math.min(end, start + 4096)));
  if (head === null) return undefined;
  const pad = head[1] ?? '';
  const first = start + head.index + head[0].length - pad.length - 2;
  const stop = endOfItems(text, first, end);
  const marker = `\n${pad}- `;
  const ranges: Range[] = [];
  for (let at = first; at < stop;) {
    const next = text.indexOf(marker, at);
    const until = next < 0 || next >= stop ? stop : next + 1;
    ranges.push({ start: at, end: until });
    at = until;
  }
  return ranges;
}

/** Where the next key of the list object starts. */
function endOfItems(text: string, first: number, end: number): number {
  const next = /\n[^\s#-]/g;
  next.lastIndex = first;
  const match = next.exec(text);
  return match === null || match.index >= end ? end : match.index + 1;
}

/** The kind of an item, read without parsing it. */
function kindOf(text: string, { start, end }: Range): string | undefined {
  const pad = text.indexOf('-', start) - start;
  const first = `${' '.repeat(pad)}- kind: `;
  const marker = `\n${' '.repeat(pad)}  kind: `;
  const found = text.indexOf(marker, start);
  const at = text.startsWith(first, start)
    ? start + first.length
    : found < 0 || found >= end
      ? -1
      : found + marker.length;
  return at < 0
    ? undefined
    : /^["']?([A-Za-z]+)["']?[ \t]*\r?$/m.exec(text.slice(at, at + 100).split('\n')[0] ?? '')?.[1];
}

/** The ranges of top-level values: where brackets outside strings are balanced. */
function jsonRanges(text: string): Range[] {
  const ranges: Range[] = [];
  let [depth, start] = [0, 0];
  for (const match of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)|[{[]|[}\]]/gs)) {
    const token = match[0];
    if (token === '{' || token === '[') depth++;
    if (token !== '}' && token !== ']') continue;
    depth--;
    if (depth > 0) continue;
    ranges.push({ start, end: match.index + 1 });
    start = match.index + 1;
  }
  return text.slice(start).trim() === '' ? ranges : [...ranges, { start, end: text.length }];
}
