/** Files that reports are written to, and streams that cannot be written. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, WARNED } from './project.ts';

const test = suite('outputs');
const JSON_MANIFEST = '{"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"a"},"spec":{}}';

test('no report overwrites an input or somebody’s manifest', () =>
  inProject(
    {
      'a.yaml': WARNED,
      'b.json': JSON_MANIFEST,
      'values.yaml': 'a: 1\n',
      'old.txt': GOOD,
      'conf.txt': '',
      'list.txt': '1',
    },
    async ({ root, run }) => {
      symlinkSync('a.yaml', join(root, 'link.sarif'));
      for (const [output, why, ...argv] of [
        ['a.yaml', 'it is an input', 'a.yaml'],
        ['link.sarif', 'it is an input', './a.yaml'],
        ['old.txt', 'it is an input', '--against', 'old.txt', 'a.yaml'],
        ['conf.txt', 'it is an input', '--config', 'conf.txt', 'a.yaml'],
        ['list.txt', 'it is an input', 'list.txt'],
        ['link.sarif', 'it holds a DaemonSet', 'b.json'],
        ['b.json', 'it holds a DaemonSet', '.'],
        ['values.yaml', 'it is a file of YAML', '.'],
      ] as const) {
        const before = readFileSync(join(root, output));
        const { code, stderr, stdout } = await run('--fix=unsafe', '--format', `sarif=${output}`, ...argv);
        assert.is(code, 2);
        assert.match(stderr, `daemonlint: no report is written to ${output}: ${why}`);
        assert.is(stdout, '');
        assert.equal(readFileSync(join(root, output)), before);
        assert.is(readFileSync(join(root, 'a.yaml'), 'utf8'), WARNED, 'nothing was fixed either');
      }
    },
  ));

test('a report is written over an older one, and to streams', () =>
  inProject({ 'a.yaml': WARNED }, async ({ root, run }) => {
    for (let times = 0; times < 2; times++) {
      const { code, stderr } = await run('--format', 'json=out.json', '--format', 'text=/dev/null', '.');
      assert.is(code, 1, stderr);
    }
    assert.match(readFileSync(join(root, 'out.json'), 'utf8'), 'no-rollback-history');
  }));

if (existsSync('/dev/stdout'))
  test('the streams of the process are outputs', () =>
    inProject({ 'warned.yaml': WARNED }, ({ root }) => {
      for (const output of ['/dev/stdout', '/dev/stderr', '/dev/fd/1', '/proc/self/fd/1']) {
        const isError = output === '/dev/stderr';
        const { status, stdout, stderr } = shell(`daemonlint --quiet --format json=${output} warned.yaml`, root);
        assert.is(status, 1, stderr);
        const report = JSON.parse(isError ? stderr : stdout) as { summary: { warnings: number } };
        assert.is(report.summary.warnings, 1, output);
        assert.is(isError ? stdout : stderr, '', output);
      }
      // In a file, too, what is printed goes on where the last one ended.
      const { status } = shell('daemonlint --format rdjsonl=/dev/stdout --format text warned.yaml >o', root);
      assert.is(status, 1);
      const written = readFileSync(join(root, 'o'), 'utf8');
      assert.match(written, /^\{"message".*\}$/m);
      // Colors may be forced.
      assert.match(written, /6:25/);
    }));

test('no link of a repository makes a report or a starter leave it', () =>
  inProject({ 'in/a.yaml': GOOD, 'out/secret': 'mine' }, async ({ root, runWith }) => {
    const cwd = join(root, 'in');
    mkdirSync(join(cwd, '.git'));
    symlinkSync('../out/secret', join(cwd, 'report.json'));
    symlinkSync('../out/nothing', join(cwd, 'new.json'));
    symlinkSync('../out', join(cwd, '.github'));
    symlinkSync('../out', join(cwd, 'folder'));
    for (const output of ['report.json', 'folder/x.json', 'new.json']) {
      const { code, stderr } = await runWith({ cwd }, '--format', `json=${output}`, 'a.yaml');
      assert.is(code, 2, output);
      assert.match(stderr, `no report is written to ${output}: it is a link to `);
    }
    assert.is((await runWith({ cwd }, 'init', 'github')).code, 2);
    assert.is(readFileSync(join(root, 'out/secret'), 'utf8'), 'mine');
    for (const name of ['nothing', 'x.json', 'workflows']) assert.is(existsSync(join(root, 'out', name)), false, name);
  }));

/** Runs the program from its sources in a shell; the exit code, and what went to standard error if it is a pipe. */
function shell(
  line: string,
  cwd: string,
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const main = join(process.cwd(), 'src/cli.ts');
  const tsx = join(process.cwd(), 'node_modules/tsx/dist/esm/index.mjs');
  const command = line.replace('daemonlint', `node --import ${tsx} ${main} --no-config`);
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

if (existsSync('/dev/full'))
  test('a stream that cannot be written ends with the right code, and with words where there is somewhere to put them', () =>
    inProject({ 'good.yaml': GOOD, 'warned.yaml': WARNED }, ({ root }) => {
      assert.is(shell('daemonlint good.yaml 2>/dev/full', root).status, 0);
      assert.is(shell('daemonlint warned.yaml 2>/dev/full >/dev/null', root).status, 1);
      const full = shell('daemonlint warned.yaml >/dev/full', root);
      assert.is(full.status, 2);
      assert.match(full.stderr, 'daemonlint: cannot write the output: no space left on the device\n');
      assert.is(shell('daemonlint warned.yaml >/dev/full 2>&1', root).status, 2);
      // Node opens what is closed as /dev/null.
      assert.is(shell('daemonlint warned.yaml >&- 2>&-', root).status, 1);
    }));

test.run();
