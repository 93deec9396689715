/** Which of the files that are read belong to charts. */
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Io } from '../io/io.ts';
import type { FoundFile } from './find-files.ts';
import { isSearchedName, namedFiles } from './search-folder.ts';
import { repositoryRoot } from '../io/work-tree.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import type { ChartRelease } from '../manifest/chart-release.ts';
import type { Context } from '../manifest/manifest.ts';

export interface Grouped {
  /** The files for whose sake a chart is read, by its absolute folder. */
  readonly charts: Map<string, FoundFile[]>;
  /** The files that are read as they are. */
  readonly plain: readonly FoundFile[];
}

export const CHART = 'Chart.yaml';

/**
 * Groups files by the chart that they belong to; templates and the charts of a chart are not read as they are. `searched`
 * says that the files are all of their folders, whose charts need not be looked for then. Of the files that are `lost`
 * the charts are read, too.
 */
export function groupCharts(
  files: readonly FoundFile[],
  searched: boolean,
  io: Io,
  lost: readonly FoundFile[] = [],
): Grouped {
  const finder = new Finder(files, searched, io);
  const charts = new Map<string, FoundFile[]>();
  const plain: FoundFile[] = [];
  for (const file of files) {
    const folder = file.path === '-' ? undefined : finder.chartOf(file);
    if (folder === undefined) {
      // A helper that no chart has is none of ours.
      if (file.named || file.path === '-' || isSearchedName(file.path)) plain.push(file);
      continue;
    }
    addTo(charts, folder, file);
    const [first = '', ...inside] = relative(folder, file.path).split(sep);
    if (inside.length > 0 && first !== 'templates' && first !== 'charts' && isSearchedName(file.path)) plain.push(file);
  }
  for (const file of lost) {
    const folder = finder.chartOf(file);
    if (folder !== undefined) addTo(charts, folder, file);
  }
  return { charts, plain };
}

/** The configured releases that take values from a file. */
export function releasesWith({ path }: FoundFile, { releases = [] }: Context): readonly ChartRelease[] {
  return releases.filter(({ files }) => files.includes(path));
}

const LOCAL = /\brepository["']?:[ \t]*["']?file:\/\/([^\s"',}]+)/g;

/** The charts of a repository that take in, from their folders, charts whose files are given. */
export function* takingIn(
  charts: Grouped['charts'],
  io: Io,
): Generator<readonly [folder: string, files: readonly FoundFile[]]> {
  const roots = new Set([...charts.keys()].flatMap((folder) => repositoryRoot(folder, io) ?? []));
  for (const path of [...roots].flatMap((root) => namedFiles([CHART, 'requirements.yaml'], root, io) ?? []))
    for (const [, way = ''] of textOf(path, io).matchAll(LOCAL)) {
      const files = charts.get(resolve(dirname(path), way));
      if (files !== undefined) yield [dirname(path), files];
    }
}

function textOf(path: string, io: Io): string {
  try {
    return io.kindOf(path) === 'file' ? Buffer.from(io.readFile(path)).toString('utf8') : '';
  } catch {
    // Whoever reads the chart is told.
    return '';
  }
}

class Finder {
  readonly #known = new Map<string, boolean>();
  readonly #searched: boolean;
  readonly #top: string;
  readonly #io: Io;

  constructor(files: readonly FoundFile[], searched: boolean, io: Io) {
    this.#searched = searched;
    this.#io = io;
    for (const { path } of files) if (basename(path) === CHART) this.#known.set(dirname(path), true);
    this.#top = commonFolder(files);
  }

  /** The outermost chart that a file belongs to. */
  chartOf({ path, named }: FoundFile): string | undefined {
    for (let at = dirname(path); ; at = dirname(at)) {
      if (this.#isChart(at, named)) return this.#outermost(at, named);
      if (at === dirname(at)) return undefined;
    }
  }

  #outermost(folder: string, named: boolean): string {
    const above = dirname(folder);
    return basename(above) === 'charts' && this.#isChart(dirname(above), named)
      ? this.#outermost(dirname(above), named)
      : folder;
  }

  #isChart(folder: string, named: boolean): boolean {
    const known = this.#known.get(folder);
    if (known !== undefined) return known;
    // What a search went through has its Chart.yaml among the files.
    const below = this.#searched && !named && folder.startsWith(`${this.#top}${sep}`);
    const found = !below && this.#io.kindOf(join(folder, CHART)) === 'file';
    this.#known.set(folder, found);
    return found;
  }
}

/** The deepest folder that all files lie in. */
function commonFolder(files: readonly FoundFile[]): string {
  let common: string[] | undefined;
  for (const { path } of files) {
    if (path === '-') continue;
    const parts = dirname(path).split(sep);
    if (common === undefined) common = parts;
    let depth = 0;
    while (depth < common.length && common[depth] === parts[depth]) depth++;
    common = common.slice(0, depth);
  }
  return (common ?? []).join(sep);
}
