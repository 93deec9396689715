/** Charts in folders that a chart depends on, as `helm dependency build` packs them. Source: helm pkg/downloader/manager.go. */
import { join, posix } from 'node:path';
import { fromBytes } from '../gotemplate/value.ts';
import type { Io } from '../io/io.ts';
import { isInside } from '../io/work-tree.ts';
import { allow, spendText } from '../limits/budget.ts';
import { isCompatibleRange } from '../sprig/semver.ts';
import { MAX_CHART } from './archive.ts';
import { ChartError, type ChartFile, type Dependency } from './chart.ts';
import { missingDependencies } from './dependencies.ts';
import { chartFiles } from './folder.ts';
import { loadFiles } from './load.ts';

const LOCAL = 'file://';
/** What can be the name of a folder in charts/ that is loaded as one. */
const FOLDER = /^[A-Za-z0-9][A-Za-z0-9_.-]*(?<!\.tgz)$/;

/**
 * The files of a chart with those of the charts in folders of the same repository that its charts/ lacks, as they would
 * lie there. What cannot be packed is left out, and is missing then. Nothing is looked for that those depend on: helm
 * packs them as they are. Throws ChartError,
 * BudgetError and the system's errors.
 */
export function withLocalDependencies(
  files: readonly ChartFile[],
  folder: string,
  shown: string,
  boundary: string,
  io: Io,
): readonly ChartFile[] {
  const packed: ChartFile[] = [...files];
  let bytes = sizeOf(files);
  for (const dependency of missingLocal(files)) {
    const own = packedFiles(dependency, folder, shown, boundary, io);
    bytes += sizeOf(own);
    if (bytes > MAX_CHART) throw new ChartError('the chart has too many files');
    for (const file of own) packed.push(file);
  }
  return packed;
}

function sizeOf(files: readonly ChartFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** The missing charts that are asked for in folders; those of several aliases once. */
function missingLocal(files: readonly ChartFile[]): readonly Dependency[] {
  const names = /^(?:Chart|requirements)\.yaml$/;
  if (!files.some(({ name, bytes }) => names.test(name) && fromBytes(bytes).includes(LOCAL))) return [];
  try {
    const chart = loadFiles(files);
    const missing = new Set(missingDependencies(chart));
    const local = (chart.requirements ?? []).filter(
      ({ name, repository }) => missing.has(name) && repository.startsWith(LOCAL),
    );
    return [...new Map(local.map((one) => [one.name, one])).values()];
  } catch (error) {
    // Whoever reads the chart is told.
    if (error instanceof ChartError) return [];
    throw error;
  }
}

function packedFiles(
  { name, version, repository }: Dependency,
  folder: string,
  shown: string,
  boundary: string,
  io: Io,
): readonly ChartFile[] {
  const path = repository.slice(LOCAL.length);
  // An absolute path is one of somebody's machine.
  if (path.startsWith('/') || !FOLDER.test(name)) return [];
  const [real, top] = [io.realPath(join(folder, path)), io.realPath(boundary) ?? boundary];
  if (real === undefined || !isInside(real, top) || io.kindOf(real) !== 'directory') return [];
  try {
    const files = chartFiles(real, posix.join(shown, path).replace(/\/$/, ''), boundary, io);
    // Many charts may ask for a large one.
    for (const file of files) allow(file.path, file.bytes.length);
    spendText(sizeOf(files));
    const chart = loadFiles(files);
    if (chart.name !== name || !isCompatibleRange(version, chart.metadata.version)) return [];
    return files.map((file) => ({ ...file, name: `charts/${name}/${file.name}` }));
  } catch (error) {
    if (error instanceof ChartError) return [];
    throw error;
  }
}
