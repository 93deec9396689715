import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { userProject } from './packed.ts';

const page = readFileSync('docs/library.md', 'utf8');
const blocks = [...page.matchAll(/^## (.*)$[^]*?^```js\n([^]*?)^```$/gm)];
const [, manifest = ''] = /^```js\n([^]*?)^```$/m.exec(page) ?? [];

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
        stdout
          .trim()
          .split('\n')
          .map((line) => line.trimEnd()),
        expected,
      );
    });
  }
}

test.run();
