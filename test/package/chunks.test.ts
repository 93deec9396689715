import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, WARNED } from '../cli/project.ts';

const CLI = resolve('dist/cli.js');
const NOTE = `const fs = require('node:fs');
const read = fs.readFileSync;
fs.readFileSync = (path, ...rest) => {
  const [, chunk] = /chunks[\\\\/]([a-z]+)\\.js$/.exec(String(path)) ?? [];
  if (chunk !== undefined) fs.appendFileSync(__filename + '.log', chunk + '\\n');
  return read(path, ...rest);
};
`;

/** The chunks that a run of the built program over some files loads. */
function chunksOf(files: Readonly<Record<string, string>>, ...argv: string[]): string[] {
  const root = mkdtempSync(join(tmpdir(), 'daemonlint-chunks-'));
  const note = join(root, 'note.cjs');
  try {
    for (const [path, text] of Object.entries({ 'tree/.git/HEAD': 'ref: refs/heads/main\n', ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    writeFileSync(note, NOTE);
    writeFileSync(`${note}.log`, '');
    const { stderr, status } = spawnSync(process.execPath, ['--require', note, CLI, ...argv], {
      cwd: join(root, 'tree'),
      encoding: 'utf8',
    });
    assert.ok(status === 0 || status === 1, stderr);
    return [...new Set(readFileSync(`${note}.log`, 'utf8').split('\n').filter(Boolean))].sort();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test('a check loads no code of baselines and configurations where there is none', () => {
  assert.equal(chunksOf({ 'tree/ds.yaml': GOOD }, 'ds.yaml'), []);
  assert.equal(chunksOf({ 'tree/ds.yaml': WARNED }, 'ds.yaml'), []);
  const excused = WARNED.replace('spec:\n', 'spec:\n  # daemonlint-ignore no-rollback-history: rebuilt each night\n');
  assert.equal(chunksOf({ 'tree/ds.yaml': excused }, 'ds.yaml'), []);
});

test('it loads what a file that is there asks for, and nothing else', () => {
  const tree = { 'tree/ds.yaml': WARNED };
  assert.equal(chunksOf({ ...tree, 'tree/.daemonlint-baseline.yaml': '# Known.\n' }, 'ds.yaml'), ['baseline']);
  const config = { ...tree, 'tree/daemonlint.yaml': 'preset: recommended\n' };
  assert.equal(chunksOf(config, 'ds.yaml'), ['config']);
  const overrides = 'overrides:\n  - names: [agent]\n    rules: { no-rollback-history: off }\n';
  assert.equal(chunksOf({ ...tree, 'tree/daemonlint.yaml': overrides }, 'ds.yaml'), ['config']);
});

test('no file of a baseline is read where none is wanted', () => {
  const files = { 'tree/ds.yaml': GOOD, 'tree/.daemonlint-baseline.yaml': '# Known.\n' };
  assert.equal(chunksOf(files, 'ds.yaml', '--no-baseline'), []);
});

test.run();
