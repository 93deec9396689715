/** Charts from disk. Source: helm pkg/chart/loader/directory.go, internal/sympath. */
import { join } from 'node:path';
import { fromBytes } from '../gotemplate/value.ts';
import type { Io } from '../io/io.ts';
import { quote } from '../kubernetes/go/strings.ts';
import { archiveFiles, MAX_CHART, MAX_FILE, withoutBom } from './archive.ts';
import { ChartError, type Chart, type ChartFile } from './chart.ts';
import { parseIgnore, type IgnoreRules } from './ignore.ts';
import { loadFiles } from './load.ts';

const MAX_FILES = 20_000;
const MAX_DEPTH = 64;

/**
 * The chart in a folder or an archive. `shown` begins the paths of its files. Links are followed while they stay in
 * `boundary`. Throws ChartError, and the system's errors.
 */
export function loadChart(path: string, shown: string, boundary: string, io: Io): Chart {
  return loadFiles(chartFiles(path, shown, boundary, io));
}

/** The files of the chart in a folder or an archive, as loadChart takes them. */
export function chartFiles(path: string, shown: string, boundary: string, io: Io): readonly ChartFile[] {
  if (io.kindOf(path) === 'directory') return new Walk(path, shown, boundary, io).files();
  return archiveFiles(io.readFile(path), shown);
}

class Walk {
  readonly #root: string;
  readonly #shown: string;
  readonly #boundary: string;
  readonly #io: Io;
  readonly #rules: IgnoreRules;
  readonly #files: ChartFile[] = [];
  #bytes = 0;

  constructor(root: string, shown: string, boundary: string, io: Io) {
    this.#root = root;
    this.#shown = shown;
    this.#boundary = io.realPath(boundary) ?? boundary;
    this.#io = io;
    this.#rules = this.#ignoreRules();
  }

  files(): readonly ChartFile[] {
    this.#folder('', 0);
    return this.#files;
  }

  #ignoreRules(): IgnoreRules {
    const path = join(this.#root, '.helmignore');
    const text =
      this.#io.kindOf(path) === 'file' && this.#linked(path, '.helmignore') === 'file'
        ? fromBytes(this.#io.readFile(path))
        : '';
    const rules = parseIgnore(text);
    if (typeof rules === 'function') return rules;
    throw new ChartError(rules.fault, { path: this.#path('.helmignore'), start: 0, end: 0 });
  }

  #path(name: string): string {
    return this.#shown === '' ? name : `${this.#shown}/${name}`;
  }

  #folder(folder: string, depth: number): void {
    if (depth > MAX_DEPTH) throw new ChartError(`${this.#path(folder)} is nested too deeply`);
    const entries = [...this.#io.readDirectory(join(this.#root, folder))].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { name, kind } of entries) this.#entry(folder === '' ? name : `${folder}/${name}`, kind, depth);
  }

  #entry(name: string, kind: string, depth: number): void {
    const path = join(this.#root, name);
    const target = kind === 'link' ? this.#linked(path, name) : kind;
    if (this.#rules(name, target === 'directory')) return;
    if (target === 'directory') this.#folder(name, depth + 1);
    else if (target === 'file') this.#file(path, name, kind === 'file');
    else throw new ChartError(`cannot load irregular file ${this.#path(name)} as it has file mode type bits set`);
  }

  /** What a link leads to. Throws ChartError when that is not there, or not in the repository. */
  #linked(path: string, name: string): string {
    const real = this.#io.realPath(path);
    const place = { path: this.#path(name), start: 0, end: 0 };
    if (real === undefined) throw new ChartError(`error evaluating symlink ${this.#path(name)}`, place);
    if (real !== this.#boundary && !real.startsWith(this.#boundary.replace(/\/?$/, '/'))) {
      throw new ChartError(`${this.#path(name)} is a link that leads out of the repository`, place);
    }
    return this.#io.kindOf(path) ?? 'other';
  }

  #file(path: string, name: string, isRegular: boolean): void {
    const bytes = this.#io.readFile(path, { isRegular });
    this.#bytes += bytes.length;
    if (bytes.length > MAX_FILE) {
      const base = name.slice(name.lastIndexOf('/') + 1);
      throw new ChartError(`chart file ${quote(base)} is larger than the maximum file size ${String(MAX_FILE)}`);
    }
    if (this.#bytes > MAX_CHART || this.#files.length >= MAX_FILES)
      throw new ChartError('the chart has too many files');
    this.#files.push({ name, bytes: withoutBom(bytes), path: this.#path(name) });
  }
}
