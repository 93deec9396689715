/** What is found in an open file of charts: in the charts as they render with the file as the editor has it. */
import { dirname, join, sep } from 'node:path';
import { lineStarts, type Position } from '../document/source.ts';
import { groupCharts, releasesWith } from '../input/chart-folders.ts';
import { Collection } from '../input/collection.ts';
import { fileAt } from '../input/find-files.ts';
import type { Io } from '../io/io.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import { hitsIn, reportOf, type LintedTexts } from '../lint-texts.ts';
import type { MadeReport } from '../report/make-report.ts';
import type { Finding, Range, RelatedPlace } from '../report/report.ts';
import { withFindings, type OpenFile } from './overlay-findings.ts';

/** So many charts are rendered after each change of a text. */
const MOST_CHARTS = 5;
const TEMPLATES = /(?:^|\/)templates\//;
const FIRST: Range = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

/** The charts that an open text belongs to. */
export interface OpenCharts {
  /** Puts the findings of the charts beside those of the text as it is, or in their place. */
  readonly inspect: (text: string, plain: LintedTexts) => LintedTexts;
  /** Whether a change of a file can change what is found. */
  readonly restOn: (path: string) => boolean;
}

/** Undefined for a text that belongs to no chart. */
export async function chartsOf(open: OpenFile): Promise<OpenCharts | undefined> {
  const { file, io, settings } = open;
  const { charts, plain } = groupCharts([file], false, io);
  const releases = releasesWith(file, settings.context);
  const folders = [...new Set([...charts.keys(), ...releases.map(({ folder }) => folder)])].slice(0, MOST_CHARTS);
  if (folders.length === 0) return undefined;
  const { readChart } = await import('../input/charts.ts');
  const read = (folder: string, text: string): MadeReport => {
    const { context } = settings;
    const chart = fileAt(join(folder, 'Chart.yaml'), false, io);
    const readFile: Io['readFile'] = (path, how) => (path === file.path ? Buffer.from(text) : io.readFile(path, how));
    const reading = { minor: context.minors[0] ?? NEWEST, releases: context.releases, values: context.values };
    const only = new Set([file.shown]);
    const { rendered, faults } = readChart(folder, dirname(chart.shown), { ...reading, only }, { ...io, readFile });
    const collection = new Collection();
    for (const contents of rendered) collection.addRendering(contents, context);
    collection.adopt({ manifests: [], unreadable: [...faults] });
    return reportOf(collection, hitsIn(collection, open.rulesetOf), settings, open.rulesetOf);
  };
  return {
    inspect: (text, { report, manifests }) => {
      const isPlain = plain.length > 0;
      const place = placeIn(file.shown, text);
      const own = folders.map((folder) => {
        const made = read(folder, text);
        return { ...made, findings: made.findings.map(place) };
      });
      return {
        report: withFindings(report, [...(isPlain ? [report] : []), ...own]),
        manifests: isPlain ? manifests : [],
      };
    },
    restOn: (path) =>
      folders.some((folder) => path.startsWith(folder + sep)) || releases.some(({ files }) => files.includes(path)),
  };
}

/** Where a finding shows in the file at `path`, which it concerns. */
function placeIn(path: string, text: string): (finding: Finding) => Finding {
  const starts = lineStarts(text);
  const offset = ({ line, column }: Position): number => (starts[line - 1] ?? 0) + column - 1;
  const spanOf = ({ start, end }: Range): Span => ({ start: offset(start), end: offset(end) });
  return (finding) => {
    if (finding.path === path) return finding;
    const { rule, severity, message, manifest, field, related = [] } = finding;
    const here = related.filter((one) => one.path === path);
    // A file as a whole is a place too, where a rendering with it is meant.
    const written = here.filter(({ range: { start, end } }) => start.line < end.line || start.column < end.column);
    // The nearest include of a template; of several values the last one: a tag follows its repository.
    const own = (TEMPLATES.test(path) ? written[0] : written.at(-1)) ?? here[0];
    const origin: RelatedPlace = { path: finding.path, range: finding.range, message: 'found here' };
    const range = own?.range ?? FIRST;
    const others = related.filter((one) => one !== own);
    return { path, range, span: spanOf(range), rule, severity, message, manifest, field, related: [origin, ...others] };
  };
}
