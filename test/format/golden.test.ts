import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PLAIN } from '../../src/format/format-options.ts';
import { formats } from '../../src/format/index.ts';
import { FORMAT_NAMES, WITH_FIXES } from '../../src/format/format-names.ts';
import { FOLDER, golden, GOLDENS } from './golden.ts';
import { madeUpReport } from './made-up.ts';

// UPDATE_GOLDEN=1 writes what is compared otherwise.
for (const name of Object.keys(GOLDENS)) {
  test(`${name} is what the made-up report gives, twice`, async () => {
    const text = await golden(name);
    if (process.env['UPDATE_GOLDEN']) writeFileSync(`${FOLDER}/${name}`, text);
    assert.fixture(text, readFileSync(`${FOLDER}/${name}`, 'utf8'));
    assert.is(await golden(name), text);
  });
}

test('every format has a golden file, and every golden file a format', () => {
  assert.equal(readdirSync(FOLDER).sort(), Object.keys(GOLDENS).sort());
  const formats = new Set(Object.values(GOLDENS).map(([format]) => format));
  assert.equal([...formats].sort(), [...FORMAT_NAMES].sort());
});

test('the formats that say how a finding is fixed are those that change with it', async () => {
  const report = madeUpReport();
  const other = { title: 'another fix', edits: [] };
  const without = {
    ...report,
    findings: report.findings.map(({ fix, ...finding }) =>
      fix === undefined ? finding : { ...finding, fix: { ...fix, ...other } },
    ),
  };
  for (const name of FORMAT_NAMES) {
    const format = await formats[name]();
    assert.is(format(report, PLAIN) !== format(without, PLAIN), WITH_FIXES.includes(name), name);
  }
});

test.run();
