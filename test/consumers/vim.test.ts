import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { FOLDER } from '../format/golden.ts';
import { WARNED } from '../cli/project.ts';
import { FINDINGS, spots, withFiles, type Spot } from './golden-files.ts';
import { apt, testsWith } from './install.ts';

interface Entry {
  readonly spot: Spot;
  readonly type: string;
  readonly text: string;
}

function quickfix(editor: string, root: string, settings: Readonly<Record<string, string>>): Entry[] {
  const result = join(root, 'quickfix.json');
  const start = editor === 'nvim' ? ['--headless', '-u', 'NONE'] : ['-es', '-N', '-u', 'NONE'];
  const { status, stderr } = spawnSync(
    editor,
    [...start, '-i', 'NONE', '-n', '-S', resolve('test/consumers/quickfix.vim')],
    {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
      input: '',
      env: {
        ...process.env,
        REPOSITORY: resolve('.'),
        RESULT: result,
        HOME: root,
        PATH: `${join(root, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
        ...settings,
      },
    },
  );
  assert.is(status, 0, stderr);
  return JSON.parse(readFileSync(result, 'utf8')) as Entry[];
}

const TYPES = { error: 'e', warning: 'w', note: 'n' } as const;

for (const [editor, name] of [
  ['vim', 'vim'],
  ['nvim', 'neovim'],
] as const) {
  const { test, run } = testsWith(name, apt(editor, name));

  test(`${name} jumps from every golden line to the right character, by our compiler file`, () =>
    withFiles((root) => {
      const entries = quickfix(editor, root, { COMPILER: 'daemonlint', GOLDEN: resolve(FOLDER, 'text-byte.txt') });
      assert.equal(
        entries.map(({ spot }) => spot),
        spots(),
      );
      assert.equal(
        entries.map(({ type }) => type),
        FINDINGS.map(({ severity }) => TYPES[severity]),
      );
      for (const [index, { text }] of entries.entries()) assert.ok(text.endsWith(` [${FINDINGS[index]?.rule ?? ''}]`));
    }));

  test(`${name} jumps there with the error format that it comes with`, () =>
    withFiles((root) => {
      const entries = quickfix(editor, root, { GOLDEN: resolve(FOLDER, 'text-byte.txt') });
      assert.equal(
        entries.map(({ spot }) => spot),
        spots(),
      );
    }));

  test(`${name} takes no indented line of a terminal for a place, by our compiler file`, () =>
    withFiles((root) => {
      const entries = quickfix(editor, root, { COMPILER: 'daemonlint', GOLDEN: resolve(FOLDER, 'text-terminal.txt') });
      assert.equal(
        entries.map(({ spot: { path, line } }) => [path, line]),
        spots().map(({ path, line }) => [path, line]),
      );
    }));

  test(`:compiler daemonlint and :make run the built program in ${name}`, () =>
    withFiles((root) => {
      mkdirSync(join(root, 'bin'));
      writeFileSync(
        join(root, 'bin/daemonlint'),
        `#!/bin/sh\nexec '${process.execPath}' '${resolve('dist/cli.js')}' "$@"\n`,
      );
      chmodSync(join(root, 'bin/daemonlint'), 0o755);
      writeFileSync(join(root, 'ws 名前.yaml'), WARNED.replace('name: agent\n', 'name: agent # 名前\n'));
      const entries = quickfix(editor, root, { COMPILER: 'daemonlint', PATHS: 'ws\\ 名前.yaml' });
      assert.equal(
        entries.map(({ spot }) => spot),
        [{ path: 'ws 名前.yaml', line: 6, character: '0' }],
      );
    }));

  run();
}
