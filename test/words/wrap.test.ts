import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../../rules/index.ts';
import { wrapMarkdown } from '../../src/words/wrap.ts';

test('a paragraph is filled up to the width', () => {
  assert.equal(wrapMarkdown('one two\nthree four\n\nfive', 10), ['one two', 'three four', '', 'five']);
  assert.equal(wrapMarkdown('one two\nthree', 9), ['one two', 'three']);
  assert.equal(wrapMarkdown('a verylongword b', 6), ['a', 'verylongword', 'b']);
});

test('list items hang, and do not run together', () => {
  assert.equal(wrapMarkdown('Either:\n- one two\n  three\n- four\n\n10. five six', 9), [
    'Either:',
    '- one two',
    '  three',
    '- four',
    '',
    '10. five',
    '    six',
  ]);
});

test('code blocks keep their lines', () => {
  assert.equal(wrapMarkdown('Write\n\n```yaml\nspec:\n  a: 1 # far too long\n\n  b: 2\n```\nand', 9), [
    'Write',
    '',
    '    spec:',
    '      a: 1 # far too long',
    '',
    '      b: 2',
    'and',
  ]);
});

test('no line of a rule page breaks before it is full', () => {
  for (const { id, why, fix, unless = '' } of rules)
    for (const text of [why, fix, unless]) {
      const lines = wrapMarkdown(text, 78);
      lines.forEach((line, index) => {
        const [word = ''] = lines[index + 1]?.trim().split(' ') ?? [];
        const ends = word === '' || /^(?:[-*]|\d+\.)$/.test(word) || line.startsWith('    ');
        assert.ok(ends || line === '' || line.length + 1 + word.length > 78, `${id}: ${line}`);
        assert.ok(line.length <= 78 || !line.trim().includes(' ') || line.startsWith('    '), `${id}: ${line}`);
      });
    }
});

test.run();
