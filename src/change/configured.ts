/** The charts that the configuration of each of two states installs, where the configuration itself changed. */
import { join } from 'node:path';
import { CHART } from '../input/chart-folders.ts';
import { fileAt } from '../input/find-files.ts';
import type { Io } from '../io/io.ts';
import type { ChartRelease } from '../manifest/chart-release.ts';
import type { State, States } from './states.ts';

/** What tells which configuration a state has. */
export interface Configured {
  /** The configurations that a file is, or is a part of. */
  readonly configurationsOf: (path: string) => readonly string[];
  /** What the configuration of a file says in some state of all files. */
  readonly releasesIn: (path: string, io: Io) => Promise<readonly ChartRelease[]>;
}

/** The charts of a state that a configuration of it names, by the path of one of its files. */
type ReleasesOf = (path: string) => Promise<readonly ChartRelease[]>;

export interface ConfiguredStates {
  readonly states: States;
  /** Undefined where both states have the same configuration. */
  readonly releases?: { readonly old: ReleasesOf; readonly next: ReleasesOf };
}

/** The states, to whose files the charts are added of which a changed configuration says something else. */
export async function configuredStates(states: States, configured: Configured | undefined): Promise<ConfiguredStates> {
  const changed = new Set((states.touched ?? []).flatMap((path) => configured?.configurationsOf(path) ?? []));
  if (configured === undefined || changed.size === 0) return { states };
  const of =
    (state: State): ReleasesOf =>
    (path) =>
      configured.releasesIn(path, state.io);
  const releases = { old: of(states.old), next: of(states.next) };
  const folders = new Set<string>();
  for (const path of changed) {
    const [old, next] = [await releases.old(path), await releases.next(path)];
    for (const folder of new Set([...old, ...next].map((release) => release.folder)))
      if (saidOf(folder, old) !== saidOf(folder, next)) folders.add(folder);
  }
  const withCharts = (state: State): State => {
    const { files, changed: isWanted = () => true } = state.files;
    const charts = [...folders]
      .map((folder) => join(folder, CHART))
      .filter((path) => isWanted(path) && !files.some((file) => file.path === path && file.part !== true))
      .map((path) => fileAt(path, false, state.io));
    return { ...state, files: { ...state.files, files: [...files, ...charts] } };
  };
  return { states: { ...states, old: withCharts(states.old), next: withCharts(states.next) }, releases };
}

const saidOf = (folder: string, releases: readonly ChartRelease[]): string =>
  JSON.stringify(releases.filter((release) => release.folder === folder));
