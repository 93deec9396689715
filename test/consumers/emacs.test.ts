import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { FOLDER } from '../format/golden.ts';
import { spots, withFiles, type Spot } from './golden-files.ts';
import { apt, testsWith } from './install.ts';

const EMACS = apt('emacs', 'emacs-nox');
const { test, run } = testsWith('emacs', EMACS);

function visit(root: string, golden: string, unit: string): Spot[] {
  const result = join(root, 'spots.json');
  const { status, stderr } = spawnSync(EMACS ?? '', ['-Q', '--batch', '-l', resolve('test/consumers/compile.el')], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
    env: {
      ...process.env,
      LC_ALL: 'C.UTF-8',
      HOME: root,
      ROOT: root,
      GOLDEN: resolve(FOLDER, golden),
      RESULT: result,
      UNIT: unit,
    },
  });
  assert.is(status, 0, stderr);
  return JSON.parse(readFileSync(result, 'utf8')) as Spot[];
}

test('compilation-mode as it comes jumps to the right character, with --column-unit screen', () =>
  withFiles((root) => {
    assert.equal(visit(root, 'text-screen.txt', 'screen'), spots());
  }));

test('without screen columns it counts code points', () =>
  withFiles((root) => {
    assert.equal(visit(root, 'text-codepoint.txt', 'codepoint'), spots());
  }));

test('the indented lines of a terminal are not places', () =>
  withFiles((root) => {
    const places = visit(root, 'text-terminal.txt', 'screen').map(({ path, line }) => [path, line]);
    assert.equal(
      places,
      spots().map(({ path, line }) => [path, line]),
    );
  }));

run();
