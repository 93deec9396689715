/** What a chart holds that concerns DaemonSets: rendered with its own values, those it ships for tests, and those that turn one on. */
import { lettersOf } from '../document/decode-text.ts';
import { readDocuments, type FoundDaemonSet, type SourceContents } from '../document/documents.ts';
import { writtenPlace, type SourceFile } from '../document/source.ts';
import type { UnreadableDocument } from '../document/unreadable.ts';
import { segmentAt, type Site } from '../gotemplate/text.ts';
import { Bool, Dict, fromBytes } from '../gotemplate/value.ts';
import { archiveFiles } from '../helm/archive.ts';
import { parseKubeVersion } from '../helm/capabilities.ts';
import { ChartError, type Chart, type ChartFile } from '../helm/chart.ts';
import { mergeMaps } from '../helm/coalesce.ts';
import { RenderError } from '../helm/engine.ts';
import { warningIn } from '../helm/functions.ts';
import { loadFiles, readValues } from '../helm/load.ts';
import { checkSchema } from '../helm/schema.ts';
import { shownSwitches, switchesOf, switchValues } from '../helm/enabling-values.ts';
import {
  hasFetched,
  IncompatibleError,
  MissingError,
  missingIn,
  releaseText,
  renderRelease,
  type TemplateOptions,
} from '../helm/template.ts';
import { repeatably } from '../sprig/chance.ts';
import { OLDEST } from '../kubernetes/api/release.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import type { ChartSettings, NamedRelease } from './chart-settings.ts';
import { askedOf, chartUnbuilt, type Troubles } from './chart-unbuilt.ts';
import { faultOf } from './chart-faults.ts';
import { placesOf, type ChartFiles } from './chart-places.ts';
import { chartOf, printingHelpers, usesOne, type PrintingHelpers } from './printing-helpers.ts';
import { mayPrintOne } from './template-kind.ts';
import type { Unbuilt } from './unbuilt.ts';
import { ChartSources } from './chart-sources.ts';

/** What was found in a chart. */
export interface ChartContents {
  /** Rendered texts with their DaemonSets; those that a text repeats are in the first one alone. */
  readonly rendered: readonly SourceContents[];
  readonly faults: readonly UnreadableDocument[];
  /** Templates with a DaemonSet, by whether a rendering has it. */
  readonly templates: ReadonlyMap<string, boolean>;
  /** What of the chart is not known; none or one. */
  readonly unbuilt: readonly Unbuilt[];
}

