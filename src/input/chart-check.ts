/** What a chart holds that concerns DaemonSets: rendered with its own values, those it ships for tests, and those that turn one on. */
import { readDocuments, type FoundDaemonSet, type SourceContents } from '../document/documents.ts';
import type { SourceFile } from '../document/source.ts';
import type { UnreadableDocument } from '../document/unreadable.ts';
import type { ExecError } from '../gotemplate/exec.ts';
import { ParseError } from '../gotemplate/parse.ts';
import { segmentAt, type Site } from '../gotemplate/text.ts';
import { Bool, Dict, fromBytes } from '../gotemplate/value.ts';
import { archiveFiles } from '../helm/archive.ts';
import { parseKubeVersion } from '../helm/capabilities.ts';
import { ChartError, type Chart, type ChartFile } from '../helm/chart.ts';
import { mergeMaps } from '../helm/coalesce.ts';
import { RenderError } from '../helm/engine.ts';
import { warningIn } from '../helm/functions.ts';
import { loadFiles, readValues } from '../helm/load.ts';
import { ManifestError } from '../helm/manifests.ts';
import { checkSchema } from '../helm/schema.ts';
import { shownSwitches, switchesOf, switchValues } from '../helm/switches.ts';
import { IncompatibleError, MissingError, missingIn, releaseText, renderRelease } from '../helm/template.ts';
import { OLDEST } from '../kubernetes/api/release.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import { placesOf, type ChartFiles } from './chart-places.ts';

/** How a chart is rendered. */
export interface ChartSettings {
  readonly minor: number;
  /** Values that are given for every rendering (the command line, the configuration). */
  readonly given: Dict;
  /** The files that are asked about, as the report shows them; all of them without. */
  readonly only: ReadonlySet<string> | undefined;
}

/** What was found in a chart. */
export interface ChartContents {
  /** Rendered texts with their DaemonSets; those that a text repeats are in the first one alone. */
  readonly rendered: readonly SourceContents[];
  readonly faults: readonly UnreadableDocument[];
  /** Templates with a DaemonSet, by whether a rendering has it. */
  readonly templates: ReadonlyMap<string, boolean>;
}

const NOTHING: ChartContents = { rendered: [], faults: [], templates: new Map() };
const LETTERS = /daemonset/i;
const TRUE = new Bool(true);
const START: Span = { start: 0, end: 0 };
const NOWHERE: SourceFile = { path: '', text: '' };

/** Reads a chart from its files. Costs next to nothing when none of them can spell the kind. */
export function chartContents(files: readonly ChartFile[], settings: ChartSettings): ChartContents {
  if (!files.some(mentionsKind)) return NOTHING;
  return new ChartReader(files, settings).read();
}

