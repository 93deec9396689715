import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sha256 } from '../../src/baseline/sha256.ts';

test('is that of Node, whatever the length', () => {
  const texts = Array.from({ length: 300 }, (_, length) => 'a€😀\n'.repeat(length).slice(0, length));
  for (const text of [...texts, 'x'.repeat(100_000)])
    assert.is(sha256(text), createHash('sha256').update(text).digest('hex'), String(text.length));
});

test.run();
