/**
 * `npm run verdicts`: how far we agree with real API servers, by family. `--family X` looks at one, `--minor 33` at
 * another server, `--show N` prints the first differences.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ASKED_MINORS, casesOf, historyOf, manifestsOf, type Case } from './verdicts/cases.ts';
import { ask, compare, MEASURES, type Comparison, type Measure } from './verdicts/compare.ts';

const SHARED = new URL('../../shared/', import.meta.url);

type Counts = Map<Measure, { equal: number; all: number }>;

const { values } = parseArgs({
  options: { family: { type: 'string' }, minor: { type: 'string' }, show: { type: 'string' } },
});

function report(minor: number): void {
  const asked = [
    ...casesOf(new URL('verdicts/', SHARED), minor),
    ...(minor === 36 ? [...historyOf(SHARED), ...manifestsOf(SHARED)] : []),
  ];
  const chosen = asked.filter(({ family }) => values.family === undefined || family === values.family);
  const families = new Map<string, Counts>();
  const all: Counts = new Map();
  let left = Number(values.show ?? 0);
  let excluded = 0;
  for (const one of chosen) {
    if (one.clusterDependent && !allowsPrivileged(one)) {
      excluded++;
      continue;
    }
    const comparisons = compare(one, ask(one));
    for (const counts of [all, countsOf(families, one.family)]) count(counts, comparisons);
    const differences = comparisons.filter(({ equal }) => !equal);
    if (differences.length > 0 && left-- > 0) show(one, differences);
  }
  print(minor, families, all, excluded);
}

/** The flag of the server that all verdicts share is not an unknown of ours. */
const allowsPrivileged = ({ verdict }: Case): boolean => verdict.accepted;

function countsOf(families: Map<string, Counts>, family: string): Counts {
  const counts: Counts = families.get(family) ?? new Map<Measure, { equal: number; all: number }>();
  families.set(family, counts);
  return counts;
}

function count(counts: Counts, comparisons: readonly Comparison[]): void {
  for (const { what, equal } of comparisons) {
    const entry = counts.get(what) ?? { equal: 0, all: 0 };
    counts.set(what, { equal: entry.equal + Number(equal), all: entry.all + 1 });
  }
}

function show({ id, minor }: Case, differences: readonly Comparison[]): void {
  console.log(`1.${String(minor)} ${id}`);
  for (const { what, expected, got } of differences)
    console.log(`  ${what}\n    expected ${JSON.stringify(expected)}\n    got      ${JSON.stringify(got)}`);
}

function print(minor: number, families: ReadonlyMap<string, Counts>, all: Counts, excluded: number): void {
  console.log(`\nKubernetes 1.${String(minor)}: ${String(excluded)} cases depend on the cluster and are left out`);
  console.log(['family'.padEnd(22), ...MEASURES.map((measure) => measure.padStart(16))].join(''));
  for (const [family, counts] of [...families].sort(([a], [b]) => (a < b ? -1 : 1))) printLine(family, counts);
  printLine('all', all);
  const rates = MEASURES.map((measure) => all.get(measure));
  const shown = rates.map((rate) => (rate === undefined ? '' : `${((100 * rate.equal) / rate.all).toFixed(2)}%`));
  console.log([''.padEnd(22), ...shown.map((text) => text.padStart(16))].join(''));
}

function printLine(name: string, counts: Counts): void {
  const cells = MEASURES.map((measure) => {
    const { equal = 0, all = 0 } = counts.get(measure) ?? {};
    return (all === 0 ? '' : equal === all ? String(all) : `${String(equal)}/${String(all)}`).padStart(16);
  });
  console.log([name.padEnd(22), ...cells].join(''));
}

if (existsSync(SHARED))
  for (const minor of values.minor === undefined ? ASKED_MINORS : [Number(values.minor)]) report(minor);
else console.log('The verdicts (../shared) are not there.');
