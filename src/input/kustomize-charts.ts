/** Charts of kustomizations, rendered by helm's rules with the place of each character. */
import { segmentAt } from '../gotemplate/text.ts';
import { Dict, type Str } from '../gotemplate/value.ts';
import { parseKubeVersion } from '../helm/capabilities.ts';
import { ChartError } from '../helm/chart.ts';
import { mergeMaps } from '../helm/coalesce.ts';
import { loadChart } from '../helm/folder.ts';
import { readValues } from '../helm/load.ts';
import { checkSchema } from '../helm/schema.ts';
import { checkInstallable, releaseText, renderRelease } from '../helm/template.ts';
import type { Io } from '../io/io.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import { forwardSearch } from '../words/forward-search.ts';
import { BuildError, type ChartCall, type Place, type SourceText } from '../kustomize/index.ts';

const HOOK = /helm\.sh\/hook["']?\s*:/g;

/** Whether a hook is one of tests, by its line. */
function isTest(text: string): boolean {
  const lineEnd = forwardSearch(/[\r\n\u2028\u2029]/g, text);
  const test = forwardSearch(/\btest/g, text);
  return [...text.matchAll(HOOK)].some(({ index, 0: { length } }) => {
    const from = index + length;
    return (test(from) ?? Infinity) < (lineEnd(from) ?? text.length);
  });
}

/** Renders a chart of a kustomization in a repository. Throws BuildError. */
export function renderChartCall(call: ChartCall, boundary: string, io: Io): SourceText {
  try {
    return rendered(call, boundary, io);
  } catch (error) {
    if (!(error instanceof ChartError)) throw error;
    const at = error.file;
    throw new BuildError(error.message, at && { file: at.path, start: at.start, end: at.end });
  }
}

function rendered(call: ChartCall, boundary: string, io: Io): SourceText {
  const version = call.kubeVersion ?? `1.${String(NEWEST)}.0`;
  const kubeVersion = parseKubeVersion(version);
  if (kubeVersion === undefined) throw new ChartError(`invalid kube version '${version}'`);
  const chart = loadChart(call.path, call.path, boundary, io);
  checkInstallable(chart);
  const values = call.values.reduce<Dict>((all, { text, path }) => mergeMaps(all, readValues(text, path)), new Dict());
  const release = renderRelease(chart, values, { ...call, kubeVersion, checkSchema });
  const wanted = release.hooks.filter(({ content }) => !call.skipTests || !isTest(content.text));
  const text = releaseText(chart, { ...release, hooks: call.skipHooks ? [] : wanted }, call.includeCrds);
  return { text: text.text, locate: (start, end) => placeIn(text, release.rendered.paths, start, end) };
}

/** Where a stretch is written, by its first character that a template gave. */
function placeIn(text: Str, paths: ReadonlyMap<string, string>, start: number, end: number): Place | undefined {
  const found = segmentAt(text, start);
  const origin = found?.segment.origin;
  const site = origin?.site;
  const file = paths.get(site?.source.name ?? '');
  if (found === undefined || site === undefined || file === undefined) return undefined;
  if (origin?.literal !== true) return { file, start: site.start, end: site.end };
  const from = found.segment.offset + start - found.start;
  return { file, start: from, end: from + Math.max(0, Math.min(end, found.segment.end) - start) };
}
