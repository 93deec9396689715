/** The files of a chart as sources of findings, by their paths and by what helm calls them. */
import { hasLetters } from '../document/decode-text.ts';
import type { SourceFile } from '../document/source.ts';
import { fromBytes } from '../gotemplate/value.ts';
import { archiveFiles } from '../helm/archive.ts';
import { ChartError, type ChartFile } from '../helm/chart.ts';

export class ChartSources {
  /** Of the chart itself, as the report shows it. */
  readonly chartFile: string;
  readonly #files: readonly ChartFile[];
  readonly #given: ReadonlyMap<string, Uint8Array>;
  readonly #marked = new Map<string, readonly SourceFile[]>();
  readonly #byPath = new Map<string, ChartFile>();
  readonly #sources = new Map<string, SourceFile>();
  readonly #names = new Map<string, string>();

  /** `given` are files of values that lie outside of the chart. */
  constructor(files: readonly ChartFile[], given: ReadonlyMap<string, Uint8Array>) {
    this.#files = files;
    this.#given = given;
    this.chartFile = files.find(({ name }) => name === 'Chart.yaml')?.path ?? '';
    this.#index(files);
  }

  /** Files by their paths, those in archives too: findings are in them as well. */
  #index(files: readonly ChartFile[]): void {
    for (const file of files) {
      this.#byPath.set(file.path, file);
      if (!file.name.endsWith('.tgz')) continue;
      try {
        this.#index(archiveFiles(file.bytes, file.path));
      } catch (error) {
        // Loading the chart says what is wrong with it.
        if (!(error instanceof ChartError)) throw error;
      }
    }
  }

  /** Learns the paths of templates by helm's names for them. */
  learn(names: Iterable<readonly [name: string, path: string]>): void {
    for (const [name, path] of names) this.#names.set(name, path);
  }

  fileAt(path: string): ChartFile | undefined {
    return this.#byPath.get(path);
  }

  source(path: string): SourceFile | undefined {
    const known = this.#sources.get(path);
    const bytes = this.#byPath.get(path)?.bytes ?? this.#given.get(path);
    if (known !== undefined || bytes === undefined) return known;
    const source = { path, text: fromBytes(bytes) };
    this.#sources.set(path, source);
    return source;
  }

  /** The files in which a text is found, without those of archives, which nobody writes. */
  marked(text: string): readonly SourceFile[] {
    let found = this.#marked.get(text);
    if (found === undefined) {
      const all = [...this.#files.map(({ path, bytes }) => [path, bytes] as const), ...this.#given];
      const holding = all.filter(([path, bytes]) => !path.endsWith('.tgz') && hasLetters(bytes, text));
      found = holding.flatMap(([path]) => this.source(path) ?? []);
      this.#marked.set(text, found);
    }
    return found;
  }

  /** The path of a template that was rendered. */
  pathOf(name: string | undefined): string | undefined {
    return name === undefined ? undefined : this.#names.get(name);
  }

  /** The file that helm calls by this name: the chart's name, and its path. */
  template(name: string | undefined): SourceFile | undefined {
    if (name === undefined) return undefined;
    const own = this.#names.get(name);
    if (own !== undefined) return this.source(own);
    const inside = name.slice(name.indexOf('/') + 1);
    const file = this.#files.find((one) => one.name === inside);
    return file === undefined ? undefined : this.source(file.path);
  }
}
