/** What kustomizations make, as texts that know where they are written. */
import { hasLetters } from '../document/decode-text.ts';
import type { SourceFile } from '../document/source.ts';
import type { Io } from '../io/io.ts';
import { build, BuildError, printYaml, type Build, type Printed, type RenderChart } from '../kustomize/index.ts';
import { fileAt, type FoundFile } from './find-files.ts';
import { renderChartCall } from './kustomize-charts.ts';
import { builtPlaces, type BuiltBase } from './kustomized-places.ts';
import type { KustomizeGraph } from './kustomize-graph.ts';
import { byRealPath, type Root, type Wanted } from './kustomize-roots.ts';

export class KustomizeTexts {
  readonly #wanted: Wanted;
  readonly #graph: KustomizeGraph;
  readonly #io: Io;
  readonly #found: ReadonlyMap<string, FoundFile>;
  readonly #sources = new Map<string, SourceFile | undefined>();
  /** Bases as they are without their overlays, by their directories. */
  readonly #bases = new Map<string, SourceFile | undefined>();

  constructor(wanted: Wanted, graph: KustomizeGraph, io: Io) {
    this.#wanted = wanted;
    this.#graph = graph;
    this.#io = io;
    this.#found = byRealPath(wanted.files, io);
  }

  /** A file by its real path, as it was found. */
  fileAt(path: string): FoundFile {
    return this.#found.get(path) ?? fileAt(path, false, this.#io);
  }

  /** The text of a file; undefined where it cannot be read. */
  source(path: string): SourceFile | undefined {
    if (!this.#sources.has(path)) {
      const text = this.#graph.bytes(path) === undefined ? undefined : this.#graph.textOf(path);
      this.#sources.set(path, text === undefined ? undefined : { path: this.fileAt(path).shown, text });
    }
    return this.#sources.get(path);
  }

  /** Builds a kustomization without what is not here, with the charts that are. Throws BuildError. */
  build(directory: string): Build {
    const files = this.#graph.filesAround(directory);
    const charts: RenderChart = (call) => renderChartCall(call, files.boundary ?? directory, this.#io);
    return build(directory, this.#io, { lenient: true, files, charts });
  }

  /** The text of what was built. */
  print({ objects, file }: Build, { directory, only }: Root): SourceFile {
    const { text, marks } = printed(objects);
    const files = {
      file,
      source: (path: string) => this.source(path),
      wayTo: (path: string) => this.#graph.wayTo(directory, path),
      isIgnored: this.#wanted.isIgnored,
      marked: (text: string) => this.#marked(directory, text),
      base: (path: string) => this.#baseWith(path, directory),
    };
    const { shown } = this.fileAt(file);
    return { path: shown, text, madeFrom: builtPlaces(text, marks, files, { path: shown, only }) };
  }

  #marked(directory: string, text: string): readonly SourceFile[] {
    return [...this.#graph.reach(directory).files].flatMap(([path, use]) => {
      if (use === 'data' || this.#wanted.isIgnored(path)) return [];
      const bytes = this.#graph.bytes(path);
      return bytes !== undefined && hasLetters(bytes, text) ? (this.source(path) ?? []) : [];
    });
  }

  /** The base of a kustomization that a file comes with. */
  #baseWith(path: string, directory: string): BuiltBase | undefined {
    const base = this.#graph.baseWith(directory, path);
    if (base === undefined) return undefined;
    if (!this.#bases.has(base)) this.#bases.set(base, this.#buildBase(base));
    const source = this.#bases.get(base);
    const { files } = this.#graph.reach(base);
    return source && { source, has: (file) => files.has(file) };
  }

  #buildBase(directory: string): SourceFile | undefined {
    try {
      return this.print(this.build(directory), { directory, only: undefined });
    } catch (error) {
      if (error instanceof BuildError) return undefined;
      throw error;
    }
  }
}

/** Objects as kustomize prints them, and where each part comes from. */
function printed(objects: Build['objects']): { readonly text: string; readonly marks: readonly Printed[] } {
  const marks: Printed[] = [];
  let text = '';
  for (const object of objects) {
    if (text !== '') text += '---\n';
    const own: Printed[] = [];
    const offset = text.length;
    text += printYaml(object, own);
    for (const { start, end, place } of own) marks.push({ start: start + offset, end: end + offset, place });
  }
  return { text, marks };
}
