/** Charts, as one piece that is loaded only where there is one. */
import type { UnreadableDocument } from '../document/unreadable.ts';
import { Dict } from '../gotemplate/value.ts';
import { ChartError } from '../helm/chart.ts';
import { chartFiles } from '../helm/folder.ts';
import type { Io } from '../io/io.ts';
import { repositoryRoot } from '../io/work-tree.ts';
import { chartContents, type ChartContents, type ChartSettings } from './chart-check.ts';
import { bugText, isForUser } from '../words/guarded.ts';

export * from '../helm/helm.ts';

/** Reads the chart in a folder, whose files the report shows below `shown`. Never throws for what is wrong with it. */
export function readChart(
  folder: string,
  shown: string,
  settings: Omit<ChartSettings, 'given'>,
  io: Io,
): ChartContents {
  const boundary = repositoryRoot(folder, io) ?? io.cwd;
  try {
    const files = chartFiles(folder, shown === '.' ? '' : shown, boundary, io);
    return chartContents(files, { ...settings, given: new Dict() });
  } catch (error) {
    if (isForUser(error)) throw error;
    const known = error instanceof ChartError ? error : new ChartError(bugText(error));
    return { rendered: [], faults: [faultOf(known, shown)], templates: new Map() };
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
