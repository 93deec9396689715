/** The charts that the configuration of each of two states installs, where the configuration itself changed. */
import { extname, join } from 'node:path';
import { CHART } from '../input/chart-folders.ts';
import { fileAt } from '../input/find-files.ts';
import { digestOf, type Unbuilt } from '../input/unbuilt.ts';
import type { Io } from '../io/io.ts';
import type { ChartRelease } from '../manifest/chart-release.ts';
import type { State, States } from './states.ts';

/** What tells which configuration a state has. */
export interface Configured {
  /** The configurations that a file is, or is a part of, as far as they were read. */
  readonly configurationsOf: (path: string) => readonly string[];
  /** The names of the files that are configurations wherever they are. */
  readonly namesToFind: readonly string[];
  /** What the configuration of a file says in some state of all files, or why that is not known. */
  readonly releasesIn: (path: string, io: Io) => Promise<readonly ChartRelease[] | Error>;
}

/** The charts of a state that a configuration of it names, by the path of one of its files. */
type ReleasesOf = (path: string) => Promise<readonly ChartRelease[]>;

export interface ConfiguredStates {
  readonly states: States;
  /** Undefined where both states have the same configuration. */
  readonly releases?: { readonly old: ReleasesOf; readonly next: ReleasesOf };
}

type Side = 'old' | 'next';
const SIDES = ['old', 'next'] as const satisfies readonly Side[];
const EXTENDED = ['.yaml', '.yml', '.json'];

/** The states, to whose files the charts are added of which a changed configuration says something else. */
export async function configuredStates(states: States, configured: Configured | undefined): Promise<ConfiguredStates> {
  if (configured === undefined) return { states };
  const touched = states.touched ?? [];
  const read = (side: Side, path: string): Promise<readonly ChartRelease[] | Error> =>
    configured.releasesIn(path, states[side].io);
  // Which files are extended is known once all configurations are read, in both states.
  if (touched.some((path) => EXTENDED.includes(extname(path))))
    for (const path of states.named?.(configured.namesToFind) ?? []) for (const side of SIDES) await read(side, path);
  const changed = new Set(touched.flatMap((path) => configured.configurationsOf(path)));
  if (changed.size === 0) return { states };
  const folders = new Set<string>();
  const names = { old: new Set<string>(), next: new Set<string>() };
  const unknown = { old: new Map<string, Error>(), next: new Map<string, Error>() };
  for (const path of changed) {
    const said = { old: await read('old', path), next: await read('next', path) };
    const [old, next] = [knownIn(said.old), knownIn(said.next)];
    for (const { folder } of old) names.old.add(folder);
    for (const { folder } of next) names.next.add(folder);
    for (const folder of new Set([...old, ...next].map((release) => release.folder))) {
      if (saidOf(folder, old) === saidOf(folder, next)) continue;
      folders.add(folder);
      for (const side of SIDES) if (said[side] instanceof Error) unknown[side].set(folder, said[side]);
    }
  }
  const withCharts = (side: Side): State => {
    const { files, changed: isWanted = () => true } = states[side].files;
    const charts = [...folders]
      .filter((folder) => names[side].has(folder) || states[side].io.kindOf(folder) === 'directory')
      .map((folder) => join(folder, CHART))
      .filter((path) => isWanted(path) && !files.some((file) => file.path === path && file.part !== true))
      .map((path) => fileAt(path, false, states[side].io));
    const unbuilt = [...unknown[side]].map(([folder, error]) => unbuiltChart(folder, error, states[side].io));
    return { ...states[side], unbuilt, files: { ...states[side].files, files: [...files, ...charts] } };
  };
  const releasesOf =
    (side: Side): ReleasesOf =>
    async (path) =>
      knownIn(await read(side, path));
  return {
    states: { ...states, old: withCharts('old'), next: withCharts('next') },
    releases: { old: releasesOf('old'), next: releasesOf('next') },
  };
}

const saidOf = (folder: string, releases: readonly ChartRelease[]): string =>
  JSON.stringify(releases.filter((release) => release.folder === folder));

function knownIn(said: readonly ChartRelease[] | Error): readonly ChartRelease[] {
  return said instanceof Error ? [] : said;
}

/** A chart of which nobody knows with which values it is installed. */
function unbuiltChart(folder: string, error: Error, io: Io): Unbuilt {
  return {
    path: fileAt(join(folder, CHART), false, io).shown,
    reason: `nobody knows with which values the chart is installed: ${error.message}`,
    hides: 'changes',
    files: new Set(),
    digest: digestOf(error.message),
    patched: [],
  };
}