const NOTHING: ChartContents = { rendered: [], faults: [], templates: new Map(), unbuilt: [] };
const LETTERS = /daemonset/i;
/** An action that prints (a part of) a kind; what only chooses between texts has these in the file. */
const COMPUTED_KIND =
  /\bkind["']?:[^\n]{0,200}?\{\{(?!-?[ \t]{0,20}(?:(?:if|else|end|with|range|define|block|break|continue)\b|\/\*))/;
const TRUE = new Bool(true);
const START: Span = { start: 0, end: 0 };
const NOWHERE: SourceFile = { path: '', text: '' };

/** Reads a chart from its files. Costs next to nothing when none of them can spell the kind. */
export function chartContents(files: readonly ChartFile[], settings: ChartSettings): ChartContents {
  if (!files.some(mayMakeOne) && !files.some(asksForCharts)) return NOTHING;
  return new ChartReader(files, settings).read();
}

/** Whether a file names charts that may be missing, and with them DaemonSets. */
function asksForCharts({ name, bytes }: ChartFile): boolean {
  return /^(?:Chart|requirements)\.yaml$/.test(name) && fromBytes(bytes).includes('dependencies');
}

/** Whether a file has the name of the kind, or computes a kind, which values and helpers can spell piece by piece. */
function mayMakeOne({ name, bytes, path }: ChartFile): boolean {
  if (!name.endsWith('.tgz')) {
    const letters = lettersOf(bytes);
    return LETTERS.test(letters) || (name.includes('templates/') && COMPUTED_KIND.test(letters));
  }
  try {
    return archiveFiles(bytes, path).some(mayMakeOne);
  } catch (error) {
    if (error instanceof ChartError) return false;
    throw error;
  }
}

/** Values beside those of the chart itself, and what says where they come from. */
interface Variant {
  readonly label: string;
  readonly values: Dict;
  readonly file?: SourceFile | undefined;
  /** Default: those of `helm template`. */
  readonly release?: string | undefined;
  readonly namespace?: string | undefined;
  /** A rendering that nobody asked for is not at fault when it fails. */
  readonly mayFail: boolean;
}

class ChartReader {
  readonly #files: readonly ChartFile[];
  readonly #settings: ChartSettings;
  readonly #sources: ChartSources;
  readonly #rendered: SourceContents[] = [];
  readonly #faults: UnreadableDocument[] = [];
  readonly #seen = new Set<string>();
  readonly #templates = new Map<string, boolean>();
  readonly #troubles: Troubles = { failing: [], asking: [], switched: [], missing: [] };
  readonly #helpers: PrintingHelpers;
  #soft: UnreadableDocument | undefined;
  #chart: Chart | undefined;
  #isExhausted = false;

  constructor(files: readonly ChartFile[], settings: ChartSettings) {
    this.#files = files;
    this.#settings = settings;
    this.#helpers = printingHelpers(files);
    this.#sources = new ChartSources(files, settings.givenFiles ?? new Map());
  }

  read(): ChartContents {
    for (const { name, bytes, path } of this.#files) {
      if (!/(?:^|\/)templates\/(?:.*\/)?[^_/][^/]*\.ya?ml$/.test(name)) continue;
      const text = fromBytes(bytes);
      if (mayPrintOne(text) || usesOne(text, this.#helpers(chartOf(name)))) this.#templates.set(path, false);
    }
    this.#render({ label: '', values: new Dict(), mayFail: false });
    for (const variant of this.#variants()) {
      // Other values cost as much again.
      if (this.#isExhausted) break;
      this.#render(variant);
    }
    // A chart that asks for values is not at fault when some that it ships satisfy it.
    if (this.#soft !== undefined && this.#rendered.length === 0) this.#faults.push(this.#soft);
    const unbuilt = chartUnbuilt(
      this.#troubles,
      this.#rendered.length > 0,
      this.#faults,
      this.#files,
      this.#settings,
      this.#sources.chartFile,
    );
    return { rendered: this.#rendered, faults: this.#faults, templates: this.#templates, unbuilt };
  }

  *#variants(): Generator<Variant> {
    yield* this.#testValues();
    for (const release of this.#settings.releases ?? []) yield this.#configured(release);
    yield* this.#switched();
  }

  /** The values that the chart ships for tests, as chart-testing takes them. */
  *#testValues(): Generator<Variant> {
    for (const { name, path, bytes } of this.#files) {
      if (!/^ci\/[^/]*-values\.yaml$/.test(name)) continue;
      try {
        const values = readValues(fromBytes(bytes), path);
        yield { label: `with ${path}`, values, file: this.#sources.source(path), mayFail: false };
      } catch (error) {
        if (!(error instanceof ChartError)) throw error;
        this.#fail(error);
      }
    }
  }

  #configured({ values, path, ...named }: NamedRelease): Variant {
    const { release, namespace } = named;
    const label = [path, release && `release ${release}`, namespace && `namespace ${namespace}`].filter(Boolean);
    const file = path === undefined ? undefined : this.#sources.source(path);
    return { ...named, label: `with ${label.join(', ') || 'the configured values'}`, values, file, mayFail: false };
  }

  /** Values for the templates whose DaemonSet nothing has turned on so far. */
  *#switched(): Generator<Variant> {
    for (const [path, isRendered] of this.#templates) {
      if (isRendered) continue;
      const file = this.#sources.fileAt(path);
      const prefix = [...(file?.name ?? '').matchAll(/charts\/([^/]+)\//g)].map((match) => match[1] ?? '');
      const helpers = this.#helpers(chartOf(file?.name ?? ''));
      const switches = switchesOf(fromBytes(file?.bytes ?? new Uint8Array()), helpers) ?? [];
      const on = prefix.map((name, depth) => ({ keys: [...prefix.slice(0, depth), name, 'enabled'] }));
      const values = mergeMaps(
        switchValues(switches, prefix),
        on.reduce((merged, { keys }) => mergeMaps(merged, switchValues([{ keys, value: TRUE }], [])), new Dict()),
      );
      if (values.entries.size === 0) continue;
      yield {
        label: `with --set ${shownSwitches([...switches.map(({ keys, value }) => ({ keys: [...prefix, ...keys], value })), ...on.map(({ keys }) => ({ keys, value: TRUE }))], [])}`,
        values,
        mayFail: true,
      };
    }
  }

  #places(): ChartFiles {
    return {
      file: (path) => this.#sources.source(path),
      template: (name) => this.#sources.source(this.#sources.pathOf(name) ?? ''),
      marked: (text) => this.#sources.marked(text),
      isEditable: (path) => !path.includes('.tgz/'),
    };
  }

  #render(variant: Variant): void {
    try {
      this.#take(variant);
    } catch (error) {
      if (!(error instanceof ChartError)) throw error;
      if (this.#rendersElsewhere(variant, error)) return;
      this.#isExhausted ||= error instanceof RenderError && error.isExhausted;
      const { failing, asking, switched } = this.#troubles;
      (variant.mayFail ? switched : isAskingForValues(error) ? asking : failing).push(variant.label);
      if (!variant.mayFail || this.#isExhausted) this.#fail(error);
    }
  }

  /** Charts may refuse the namespace "default", which nobody asked for: one of their own name may do. */
  #rendersElsewhere(variant: Variant, error: ChartError): boolean {
    if (!isAskingForValues(error)) return false;
    try {
      this.#take({ ...variant, namespace: this.#load().name });
      return true;
    } catch (again) {
      if (!(again instanceof ChartError)) throw again;
      return false;
    }
  }

  #take({ label, values, file, mayFail, ...named }: Variant): void {
    const { release: releaseName = 'release-name', namespace = 'default' } = named;
    const chart = this.#load();
    if (chart.metadata.type !== '' && chart.metadata.type !== 'application') return;
    const missing = missingIn(chart);
    // Most charts get all their dependencies from a build step before anything is installed.
    if (missing.length > 0) {
      this.#fail(new MissingError(missing), hasFetched(chart));
      this.#troubles.missing.push(askedOf(chart, missing, values));
    }
    const release = this.#release(
      chart,
      mergeMaps(values, this.#settings.given ?? new Dict()),
      { releaseName, namespace },
      missing.length > 0,
    );
    if (release === undefined) {
      this.#troubles.failing.push(label);
      return;
    }
    this.#sources.learn(release.rendered.paths);
    const text = releaseText(chart, release, false);
    const { chartFile } = this.#sources;
    const extra =
      label === ''
        ? []
        : [{ source: file ?? this.#sources.source(chartFile) ?? NOWHERE, span: START, message: `rendered ${label}` }];
    const places = placesOf(text, this.#places(), extra, this.#settings.only);
    const madeFrom = {
      ...{ ...places, chart: chartFile },
      ...(label !== '' && { rendering: label }),
      ...(mayFail && { isSwitched: true as const }),
    };
    const source: SourceFile = { path: `${chartFile}${label === '' ? '' : ` (${label})`}`, text: text.text, madeFrom };
    const { found, unreadable, skipped } = readDocuments(source);
    const fresh = found.filter((one) => this.#isFresh(one, text));
    if (fresh.length + unreadable.length > 0 || label === '')
      this.#rendered.push({ source, found: fresh, unreadable, skipped });
  }

  /** The chart as it was loaded: rendering changes what it is given. */
  #load(): Chart {
    return (this.#chart ??= loadFiles(this.#files)).clone();
  }

  #release(chart: Chart, values: Dict, named: Pick<TemplateOptions, 'releaseName' | 'namespace'>, isPartial: boolean) {
    const options = { ...named, apiVersions: [], checkSchema, pool: this.#settings.pool };
    let incompatible: IncompatibleError | undefined;
    for (let { minor } = this.#settings; ; minor--) {
      const kubeVersion = parseKubeVersion(`1.${String(minor)}.0`);
      if (kubeVersion === undefined) return undefined;
      try {
        const fresh = minor === this.#settings.minor ? chart : this.#load();
        return repeatably(() => renderRelease(fresh, values, { ...options, kubeVersion }));
      } catch (error) {
        // A chart for older versions of Kubernetes is read as one of those would be given it.
        if (error instanceof IncompatibleError) incompatible ??= error;
        if (error instanceof IncompatibleError && minor > OLDEST) continue;
        if (isPartial && error instanceof ChartError) return undefined;
        // The version that was asked for is the one to name.
        throw error instanceof IncompatibleError ? incompatible : error;
      }
    }
  }

  /** Whether no text before had the same DaemonSet; notes its template. */
  #isFresh({ root, source, slice }: FoundDaemonSet, text: Parameters<typeof placesOf>[0]): boolean {
    // A text in quotes or in base64 is read on its own.
    const span = source.text === text.text ? root.span : writtenPlace(source, root.span).span;
    const site = siteAt(text, span);
    const path = this.#sources.pathOf(site?.source.name);
    if (path !== undefined) this.#templates.set(path, true);
    for (let caller = site?.frame.caller; caller !== undefined; caller = caller.frame.caller) {
      const from = this.#sources.pathOf(caller.source.name);
      if (from !== undefined && this.#templates.has(from)) this.#templates.set(from, true);
    }
    const content = source.text.slice(slice.start, slice.end);
    if (this.#seen.has(content)) return false;
    this.#seen.add(content);
    return true;
  }

  #fail(error: ChartError, isCertain = true): void {
    const fault = { ...faultOf(error, this.#sources), isCertain };
    const known = this.#faults.some((one) => one.fault.message === fault.fault.message);
    if (known || !this.#isAskedFor(fault.source.path)) return;
    if (isAskingForValues(error)) this.#soft ??= fault;
    else this.#faults.push(fault);
  }

  #isAskedFor(path: string): boolean {
    const { only } = this.#settings;
    return (
      only === undefined ||
      only.has(path) ||
      this.#sources.fileAt(path) === undefined ||
      [...only].some((one) => /templates\/|values/.test(one))
    );
  }
}

/** Whether a template refuses the values that it gets, by `required` or `fail`. */
function isAskingForValues(error: ChartError): boolean {
  return error instanceof RenderError && warningIn(error.fault.message) !== undefined;
}

function siteAt(text: Parameters<typeof placesOf>[0], { start }: Span): Site | undefined {
  return segmentAt(text, start)?.segment.origin?.site;
}
