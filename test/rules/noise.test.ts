import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FOLDER, loudShare, run, setsByPath } from '../../scripts/noise.ts';

if (existsSync(FOLDER)) {
  test('recommended is quiet on real files: at most a fifth of those that are applied as they are hear of something', async () => {
    const sets = setsByPath();
    const { count, of } = loudShare(await run('recommended', sets.keys()), sets);
    assert.ok(of > 300, 'the files were found');
    assert.ok(count <= of / 5, `${String(count)} of ${String(of)}`);
  });
} else test.skip('noise: ../shared is not there', () => undefined);

test.run();
