import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chartRuns, compareRun, SHARED } from '../../scripts/charts/compare.ts';

// `npm run charts` compares all of them; here, one in eight, and every error.
if (existsSync(SHARED)) {
  test('recorded charts render as the real helm renders them', () => {
    const runs = chartRuns().filter(({ rc }, index) => rc !== 0 || index % 8 === 0);
    assert.ok(runs.length > 20);
    const differences = runs.flatMap((run) => {
      const difference = compareRun(run);
      return difference === undefined ? [] : [`${run.chart} ${run.values ?? ''}: ${difference}`];
    });
    assert.equal(differences, []);
  });
} else {
  test.skip('recorded charts render as the real helm renders them (skipped: no recordings beside this folder)', () =>
    undefined);
}

test.run();
