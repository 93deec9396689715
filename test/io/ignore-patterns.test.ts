import ignore from 'ignore';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Random } from '../../scripts/fuzz/random.ts';
import { ignorePatterns } from '../../src/io/ignore-patterns.ts';

const test = suite('patterns of ignore files');

const PARTS = ['**', '**', 'a', 'b', '*', '*a', '?', '***', '[ab]', 'a*b'];
const NAMES = ['a', 'b', 'ab', 'c', '.a'];

test('with several ** match what the package matches', () => {
  const random = new Random(14);
  const some = (words: readonly string[], most: number): string =>
    Array.from({ length: 1 + random.below(most) }, () => random.of(words)).join('/');
  const once = (text: string, share: number): string => (random.below(share) === 0 ? text : '');
  for (let times = 0; times < 3000; times++) {
    const pattern = `${once('!', 6)}${once('/', 4)}${some(PARTS, 6)}${once('/', 6)}`;
    const lines = [...(random.below(3) === 0 ? ['a', 'b'] : []), pattern];
    const name = `${some(NAMES, 6)}${once('/', 5)}`;
    const { ignored, unignored } = ignore().add(lines).test(name);
    const own = ignorePatterns(lines, ignore).test(name);
    // After a folder that is ignored nothing in it is asked about.
    if (!lines.includes('a') || !pattern.startsWith('!'))
      assert.equal([own.ignored, own.unignored], [ignored, unignored], `${lines.join(' ')}: ${name}`);
  }
});

test('with many ** do not try every way to divide a name', () => {
  const before = process.cpuUsage();
  const patterns = ignorePatterns([`${'**/a/'.repeat(20)}b`, `!${'**/*a/'.repeat(20)}b`], ignore);
  assert.not(patterns.test(`${'a/'.repeat(1000)}c`).ignored);
  assert.ok(patterns.test(`${'a/'.repeat(1000)}b/c`).ignored);
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 1e6 < 5);
});

test.run();
