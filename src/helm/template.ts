/** `helm template` of a chart. Source: helm cmd/helm/template.go, install.go, pkg/action/install.go, action.go. */
import { TextBuilder } from '../gotemplate/text.ts';
import { Bool, Dict, fromBytes, Int, str, type Str } from '../gotemplate/value.ts';
import { isCompatibleRange } from '../sprig/semver.ts';
import { isSpace, trimWhere } from '../sprig/strings.ts';
import { capabilities, type KubeVersion } from './capabilities.ts';
import { ChartError, type Chart } from './chart.ts';
import { coalesceValues } from './coalesce.ts';
import { missingDependencies, processDependencies } from './dependencies.ts';

export { hasFetched, missingDependencies as missingIn } from './dependencies.ts';
import { renderChart, type Rendered } from './engine.ts';
import type { StepPool } from '../limits/budget.ts';
import { filepathPattern } from './ignore.ts';
import { sortManifests, splitManifests, type Sorted } from './manifests.ts';

export interface TemplateOptions {
  readonly releaseName: string;
  readonly namespace: string;
  readonly kubeVersion: KubeVersion;
  readonly apiVersions: readonly string[];
  readonly isUpgrade?: boolean;
  readonly skipSchema?: boolean;
  /** What the charts of a run may take together; by default this one has a pool of its own. */
  readonly pool?: StepPool | undefined;
  /** Checks values against a schema: what is wrong, in helm's words. Loaded only when a chart has one. */
  readonly checkSchema?: (schema: string, values: Dict) => string | undefined;
}

/** What a chart renders to. */
export interface RenderedRelease extends Sorted {
  readonly rendered: Rendered;
}

const BUILD =
  'An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: ';

/** Dependencies that are not there. */
export class MissingError extends ChartError {
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    super(`${BUILD}found in Chart.yaml, but missing in charts/ directory: ${names.join(', ')}`);
    this.names = names;
  }
}

/** Throws MissingError, or ChartError for a chart that cannot be installed. */
export function checkInstallable(chart: Chart): void {
  const { type } = chart.metadata;
  if (type !== '' && type !== 'application') throw new ChartError(`${type} charts are not installable`);
  const missing = missingDependencies(chart);
  if (missing.length > 0) throw new MissingError(missing);
}

/** Renders a chart, which it changes, with the values given for it. Throws ChartError, RenderError, ManifestError. */
export function renderRelease(chart: Chart, values: Dict, options: TemplateOptions): RenderedRelease {
  const { releaseName, namespace, kubeVersion, isUpgrade = false } = options;
  processDependencies(chart, values);
  const all = coalesceValues(chart, values);
  checkSchemas(chart, all, options);
  const release = Dict.of({
    Name: str(releaseName),
    Namespace: str(namespace),
    IsUpgrade: new Bool(isUpgrade),
    IsInstall: new Bool(!isUpgrade),
    Revision: new Int(1),
    Service: str('Helm'),
  });
  const { kubeVersion: wanted } = chart.metadata;
  if (wanted !== '' && !isCompatibleRange(wanted, kubeVersion.version)) {
    throw new IncompatibleError(
      `chart requires kubeVersion: ${wanted} which is incompatible with Kubernetes ${kubeVersion.version}`,
    );
  }
  const builtIn = { release, capabilities: capabilities(kubeVersion, options.apiVersions) };
  const rendered = renderChart(chart, all, builtIn, options.pool);
  const files = new Map([...rendered.files].filter(([name]) => !name.endsWith('NOTES.txt')));
  return { ...sortManifests(files), rendered };
}

/** A chart for other versions of Kubernetes. */
export class IncompatibleError extends ChartError {}

function checkSchemas(chart: Chart, values: Dict, { checkSchema, skipSchema }: TemplateOptions): void {
  if (skipSchema === true || checkSchema === undefined) return;
  const faults = schemaFaults(chart, values, checkSchema);
  if (faults === '') return;
  throw new ChartError(`values don't meet the specifications of the schema(s) in the following chart(s):\n${faults}`);
}

/** Source: ValidateAgainstSchema. */
function schemaFaults(chart: Chart, values: Dict, check: NonNullable<TemplateOptions['checkSchema']>): string {
  const fault = chart.schema === undefined ? undefined : check(fromBytes(chart.schema.bytes), values);
  let faults = fault === undefined ? '' : `${chart.name}:\n${fault}`;
  for (const subchart of chart.dependencies) {
    const own = values.entries.get(subchart.name);
    if (own instanceof Dict) faults += schemaFaults(subchart, own, check);
  }
  return faults;
}

/** What helm prints of a release. */
export function releaseText(chart: Chart, { manifests, hooks }: RenderedRelease, includeCrds: boolean): Str {
  const body = new TextBuilder();
  if (includeCrds) {
    for (const { name, content } of crdsOf(chart)) body.add(`---\n# Source: ${name}\n`).addStr(content).add('\n');
  }
  for (const { name, content } of manifests) body.add(`---\n# Source: ${name}\n`).addStr(content).add('\n');
  const out = new TextBuilder().addStr(trimWhere(body.build(), isSpace)).add('\n');
  for (const { name, content } of hooks) out.add(`---\n# Source: ${name}\n`).addStr(content).add('\n');
  return out.build();
}

/** CRDObjects: the files of crds/ of a chart and of its charts. */
function crdsOf(chart: Chart): { readonly name: string; readonly content: Str }[] {
  const own = chart.files
    .filter(({ name }) => name.startsWith('crds/') && /\.(?:ya?ml|json)$/i.test(name))
    .map(({ name, bytes }) => ({ name: `${chart.fullPath}/${name}`, content: str(fromBytes(bytes)) }));
  return [...own, ...chart.dependencies.flatMap(crdsOf)];
}

/** The template that a document says it comes from, without the chart: `# Source: [^/]+/(.+)` in Go. */
export function sourceOf(text: string): string | undefined {
  const mark = '# Source: ';
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    const start = at + mark.length;
    const slash = text.indexOf('/', start);
    if (slash < 0) return undefined;
    const [found = ''] = text.slice(slash + 1, text.indexOf('\n', slash) >>> 0).split('\n', 1);
    if (slash > start && found !== '') return found;
    at = Math.max(at, slash - mark.length);
  }
  return undefined;
}

/** The documents of a release that come from the templates `shown`. Throws ChartError for one that gives none. */
export function showOnly(text: Str, shown: readonly string[]): Str {
  const out = new TextBuilder();
  const documents = splitManifests(text);
  for (const wanted of shown) {
    const pattern = filepathPattern(wanted);
    const found = documents.filter((document) => {
      const source = sourceOf(document.text);
      return source !== undefined && pattern?.test(source) === true;
    });
    if (found.length === 0) throw new ChartError(`could not find template ${wanted} in chart`);
    for (const document of found) out.add('---\n').addStr(document).add('\n');
  }
  return out.build();
}
