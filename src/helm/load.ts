/** Charts from files. Source: helm pkg/chart/loader/load.go. */
import { Dict, fromBytes, type Value } from '../gotemplate/value.ts';
import type { Mark } from '../gotemplate/text.ts';
import { compareBytes } from '../kubernetes/go/strings.ts';
import type { Node } from '../kubernetes/yaml/node.ts';
import { parseYaml } from '../kubernetes/yaml/parse.ts';
import { valueOf } from '../sprig/json.ts';
import { archiveFiles } from './archive.ts';
import { Chart, ChartError, type ChartFile } from './chart.ts';
import { decodeMetadata, metadataFault, mismatch } from './metadata.ts';

/** A file of YAML as a tree; undefined when it is empty. Throws ChartError with sigs.k8s.io/yaml's text. */
export function readYaml(text: string, path: string): Node | undefined {
  const { root, fault } = parseYaml(text, { start: 0, end: text.length });
  if (fault !== undefined)
    throw new ChartError(`error converting YAML to JSON: ${fault.message}`, { path, ...fault.span });
  return root;
}

/** Values of a file, each with its place. Throws ChartError when it holds no map. */
export function readValues(text: string, path: string): Dict {
  const root = readYaml(text, path);
  if (root === undefined || root.kind === 'null') return new Dict();
  if (root.kind !== 'map') {
    const { message } = mismatch(root, 'value', 'map[string]interface {}');
    throw new ChartError(message, { path, ...root.span });
  }
  const values: Value = valueOf(root, ({ span }, keys): Mark => ({ path, keys, ...span }));
  return values instanceof Dict ? values : new Dict();
}

/** Runs `read`; helm says in what it failed. */
function within<T>(what: string, path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ChartError)) throw error;
    throw new ChartError(
      `${what}: ${error.message}`,
      error.file === undefined ? undefined : { ...error.file, path: error.file.path || path },
    );
  }
}

/** How deep charts may lie in charts. */
const MAX_DEPTH = 64;

/** A chart from its files. Throws ChartError with helm's text. */
export function loadFiles(files: readonly ChartFile[], depth = 0): Chart {
  if (depth > MAX_DEPTH) throw new ChartError(`charts are nested more than ${String(MAX_DEPTH)} deep`);
  const named = new Map(files.map((file) => [file.name, file]));
  const chart = new Chart(loadMetadata(named), {
    templates: files.filter(({ name }) => name.startsWith('templates/')),
    files: files.filter(isPlainFile),
    schema: named.get('values.schema.json'),
    source: files,
    values: loadValues(named.get('values.yaml')),
  });
  const fault = metadataFault(chart.metadata);
  if (fault !== undefined) throw new ChartError(fault, placeOf(named.get('Chart.yaml')));
  for (const [name, own] of subcharts(files)) {
    chart.add(
      within(`error unpacking subchart ${name} in ${chart.name}`, name, () => loadSubchart(name, own, depth + 1)),
    );
  }
  return chart;
}

function placeOf(
  file: ChartFile | undefined,
): { readonly path: string; readonly start: number; readonly end: number } | undefined {
  return file === undefined ? undefined : { path: file.path, start: 0, end: 0 };
}

const SPECIAL = new Set(['Chart.yaml', 'Chart.lock', 'values.yaml', 'values.schema.json']);

/** Whether `.Files` has a file. requirements.yaml and its lock are distinguished by the chart's version. */
function isPlainFile({ name }: ChartFile): boolean {
  if (SPECIAL.has(name) || name.startsWith('templates/')) return false;
  return !name.startsWith('charts/') || name.endsWith('.prov');
}

function loadMetadata(named: ReadonlyMap<string, ChartFile>): Chart['metadata'] {
  const chart = named.get('Chart.yaml');
  const requirements = named.get('requirements.yaml');
  if (chart === undefined) throw new ChartError('Chart.yaml file is missing');
  const root = within('cannot load Chart.yaml', chart.path, () => readYaml(fromBytes(chart.bytes), chart.path));
  within('cannot load Chart.yaml', chart.path, () => decodeMetadata(root, undefined));
  if (requirements === undefined) return decodeMetadata(root, undefined);
  return within('cannot load requirements.yaml', requirements.path, () =>
    decodeMetadata(root, readYaml(fromBytes(requirements.bytes), requirements.path)),
  );
}

function loadValues(file: ChartFile | undefined): Dict {
  if (file === undefined) return new Dict();
  return within('cannot load values.yaml', file.path, () => readValues(fromBytes(file.bytes), file.path));
}

/** The files below charts/, by the chart or archive that they belong to. */
function subcharts(files: readonly ChartFile[]): [string, ChartFile[]][] {
  const found = new Map<string, ChartFile[]>();
  for (const file of files) {
    if (!file.name.startsWith('charts/') || file.name.endsWith('.prov')) continue;
    const name = file.name.slice('charts/'.length);
    const chart = name.split('/', 1)[0] ?? '';
    if (/^[_.]/.test(chart)) continue;
    const own = found.get(chart) ?? [];
    own.push({ ...file, name });
    found.set(chart, own);
  }
  return [...found].sort(([a], [b]) => compareBytes(a, b));
}

function loadSubchart(name: string, files: readonly ChartFile[], depth: number): Chart {
  const [first] = files;
  if (!name.endsWith('.tgz') || first === undefined) {
    const inside = files.filter((file) => file.name.includes('/'));
    return loadFiles(
      inside.map((file) => ({ ...file, name: file.name.slice(file.name.indexOf('/') + 1) })),
      depth,
    );
  }
  if (first.name !== name) throw new ChartError(`error unpacking subchart tar in: expected ${name}, got ${first.name}`);
  return loadFiles(archiveFiles(first.bytes, first.path), depth);
}
