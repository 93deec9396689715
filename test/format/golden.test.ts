import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FORMAT_NAMES } from '../../src/format/names.ts';
import { FOLDER, golden, GOLDENS } from './golden.ts';

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

test.run();
