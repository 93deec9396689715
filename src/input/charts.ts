/** Charts, as one piece that is loaded only where there is one. */
import type { UnreadableDocument } from '../document/unreadable.ts';
import { ChartError, type ChartFile } from '../helm/chart.ts';
import { chartFiles } from '../helm/folder.ts';
import { withLocalDependencies } from '../helm/local-dependencies.ts';
import type { Io } from '../io/io.ts';
import { repositoryRoot } from '../io/work-tree.ts';
import { BudgetError, StepBudget, withinBudget } from '../limits/budget.ts';
import type { ChartRelease, ChartValues } from '../manifest/chart-release.ts';
import { unloaded } from './chart-unbuilt.ts';
import { GivenFiles } from './chart-values.ts';
import { chartContents, type ChartContents } from './chart-check.ts';
import type { ChartSettings } from './chart-settings.ts';
import { bugText, isForUser } from '../words/unexpected-error.ts';

export * from '../helm/helm.ts';

/** What a chart is read with. */
export interface ChartReading extends Pick<ChartSettings, 'minor' | 'only' | 'pool'> {
  /** Of this chart and of others. */
  readonly releases?: readonly ChartRelease[] | undefined;
  readonly values?: ChartValues | undefined;
}

/**
 * Reads the chart in a folder, whose files the report shows below `shown`. Throws InputError for values that cannot be
 * read, and never for what is wrong with the chart.
 */
export function readChart(folder: string, shown: string, reading: ChartReading, io: Io): ChartContents {
  const { minor, only, pool, values = {} } = reading;
  const boundary = repositoryRoot(folder, io) ?? io.cwd;
  const given = new GivenFiles(io);
  let files: readonly ChartFile[] = [];
  try {
    const own = chartFiles(folder, shown === '.' ? '' : shown, boundary, io);
    files = own;
    files = packed(pool, () => withLocalDependencies(own, folder, shown, boundary, io));
    const named = (reading.releases ?? []).filter((one) => one.folder === folder);
    const releases = named.map(({ release, namespace, ...written }) => {
      const read = given.values(written, false);
      return { values: read, path: [...given.bytes.keys()].at(-1), release, namespace };
    });
    return chartContents(files, {
      minor,
      only,
      pool,
      releases,
      given: given.values(values, true),
      givenFiles: given.bytes,
    });
  } catch (error) {
    if (isForUser(error)) throw error;
    const known = error instanceof ChartError ? error : new ChartError(bugText(error));
    const fault = faultOf(known, shown);
    return { rendered: [], faults: [fault], templates: new Map(), unbuilt: [unloaded(fault, files)] };
  }
}

/** Runs `pack`, which may take what is left of a run's steps. */
function packed<T>(pool: ChartReading['pool'], pack: () => T): T {
  try {
    return withinBudget(new StepBudget(pool), pack);
  } catch (error) {
    throw error instanceof BudgetError ? new ChartError(error.message) : error;
  }
}

/** A chart whose files cannot be read. */
function faultOf({ message, file }: ChartError, shown: string): UnreadableDocument {
  const path = file?.path ?? (shown === '.' ? 'Chart.yaml' : `${shown}/Chart.yaml`);
  const explanation = `helm does not load the chart: ${message}`;
  return {
    source: { path, text: '' },
    document: 0,
    madeBy: 'helm',
    fault: { message, explanation, span: { start: 0, end: 0 } },
  };
}
