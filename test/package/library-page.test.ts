import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { userProject } from './packed.ts';

const page = readFileSync('docs/library.md', 'utf8');
const blocks = [...page.matchAll(/^## (.*)$[^]*?^```js\n([^]*?)^```$/gm)];
const [, manifest = ''] = /^```js\n([^]*?)^```$/m.exec(page) ?? [];

// The types of Node are not there.
const CONSOLE = 'declare const console: { log(...values: unknown[]): void };\n';

test('docs/library.md shows five things', () => {
  assert.is(blocks.length, 5);
});

for (const [i, [, title = '', code = '']] of blocks.entries()) {
  const expected = [...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line);
  for (const [extension, text] of [
    ['mjs', code],
    ['cjs', code.replace(/^import (.*) from '(.*)';$/gm, "const $1 = require('$2');")],
  ] as const) {
    test(`docs/library.md: ${title} (${extension})`, () => {
      const { write, run } = userProject();
      const name = `page-${String(i)}.${extension}`;
      write(name, `${manifest}\n${text}`);
      const { stdout, stderr } = run('node', name);
      assert.is(stderr, '');
      assert.ok(expected.length > 0);
      assert.equal(
        stdout.split('\n').filter((line) => line !== ''),
        expected,
      );
    });
  }
}

for (const name of ['nodenext', 'bundler'] as const)
  test(`the examples of docs/library.md hold under strict and ${name}`, () => {
    const { write, problems } = userProject();
    const files = blocks.flatMap(([, , code = ''], i) =>
      ['mts', 'cts'].map((end) => ({ name: `typed-${i}.${end}`, code })),
    );
    for (const { name: file, code } of files) write(file, `${CONSOLE}${manifest}\n${code}`);
    assert.equal(
      problems(
        name,
        files.map((file) => file.name),
      ),
      [],
    );
  });

test.run();
