/**
 * `npm run applies`: how far we agree with the real kubectl and API server on recorded sequences of applies, by family.
 * `--family X` looks at one, `--show N` prints the first differences.
 */
import { parseArgs } from 'node:util';
import { NEWEST } from '../src/kubernetes/api/release.ts';
import { dependsOnCluster, differences, MEASURES, type Measure } from './applies/compare.ts';
import { hasRecordings, recordedSteps } from './applies/steps.ts';

const { values } = parseArgs({ options: { family: { type: 'string' }, show: { type: 'string' } } });

interface Count {
  all: number;
  readonly wrong: Map<Measure, number>;
  steps: number;
}

function report(): void {
  const families = new Map<string, Count>();
  const total: Count = { all: 0, wrong: new Map(), steps: 0 };
  let [left, excluded] = [Number(values.show ?? 0), 0];
  for (const step of recordedSteps()) {
    if (values.family !== undefined && step.family !== values.family) continue;
    if (dependsOnCluster(step)) {
      excluded++;
      continue;
    }
    const found = differences(step, NEWEST);
    const family = families.get(step.family) ?? { all: 0, wrong: new Map<Measure, number>(), steps: 0 };
    families.set(step.family, family);
    for (const count of [family, total]) {
      count.all++;
      if (found.length > 0) count.steps++;
      for (const { what } of found) count.wrong.set(what, (count.wrong.get(what) ?? 0) + 1);
    }
    if (found.length > 0 && left-- > 0)
      for (const { what, expected, got } of found)
        console.log(`${step.id} ${what}\n  expected ${JSON.stringify(expected)}\n  got      ${JSON.stringify(got)}`);
  }
  console.log(`${excluded} steps depend on the cluster and are left out`);
  console.log(['family'.padEnd(22), 'steps'.padStart(10), ...MEASURES.map((name) => name.padStart(10))].join(''));
  for (const [name, count] of [...families].sort(([a], [b]) => (a < b ? -1 : 1))) print(name, count);
  print('all', total);
}

function print(name: string, { all, wrong, steps }: Count): void {
  const cells = [all - steps, ...MEASURES.map((what) => all - (wrong.get(what) ?? 0))];
  const shown = cells.map((equal) => (equal === all ? String(all) : `${equal}/${all}`).padStart(10));
  console.log(name.padEnd(22) + shown.join(''));
}

if (hasRecordings) report();
else console.log('The recordings (../shared) are not there.');
