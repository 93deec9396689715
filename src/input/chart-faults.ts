/** The place of what is wrong with a chart, by helm's error. */
import type { SourceFile } from '../document/source.ts';
import type { UnreadableDocument } from '../document/unreadable.ts';
import { ParseError } from '../gotemplate/parse.ts';
import { segmentAt } from '../gotemplate/text.ts';
import type { ChartError } from '../helm/chart.ts';
import { RenderError } from '../helm/engine.ts';
import { ManifestError } from '../helm/manifests.ts';
import { MissingError } from '../helm/template.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import type { ChartSources } from './chart-sources.ts';

interface Place {
  readonly source: SourceFile;
  readonly span: Span;
}

const START: Span = { start: 0, end: 0 };
const NOWHERE: SourceFile = { path: '', text: '' };

/** The fault that an error of helm is. */
export function faultOf(error: ChartError, sources: ChartSources): UnreadableDocument {
  const { source, span } = placeOf(error, sources) ?? inChartFile(error, sources);
  const message = error.message.replace(/(?:(?<!\s)\s+)?\n\s*/g, ' ').trim();
  return {
    source,
    document: 0,
    madeBy: 'helm',
    fault: { message, explanation: `helm does not render the chart: ${message}`, span },
  };
}

function inChartFile(error: ChartError, sources: ChartSources): Place {
  const { file } = error;
  const path = file?.path ?? '';
  const source = sources.source(path) ?? sources.source(sources.chartFile) ?? NOWHERE;
  if (file !== undefined && source.path === path) return { source, span: { start: file.start, end: file.end } };
  if (!(error instanceof MissingError)) return { source, span: START };
  const [name = ''] = error.names;
  const start = source.text.indexOf(name, Math.max(0, source.text.indexOf('dependencies:')));
  return { source, span: start < 0 ? START : { start, end: start + name.length } };
}

function placeOf(error: ChartError, sources: ChartSources): Place | undefined {
  if (error instanceof ManifestError) return inText(error, sources);
  if (!(error instanceof RenderError)) return undefined;
  const { fault } = error;
  if (fault instanceof ParseError) {
    const source = sources.template(fault.source.name);
    return source === undefined ? undefined : { source, span: lineSpan(source.text, fault.line) };
  }
  const site = 'site' in fault ? fault.site : undefined;
  const source = sources.template(site?.source.name);
  return site === undefined || source === undefined
    ? undefined
    : { source, span: { start: site.start, end: site.end } };
}

/** Where the text comes from that is no manifest. */
function inText({ content, offset }: ManifestError, sources: ChartSources): Place | undefined {
  const found = segmentAt(content, Math.min(offset, Math.max(0, content.text.length - 1)));
  const site = found?.segment.origin?.site;
  const source = sources.template(site?.source.name);
  if (site === undefined || source === undefined || found === undefined) return undefined;
  if (found.segment.origin?.literal !== true) return { source, span: { start: site.start, end: site.end } };
  const start = found.segment.offset + offset - found.start;
  return { source, span: { start, end: start + 1 } };
}

function lineSpan(text: string, line: number): Span {
  let start = 0;
  for (let at = 1; at < line; at++) start = text.indexOf('\n', start) + 1;
  const end = text.indexOf('\n', start);
  return { start, end: end < 0 ? text.length : end };
}