function mentionsKind({ name, bytes, path }: ChartFile): boolean {
  if (!name.endsWith('.tgz'))
    return LETTERS.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'));
  try {
    return archiveFiles(bytes, path).some(mentionsKind);
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
  /** Default: that of `helm template`. */
  readonly namespace?: string;
  /** A rendering that nobody asked for is not at fault when it fails. */
  readonly mayFail: boolean;
}

class ChartReader {
  readonly #files: readonly ChartFile[];
  readonly #settings: ChartSettings;
  readonly #byPath = new Map<string, ChartFile>();
  readonly #sources = new Map<string, SourceFile>();
  readonly #rendered: SourceContents[] = [];
  readonly #faults: UnreadableDocument[] = [];
  readonly #seen = new Set<string>();
  readonly #templates = new Map<string, boolean>();
  #names: ReadonlyMap<string, string> = new Map();
  #soft: UnreadableDocument | undefined;
  #chart: Chart | undefined;

  constructor(files: readonly ChartFile[], settings: ChartSettings) {
    this.#files = files;
    this.#settings = settings;
    this.#index(files);
  }

  /** Files by their paths, those in archives too: findings are in them as well. */
  #index(files: readonly ChartFile[]): void {
    for (const file of files) {
      this.#byPath.set(file.path, file);
      if (!file.name.endsWith('.tgz')) continue;
      try {
        this.#index(archiveFiles(file.bytes, file.path));
      } catch (error) {
        // Loading the chart says what is wrong with it.
        if (!(error instanceof ChartError)) throw error;
      }
    }
  }

  read(): ChartContents {
    for (const { name, bytes, path } of this.#files) {
      if (/(?:^|\/)templates\/[^_][^/]*\.ya?ml$/.test(name) && /kind:.*DaemonSet/.test(fromBytes(bytes)))
        this.#templates.set(path, false);
    }
    this.#render({ label: '', values: new Dict(), mayFail: false });
    for (const variant of this.#testValues()) this.#render(variant);
    for (const variant of this.#switched()) this.#render(variant);
    // A chart that asks for values is not at fault when some that it ships satisfy it.
    if (this.#soft !== undefined && this.#rendered.length === 0) this.#faults.push(this.#soft);
    return { rendered: this.#rendered, faults: this.#faults, templates: this.#templates };
  }

  /** The values that the chart ships for tests, as chart-testing takes them. */
  *#testValues(): Generator<Variant> {
    for (const { name, path, bytes } of this.#files) {
      if (!/^ci\/[^/]*-values\.yaml$/.test(name)) continue;
      try {
        const values = readValues(fromBytes(bytes), path);
        yield { label: `with ${path}`, values, file: this.#source(path), mayFail: false };
      } catch (error) {
        if (!(error instanceof ChartError)) throw error;
        this.#fail(error);
      }
    }
  }

  /** Values for the templates whose DaemonSet nothing has turned on so far. */
  *#switched(): Generator<Variant> {
    for (const [path, isRendered] of this.#templates) {
      if (isRendered) continue;
      const file = this.#byPath.get(path);
      const prefix = [...(file?.name ?? '').matchAll(/charts\/([^/]+)\//g)].map((match) => match[1] ?? '');
      const switches = switchesOf(fromBytes(file?.bytes ?? new Uint8Array())) ?? [];
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

  #chartFile(): string {
    return this.#files.find(({ name }) => name === 'Chart.yaml')?.path ?? '';
  }

  #source(path: string): SourceFile | undefined {
    const known = this.#sources.get(path);
    const file = this.#byPath.get(path);
    if (known !== undefined || file === undefined) return known;
    const source = { path, text: fromBytes(file.bytes) };
    this.#sources.set(path, source);
    return source;
  }

  #places(): ChartFiles {
    return {
      file: (path) => this.#source(path),
      template: (name) => this.#source(this.#names.get(name) ?? ''),
      isEditable: (path) => !path.includes('.tgz/'),
    };
  }

  #render(variant: Variant): void {
    try {
      this.#take(variant);
    } catch (error) {
      if (!(error instanceof ChartError)) throw error;
      if (!this.#rendersElsewhere(variant, error) && !variant.mayFail) this.#fail(error);
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

  #take({ label, values, file, namespace = 'default' }: Variant): void {
    const chart = this.#load();
    if (chart.metadata.type !== '' && chart.metadata.type !== 'application') return;
    const missing = missingIn(chart);
    // Most charts get all their dependencies from a build step before anything is installed.
    if (missing.length > 0) this.#fail(new MissingError(missing), chart.dependencies.length > 0);
    const release = this.#release(chart, mergeMaps(values, this.#settings.given), namespace, missing.length > 0);
    if (release === undefined) return;
    this.#names = new Map([...this.#names, ...release.rendered.paths]);
    const text = releaseText(chart, release, false);
    const chartFile = this.#chartFile();
    const extra =
      label === ''
        ? []
        : [{ source: file ?? this.#source(chartFile) ?? NOWHERE, span: START, message: `rendered ${label}` }];
    const madeFrom = placesOf(text, this.#places(), extra, this.#settings.only);
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

  #release(chart: Chart, values: Dict, namespace: string, isPartial: boolean) {
    const options = { releaseName: 'release-name', namespace, apiVersions: [], checkSchema };
    for (let { minor } = this.#settings; ; minor--) {
      const kubeVersion = parseKubeVersion(`1.${String(minor)}.0`);
      if (kubeVersion === undefined) return undefined;
      try {
        return renderRelease(minor === this.#settings.minor ? chart : this.#load(), values, {
          ...options,
          kubeVersion,
        });
      } catch (error) {
        // A chart for older versions of Kubernetes is read as one of those would be given it.
        if (error instanceof IncompatibleError && minor > OLDEST) continue;
        if (isPartial && error instanceof ChartError) return undefined;
        throw error;
      }
    }
  }

  /** Whether no text before had the same DaemonSet; notes its template. */
  #isFresh({ root, source, slice }: FoundDaemonSet, text: Parameters<typeof placesOf>[0]): boolean {
    const site = siteAt(text, root.span);
    const path = this.#names.get(site?.source.name ?? '');
    if (path !== undefined) this.#templates.set(path, true);
    for (let caller = site?.frame.caller; caller !== undefined; caller = caller.frame.caller) {
      const from = this.#names.get(caller.source.name);
      if (from !== undefined && this.#templates.has(from)) this.#templates.set(from, true);
    }
    const content = source.text.slice(slice.start, slice.end);
    if (this.#seen.has(content)) return false;
    this.#seen.add(content);
    return true;
  }

  #fail(error: ChartError, isCertain = true): void {
    const fault = { ...this.#faultOf(error), isCertain };
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
      !this.#byPath.has(path) ||
      [...only].some((one) => /templates\/|values/.test(one))
    );
  }

  #faultOf(error: ChartError): UnreadableDocument {
    const { source, span } = this.#placeOf(error) ?? this.#chartPlace(error);
    const message = error.message.replace(/\s*\n\s*/g, ' ').trim();
    return {
      source,
      document: 0,
      madeBy: 'helm',
      fault: { message, explanation: `helm does not render the chart: ${message}`, span },
    };
  }

  #chartPlace(error: ChartError): { readonly source: SourceFile; readonly span: Span } {
    const path = error.file?.path ?? '';
    const source = this.#source(path) ?? this.#source(this.#chartFile()) ?? NOWHERE;
    if (error.file !== undefined && source.path === path)
      return { source, span: { start: error.file.start, end: error.file.end } };
    const at =
      error instanceof MissingError
        ? source.text.indexOf(error.names[0] ?? '\0', Math.max(0, source.text.indexOf('dependencies:')))
        : -1;
    return {
      source,
      span:
        at < 0 ? START : { start: at, end: at + (error instanceof MissingError ? (error.names[0] ?? '').length : 0) },
    };
  }

  #placeOf(error: ChartError): { readonly source: SourceFile; readonly span: Span } | undefined {
    if (error instanceof ManifestError) {
      const found = segmentAt(error.content, Math.min(error.offset, Math.max(0, error.content.text.length - 1)));
      const site = found?.segment.origin?.site;
      const source = this.#templateSource(site?.source.name);
      if (site === undefined || source === undefined || found === undefined) return undefined;
      if (found.segment.origin?.literal !== true) return { source, span: { start: site.start, end: site.end } };
      const start = found.segment.offset + error.offset - found.start;
      return { source, span: { start, end: start + 1 } };
    }
    if (!(error instanceof RenderError)) return undefined;
    const { fault } = error;
    if (fault instanceof ParseError) {
      const source = this.#templateSource(fault.source.name);
      return source === undefined ? undefined : { source, span: lineSpan(source.text, fault.line) };
    }
    const site = 'site' in fault ? siteOf(fault) : undefined;
    const source = this.#templateSource(site?.source.name);
    return site === undefined || source === undefined
      ? undefined
      : { source, span: { start: site.start, end: site.end } };
  }

  /** The file that helm calls by this name: the chart's name, and its path. */
  #templateSource(name: string | undefined): SourceFile | undefined {
    if (name === undefined) return undefined;
    const own = this.#names.get(name);
    if (own !== undefined) return this.#source(own);
    const inside = name.slice(name.indexOf('/') + 1);
    const file = this.#files.find((one) => one.name === inside);
    return file === undefined ? undefined : this.#source(file.path);
  }
}

/** Whether a template refuses the values that it gets, by `required` or `fail`. */
function isAskingForValues(error: ChartError): boolean {
  return error instanceof RenderError && warningIn(error.fault.message) !== undefined;
}

function siteOf(error: ExecError): Site | undefined {
  return error.site;
}

function siteAt(text: Parameters<typeof placesOf>[0], { start }: Span): Site | undefined {
  return segmentAt(text, start)?.segment.origin?.site;
}

function lineSpan(text: string, line: number): Span {
  let start = 0;
  for (let at = 1; at < line; at++) start = text.indexOf('\n', start) + 1;
  const end = text.indexOf('\n', start);
  return { start, end: end < 0 ? text.length : end };
}
