/** Charts that a kustomization inflates. Source: kustomize plugin/builtin/helmchartinflationgenerator, api/types/helmchartargs.go. */
import { isAbsolute, join } from 'node:path';
import { decode, type Decoded } from './decode.ts';
import { BuildError, within } from './errors.ts';
import type { Loader } from './loader.ts';
import { strategicMerge } from './merge.ts';
import { readObjects, type SourceText } from './read.ts';
import { HELM_GENERATED, Resource } from './resource.ts';
import type { Schemas } from './schema.ts';
import { textFile } from './text-file.ts';
import { fromDecodedJson } from './yaml/from-json.ts';
import type { Place } from './yaml/node.ts';
import { parseNode } from './yaml/parse.ts';
import { printYaml } from './yaml/print.ts';
import { toJson, type JsonMap, type JsonNode } from './yaml/value.ts';

const STRINGS = { list: 'string' } as const;
const HELM_CHART = {
  fields: {
    name: 'string',
    version: 'string',
    digest: 'string',
    repo: 'string',
    releaseName: 'string',
    namespace: 'string',
    additionalValuesFiles: STRINGS,
    valuesFile: 'string',
    valuesInline: 'any',
    valuesMerge: 'string',
    includeCRDs: 'bool',
    skipHooks: 'bool',
    apiVersions: STRINGS,
    kubeVersion: 'string',
    nameTemplate: 'string',
    skipTests: 'bool',
    debug: 'bool',
    devel: 'bool',
  },
} as const;
type HelmChart = Decoded<typeof HELM_CHART>;

/** A text with values, and the file that it is of. */
export interface ValuesText {
  readonly path: string;
  readonly text: string;
}

/** What is asked of helm. */
export interface ChartCall {
  /** The chart's folder, absolute. */
  readonly path: string;
  readonly releaseName: string;
  readonly namespace: string;
  /** `1.36.0`; undefined for the version that helm was built for. */
  readonly kubeVersion: string | undefined;
  readonly apiVersions: readonly string[];
  readonly includeCrds: boolean;
  readonly skipHooks: boolean;
  readonly skipTests: boolean;
  /** Later ones count more. */
  readonly values: readonly ValuesText[];
}

/** What helm prints, and where it is written. Throws BuildError. */
export type RenderChart = (call: ChartCall) => SourceText;

/** The folder of a chart and the files with its values, absolute; undefined for what is not here. */
export interface LocalChart {
  readonly folder: string;
  readonly values: readonly string[];
}

const HOME = 'charts';

function readChart(json: JsonNode): HelmChart {
  const chart = decode(json, HELM_CHART, { strict: true, coerce: false });
  if (chart === undefined || (chart.name?.value ?? '') === '')
    throw new BuildError('chart name cannot be empty', json.place);
  return chart;
}

// absChartHome, chartExistsLocally
function folderOf({ name, version, repo }: HelmChart, home: string | undefined, root: string): string {
  const chartHome = home === undefined || home === '' ? HOME : home;
  const folder = isAbsolute(chartHome) ? chartHome : join(root, chartHome);
  const own = name?.value ?? '';
  const isPulled = (version?.value ?? '') !== '' && (repo?.value ?? '') !== '';
  return join(isPulled ? join(folder, `${own}-${version?.value ?? ''}`) : folder, own);
}

/** What an entry of `helmCharts` is made of; undefined where the chart is not here. Throws BuildError. */
export function localChart(json: JsonNode, home: string | undefined, loader: Loader): LocalChart | undefined {
  const chart = readChart(json);
  const folder = folderOf(chart, home, loader.root);
  if (!loader.hasDirectory(folder)) return undefined;
  const own = chart.valuesFile?.value;
  const more = (chart.additionalValuesFiles ?? []).map(({ value }) => join(loader.root, value));
  const first = own === undefined || own === '' ? join(folder, 'values.yaml') : join(loader.root, own);
  return { folder, values: [first, ...more] };
}

/** The objects of an entry of `helmCharts`, whose chart is here. Throws BuildError. */
export function inflate(
  json: JsonNode,
  { folder }: LocalChart,
  { loader, schemas }: { readonly loader: Loader; readonly schemas: Schemas },
  render: RenderChart,
): Resource[] {
  const chart = readChart(json);
  const { place } = chart;
  const first = valuesOf(chart, folder, loader, schemas);
  const more = (chart.additionalValuesFiles ?? []).map(({ value, place: at }) => textAt(value, at, loader));
  const rendered = within('rendering a chart', place, () =>
    render({
      path: folder,
      // Without a name helm makes one of the time.
      releaseName: chart.releaseName?.value || 'release-name',
      namespace: chart.namespace?.value || 'default',
      kubeVersion: chart.kubeVersion?.value || undefined,
      apiVersions: (chart.apiVersions ?? []).map(({ value }) => value),
      includeCrds: chart.includeCRDs?.value === true,
      skipHooks: chart.skipHooks?.value === true,
      skipTests: chart.skipTests?.value === true,
      values: [first, ...more],
    }),
  );
  return readObjects(rendered).map((node) => {
    const resource = new Resource(node, schemas);
    resource.setAnnotation(HELM_GENERATED, 'true');
    return resource;
  });
}

function textAt(path: string, place: Place, loader: Loader): ValuesText {
  const { text } = textFile(loader, path, place);
  return { path: loader.path(path, place), text };
}

// createNewMergedValuesFile, copyValuesFile
function valuesOf(chart: HelmChart, folder: string, loader: Loader, schemas: Schemas): ValuesText {
  const { place, valuesInline } = chart;
  const written = chart.valuesFile?.value;
  const path = written === undefined || written === '' ? join(folder, 'values.yaml') : written;
  const merge = chart.valuesMerge?.value || 'override';
  if (!['merge', 'override', 'replace'].includes(merge))
    throw new BuildError('valuesMerge must be one of [merge override replace]', chart.valuesMerge?.place ?? place);
  const at = chart.valuesFile?.place ?? place;
  if (valuesInline?.kind !== 'map' || valuesInline.entries.length === 0) return textAt(path, at, loader);
  if (merge === 'replace') return { path: '', text: printYaml(valuesInline) };
  return { path: '', text: merged(textAt(path, at, loader).text, valuesInline, merge, schemas) };
}

function merged(text: string, inline: JsonMap, merge: string, schemas: Schemas): string {
  const file = parseNode(text)?.content[0];
  if (file?.kind !== 'map') return printYaml(inline);
  const own = fromDecodedJson(inline);
  const [target, patch] = merge === 'override' ? [file, own] : [own, file];
  strategicMerge(target, patch, schemas);
  return printYaml(toJson(target));
}
