/** The DaemonSets that charts and kustomizations make of the files of `daemonlint dry-run`. */
import { dirname, resolve } from 'node:path';
import { writtenPlace, positionIn } from '../document/source.ts';
import { faultLine } from '../document/unreadable.ts';
import { groupCharts } from '../input/chart-folders.ts';
import type { FoundFile, FoundFiles } from '../input/find-files.ts';
import { meetsKustomization } from '../input/kustomization.ts';
import { readInput, type InputOptions } from '../input/read-input.ts';
import type { Io } from '../io/io.ts';
import type { ParsedDocument } from '../kubernetes/yaml/parse.ts';
import type { ReportFile } from '../report/report.ts';
import type { Settings } from '../settings/settings.ts';

/** A DaemonSet that was made, and the line of the file that it is known by. */
export interface BuiltDocument {
  readonly path: string;
  readonly document: number;
  readonly line: number;
  readonly text: string;
  readonly parsed: ParsedDocument;
}

export interface Built {
  readonly documents: readonly BuiltDocument[];
  /** What does not render or build, and why. */
  readonly problems: readonly string[];
  /** Files of charts and kustomizations from which nothing is made. */
  readonly looked: readonly ReportFile[];
  /** Whether a file is a part of one, and no manifest by itself. */
  readonly isPart: (file: FoundFile) => boolean;
}

export interface Reading extends Pick<InputOptions, 'isIgnored' | 'prepare' | 'mostOf' | 'stdinFilename'> {
  readonly minors: readonly number[];
  readonly settingsOf: (folder: string) => Promise<Settings>;
}

/** Renders and builds as `check` does; a file that is named is answered for as it is written, templates of charts apart. */
export async function readBuilt(found: FoundFiles, paths: readonly string[], reading: Reading, io: Io): Promise<Built> {
  const files = found.files.filter(({ path }) => path !== '-');
  const { charts, plain } = groupCharts(files, true, io);
  if (charts.size === 0 && !meetsKustomization(files, () => false, io))
    return { documents: [], problems: [], looked: [], isPart: () => false };
  const { minors, settingsOf, ...options } = reading;
  const contextOf = async ({ path }: FoundFile) => ({
    ...(await settingsOf(dirname(resolve(io.cwd, path)))).context,
    minors,
  });
  const input = await readInput(
    paths.filter((path) => path !== '-'),
    { ...options, asWritten: true },
    contextOf,
    io,
  );
  const read = new Set(plain);
  const own = new Set(plain.map(({ shown }) => shown));
  const isPart = (file: FoundFile): boolean =>
    file.path !== '-' && (!read.has(file) || input.inside.has(io.realPath(file.path) ?? file.path));
  return {
    documents: input.manifests.flatMap(({ source, document, root, holder, duplicates, format }) => {
      if (source.madeFrom === undefined) return [];
      const place = writtenPlace(source, root.span);
      const { line } = positionIn(place.source, place.span.start);
      const parsed = { root, duplicates, format };
      const text = source.text.slice(holder.start, holder.start + 64);
      return [{ path: place.source.path, document, line, text, parsed }];
    }),
    problems: input.unreadable.flatMap((each) =>
      each.madeBy === undefined && own.has(each.source.path) ? [] : [faultLine(each)],
    ),
    looked: input.files.filter(({ path, status }) => status === 'skipped' && !own.has(path)),
    isPart,
  };
}
