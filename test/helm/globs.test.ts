import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gobwasPattern as filesPattern } from '../../src/helm/files.ts';
import { filepathPattern as namePattern, parseIgnore } from '../../src/helm/ignore.ts';

const test = suite('patterns of charts');

/** A pattern, what it matches and what it does not. */
type Case = readonly [pattern: string, yes: readonly string[], no: readonly string[]];

// Go filepath.Match
const NAMES: readonly Case[] = [
  ['*.txt', ['a.txt', '.txt'], ['a/b.txt', 'a.txtx']],
  ['a?c', ['abc', 'aéc', 'a😀c'], ['ac', 'a/c']],
  ['[a-c]x', ['bx'], ['dx', '[a-c]x']],
  ['[^a]', ['b', '-'], ['a', '']],
  ['\\*', ['*'], ['a']],
  ['a.b', ['a.b'], ['axb']],
];

// gobwas/glob; what it does not take matches everything, as helm then compiles "**".
const FILES: readonly Case[] = [
  ['conf/*.yaml', ['conf/a.yaml'], ['conf/a/b.yaml', 'xconf/a.yaml']],
  ['**.yaml', ['a.yaml', 'a/b.yaml'], ['a.yml']],
  ['{a,b*}/c', ['a/c', 'bx/c'], ['c/c', 'b/x/c']],
  ['[a-c]', ['b'], ['d', '-']],
  ['[ab-d]', ['a', '-', 'd'], ['c']],
  ['[!a]', ['b', '/'], ['a']],
  ['[a-]', ['x', 'a/b'], []],
  ['[]', ['x'], []],
  ['[b-a]', ['x'], []],
  ['{a', ['x'], []],
];

for (const [what, compiled, cases] of [
  ['names', namePattern, NAMES],
  ['files', filesPattern, FILES],
] as const)
  test(`${what} match as in Go`, () => {
    for (const [pattern, yes, no] of cases) {
      for (const name of yes) assert.ok(compiled(pattern)?.test(name), `${pattern} matches ${name}`);
      for (const name of no) assert.not(compiled(pattern)?.test(name), `${pattern} does not match ${name}`);
    }
  });

test('a malformed name is none', () => {
  for (const pattern of ['[', '[]', '[a', '[b-a]', 'a\\', '[-a]']) assert.is(namePattern(pattern), undefined, pattern);
});

test('no more rules are read than files can be asked about', () => {
  const rules = parseIgnore('a\n'.repeat(2000));
  assert.equal(rules, { fault: 'more than 1000 rules', line: 1002 });
});

test.run();
