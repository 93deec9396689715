/** Charts, as one piece that is loaded only where there is one. */
import type { Dict, Str } from '../gotemplate/value.ts';
import { Dict as EmptyDict, fromBytes, str } from '../gotemplate/value.ts';
import type { Io } from '../io/io.ts';
import { quote } from '../kubernetes/go/strings.ts';
import { parseKubeVersion } from './capabilities.ts';
import { ChartError, type Chart } from './chart.ts';
import { mergeMaps } from './coalesce.ts';
import { loadChart } from './folder.ts';
import { readValues } from './load.ts';
import { checkSchema } from './schema.ts';
import { SetError, setValues, textValue, typedValue } from './set-values.ts';
import { checkInstallable, releaseText, renderRelease, showOnly, type RenderedRelease } from './template.ts';

export { ChartError } from './chart.ts';
export { RenderError } from './engine.ts';
export { ManifestError } from './manifests.ts';

/** The values that are given for a chart, as helm's options name them. */
export interface GivenValues {
  /** Files, as they are written on the command line. */
  readonly files: readonly string[];
  readonly json: readonly string[];
  readonly typed: readonly string[];
  readonly text: readonly string[];
  /** `key=path`: the value is the file's text. */
  readonly fromFiles: readonly string[];
}

export interface ChartRequest {
  /** The chart's folder or archive, absolute. */
  readonly path: string;
  /** How the paths of its files begin. */
  readonly shown: string;
  /** Links may lead anywhere in this folder. */
  readonly boundary: string;
  readonly releaseName: string;
  readonly namespace: string;
  /** The version of the cluster: `1.36.0`. */
  readonly kubernetes: string;
  readonly apiVersions: readonly string[];
  readonly values: GivenValues;
}

export interface RenderedChart {
  readonly chart: Chart;
  readonly release: RenderedRelease;
}

/**
 * Renders a chart as `helm template` does; `read` gives the bytes of a values file. Throws ChartError, and what `read`
 * throws.
 */
export function renderRequest(request: ChartRequest, read: (path: string) => Uint8Array, io: Io): RenderedChart {
  const kubeVersion = parseKubeVersion(request.kubernetes);
  if (kubeVersion === undefined) throw new ChartError(`invalid kube version '${request.kubernetes}'`);
  const values = givenValues(request.values, read);
  const chart = loadChart(request.path, request.shown, request.boundary, io);
  checkInstallable(chart);
  const release = renderRelease(chart, values, { ...request, kubeVersion, checkSchema });
  return { chart, release };
}

/** What `helm template` prints; of `shown` templates alone when there are any. Throws ChartError. */
export function templateOutput({ chart, release }: RenderedChart, includeCrds: boolean, shown: readonly string[]): Str {
  const text = releaseText(chart, release, includeCrds);
  return shown.length === 0 ? text : showOnly(text, shown);
}

/** Options.MergeValues. Throws ChartError. */
export function givenValues(
  { files, json, typed, text, fromFiles }: GivenValues,
  read: (path: string) => Uint8Array,
): Dict {
  let values: Dict = new EmptyDict();
  for (const path of files) values = mergeMaps(values, valuesOf(path, read));
  for (const line of json)
    setting(`failed parsing --set-json data ${line}`, false, () => {
      setValues(line, values);
    });
  for (const line of typed)
    setting('failed parsing --set data', true, () => {
      setValues(line, values, typedValue);
    });
  for (const line of text)
    setting('failed parsing --set-string data', true, () => {
      setValues(line, values, textValue);
    });
  for (const line of fromFiles) {
    setting('failed parsing --set-file data', true, () => {
      setValues(line, values, (path) => str(fromBytes(read(path))));
    });
  }
  return values;
}

function valuesOf(path: string, read: (path: string) => Uint8Array): Dict {
  try {
    return readValues(fromBytes(read(path)).replace(/^\ufeff/, ''), path);
  } catch (error) {
    if (error instanceof ChartError) throw new ChartError(`failed to parse ${path}: ${error.message}`, error.file);
    throw error;
  }
}

function setting(what: string, withReason: boolean, set: () => void): void {
  try {
    set();
  } catch (error) {
    if (!(error instanceof SetError)) throw error;
    throw new ChartError(withReason ? `${what}: ${error.message}` : what);
  }
}

/** helm's check of a release's name. Source: chartutil ValidateReleaseName. */
export function releaseNameFault(name: string): string | undefined {
  if (name === '') return 'no name provided';
  const valid = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name) && name.length <= 53;
  if (valid) return undefined;
  return `release name ${quote(name)}: invalid release name, must match regex ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length must not be longer than 53`;
}
