import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeIo } from '../../src/io/node-io.ts';
import { inProject } from '../cli/project.ts';

const real = suite('the real world');
const io = nodeIo();

real('a file is replaced with the mode it had, and nothing is left beside it', () =>
  inProject({ 'a.yaml': 'old' }, ({ root }) => {
    const path = join(root, 'a.yaml');
    chmodSync(path, 0o640);
    io.writeFile(path, 'new');
    assert.is(readFileSync(path, 'utf8'), 'new');
    assert.is(statSync(path).mode & 0o777, 0o640);
    assert.equal(readdirSync(root), ['a.yaml']);
  }),
);

real('a link stays one, and what it leads to is written, even when nothing is there yet', () =>
  inProject({ 'sub/a.yaml': 'old' }, ({ root }) => {
    symlinkSync('sub/a.yaml', join(root, 'link'));
    symlinkSync('link', join(root, 'far'));
    symlinkSync('sub/new.yaml', join(root, 'dangling'));
    io.writeFile(join(root, 'far'), 'new');
    io.writeFile(join(root, 'dangling'), 'made');
    assert.is(readFileSync(join(root, 'sub/a.yaml'), 'utf8'), 'new');
    assert.is(readFileSync(join(root, 'sub/new.yaml'), 'utf8'), 'made');
    for (const link of ['link', 'far', 'dangling']) assert.ok(lstatSync(join(root, link)).isSymbolicLink(), link);
  }),
);

real('a write that fails leaves everything as it was', () =>
  inProject({}, ({ root }) => {
    mkdirSync(join(root, 'dir'));
    assert.throws(() => {
      io.writeFile(join(root, 'dir'), 'x');
    });
    assert.throws(() => {
      io.writeFile(join(root, 'none/x'), 'x');
    });
    assert.equal(readdirSync(root), ['dir']);
  }),
);

real('a device is written to, not replaced', () => {
  io.writeFile('/dev/null', 'x');
  assert.ok(statSync('/dev/null').isCharacterDevice());
});

real('git looks at the root asked, whatever a hook has set', () =>
  inProject({ 'sub/a.yaml': '' }, ({ root }) => {
    execFileSync('git', ['init', '-q'], { cwd: root });
    const set = { GIT_DIR: '.git', GIT_WORK_TREE: '.', GIT_INDEX_FILE: '.git/none' };
    Object.assign(process.env, set);
    try {
      const { status, stdout } = io.git(['ls-files', '-o', '--full-name'], root);
      assert.equal([status, Buffer.from(stdout).toString()], [0, 'sub/a.yaml\n']);
    } finally {
      for (const name of Object.keys(set)) Reflect.deleteProperty(process.env, name);
    }
  }),
);

real('the index that a hook is given counts', () =>
  inProject({ 'a.yaml': '' }, ({ root }) => {
    execFileSync('git', ['init', '-q'], { cwd: root });
    const index = join(root, 'other-index');
    execFileSync('git', ['add', 'a.yaml'], { cwd: root, env: { ...process.env, GIT_INDEX_FILE: index } });
    process.env['GIT_INDEX_FILE'] = index;
    try {
      assert.is(Buffer.from(io.git(['ls-files'], root).stdout).toString(), 'a.yaml\n');
    } finally {
      Reflect.deleteProperty(process.env, 'GIT_INDEX_FILE');
    }
    assert.is(io.git(['ls-files'], root).stdout.length, 0);
  }),
);

real('git that fails, and a directory that is not there, are answers', () => {
  assert.is(io.git(['no-such-command'], '.').status, 1);
  const { status, stderr } = io.git(['status'], '/no/such/directory');
  assert.is(status, null);
  assert.match(stderr, 'ENOENT');
});

const SIZE = 3_000_000;
const CHILD = `import { nodeIo } from './src/io/node-io.ts';
const io = nodeIo();
const input = Buffer.from(io.readStdin()).toString();
io.stdout(input === 'print' ? 'x'.repeat(${SIZE}) : input);`;

function pipeline(shell: string): string {
  const text = shell.replace('CHILD', 'node --import tsx --input-type=module -e "$CHILD"');
  const env = { ...process.env, CHILD };
  return execFileSync('bash', ['-c', `set -o pipefail; ${text}`], { encoding: 'utf8', env }).trim();
}

real('a slow reader gets everything, one that goes away does no harm', () => {
  assert.is(pipeline('printf print | CHILD | (sleep 0.1; wc -c)'), String(SIZE));
  assert.is(pipeline('printf print | CHILD | head -c 1'), 'x');
});

real('standard input is read to its end, however slowly it comes', () => {
  assert.is(pipeline('(printf a; sleep 0.1; printf b) | CHILD'), 'ab');
});

real.run();
