/**
 * `npm run charts`: how far `daemonlint render` agrees with the real helm, over the recorded charts. `--show N` prints
 * the first differences, `--only TEXT` looks at charts whose path has it.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chartRuns, compareRun, SHARED } from './charts/compare.ts';

const { values } = parseArgs({ options: { show: { type: 'string' }, only: { type: 'string' } } });

if (!existsSync(SHARED)) {
  console.log('skipped: there are no recorded charts beside this folder');
} else {
  const runs = chartRuns().filter(({ chart }) => values.only === undefined || chart.includes(values.only));
  const compared = runs.map((run) => ({ run, difference: compareRun(run) }));
  const equal = compared.filter(({ difference }) => difference === undefined);
  const errors = runs.filter(({ rc }) => rc !== 0).length;
  console.log(
    `${String(equal.length)} of ${String(runs.length)} runs are as helm's (${String(errors)} of them errors)`,
  );
  for (const { run, difference } of compared
    .filter(({ difference }) => difference !== undefined)
    .slice(0, Number(values.show ?? 10))) {
    console.log(`${run.chart} ${run.values ?? ''}\n  ${difference ?? ''}`);
  }
  if (equal.length < runs.length) process.exitCode = 1;
}
