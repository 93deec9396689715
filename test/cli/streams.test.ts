import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, WARNED, type Run } from './project.ts';
import { commitAll, inRepository } from './repository.ts';

const test = suite('pipes, devices and large files');

const MINUTES = 5;
const [TSX, CHILD] = [import.meta.resolve('tsx'), resolve('test/cli/run-many.ts')];

/** Runs commands in `cwd`, in a process of their own, which may wait for something forever. */
function runMany(cwd: string, ...commands: readonly string[][]): readonly Run[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', TSX, CHILD, JSON.stringify(commands)], {
    cwd,
    encoding: 'utf8',
    timeout: MINUTES * 60_000,
    killSignal: 'SIGKILL',
  });
  assert.is(status, 0, `${commands.map((argv) => argv.join(' ')).join('; ')}: ${stderr}`);
  return JSON.parse(stdout) as readonly Run[];
}

const pipe = (root: string, path: string): void => {
  execFileSync('mkfifo', [join(root, path)]);
};

const LARGE = 65 * 2 ** 20;
function makeLarge(root: string, path: string): void {
  writeFileSync(join(root, path), 'kind: DaemonSet\n');
  truncateSync(join(root, path), LARGE);
}

test('nothing but regular files is read on a walk, whatever they are called', () =>
  inProject(
    { 'a/warned.yaml': WARNED, 'k/kustomization.yaml': 'resources: [pipe.yaml, zero.yaml]\n' },
    ({ root, write }) => {
      for (const path of [
        '.gitignore',
        'a/.ignore',
        'a/pipe.yaml',
        'daemonlint.yaml',
        'a/kustomization.yaml',
        'k/pipe.yaml',
      ])
        pipe(root, path);
      for (const path of ['a/zero.yaml', 'a/.gitignore', 'k/zero.yaml', '.daemonlint.yaml'])
        symlinkSync('/dev/zero', join(root, path));
      symlinkSync('pipe.yaml', join(root, 'a/link.yaml'));
      write('c/Chart.yaml', 'apiVersion: v2\nname: c\nversion: 1.0.0\n');
      write('c/templates/a.yaml', GOOD);
      pipe(root, 'c/templates/pipe.yaml');
      pipe(root, 'c/.helmignore');
      write('d/Chart.yaml', 'apiVersion: v2\nname: d\nversion: 1.0.0\n');
      mkdirSync(join(root, 'd/templates'));
      symlinkSync('/dev/zero', join(root, 'd/values.yaml'));
      const [whole, one, many, built, chart, ...more] = runMany(
        root,
        ['.'],
        ['a/warned.yaml'],
        ['a/*.yaml'],
        ['render', 'k'],
        ['render', 'c'],
        ['dry-run', '.'],
        ['plan', '.'],
        ['diff', 'a', 'k'],
        ['upgrade', '--from', '1.36', '--to', '1.37', '.'],
        ['policy', '.'],
        ['--fix', '.'],
        ['render', 'd'],
      );
      for (const run of [whole, one, many]) assert.match(run?.stdout ?? '', /^a\/warned\.yaml:6:25: warning: /m);
      assert.match(built?.stderr ?? '', 'not a regular file');
      assert.match(chart?.stderr ?? '', 'cannot load irregular file c/.helmignore');
      for (const { stderr } of more) assert.is(stderr.includes('bug'), false, stderr);
    },
  ));

test('a pipe is read when it is named, up to the bound', () =>
  inProject({ 'warned.yaml': WARNED, 'good.yaml': GOOD }, ({ root }) => {
    const fed = ['manifest', 'old', 'dump', 'live', 'config', 'patch'];
    for (const name of fed) pipe(root, name);
    const feed = (name: string, from: string) =>
      spawn('sh', ['-c', `${from} > ${name}`], { cwd: root, stdio: 'ignore' });
    const feeders = [
      feed('manifest', 'cat warned.yaml'),
      feed('old', 'cat warned.yaml'),
      feed('dump', 'cat good.yaml'),
      feed('live', 'cat good.yaml'),
      feed('config', 'echo rules: {no-priority-class: error}'),
      feed('patch', 'echo spec: {minReadySeconds: 7}'),
    ];
    const [check, diff, plan, apply, config, patch, zero] = runMany(
      root,
      ['manifest'],
      ['diff', '-q', 'old', 'good.yaml'],
      ['plan', '--from', 'dump'],
      ['apply', 'good.yaml', '--to', 'live'],
      ['--config', 'config', 'good.yaml'],
      ['diff', '-q', '--patch', 'patch', 'good.yaml'],
      ['/dev/zero'],
    );
    for (const feeder of feeders) feeder.kill('SIGKILL');
    assert.match(check?.stdout ?? '', /^manifest:6:25: warning: /);
    assert.match(diff?.stdout ?? '', 'spec.revisionHistoryLimit: 0 -> ');
    assert.match(plan?.stdout ?? '', 'agent');
    assert.match(apply?.stdout ?? '', 'daemonset.apps/agent');
    assert.match(config?.stdout ?? '', 'no-priority-class');
    assert.match(patch?.stdout ?? '', 'spec.minReadySeconds');
    assert.is(zero?.code, 2);
    assert.match(zero?.stderr ?? '', /^daemonlint: \/dev\/zero: larger than 64 MiB, /);
  }));

test('a file larger than maxFileSize is skipped on a walk, and refused when it is named', () =>
  inProject(
    { 'warned.yaml': WARNED, 'small/daemonlint.yaml': 'maxFileSize: 1Ki\n' },
    async ({ root, write, run, runWith }) => {
      makeLarge(root, 'large.yaml');
      const walk = await run('--format', 'json', '.');
      const { files, findings } = JSON.parse(walk.stdout) as {
        files: { path: string; status: string; reason?: string }[];
        findings: { path: string }[];
      };
      assert.equal(
        files.filter(({ path }) => path === 'large.yaml'),
        [{ path: 'large.yaml', status: 'skipped', reason: 'too-large' }],
      );
      assert.equal(
        findings.map(({ path }) => path),
        ['warned.yaml'],
      );
      assert.match(walk.stderr, /^daemonlint: large\.yaml: larger than 64 MiB, .*; skipped$/m);
      for (const argv of [
        ['large.yaml'],
        ['dry-run', 'large.yaml'],
        ['plan', 'large.yaml'],
        ['diff', 'large.yaml', 'warned.yaml'],
      ]) {
        const named = await run(...argv);
        assert.is(named.code, 2, argv.join(' '));
        assert.match(
          named.stderr,
          'large.yaml: larger than 64 MiB, the bound unless maxFileSize in daemonlint.yaml sets another one',
        );
      }
      write('small/a.yaml', `${GOOD}# ${'x'.repeat(1024)}\n`);
      const cwd = join(root, 'small');
      for (const argv of [
        ['a.yaml'],
        ['diff', 'a.yaml', 'a.yaml'],
        ['plan', 'a.yaml'],
        ['upgrade', '--from', '1.36', '--to', '1.37', 'a.yaml'],
      ]) {
        const { code, stderr } = await runWith({ cwd }, ...argv);
        assert.is(code, 2, argv.join(' '));
        assert.match(stderr, 'a.yaml: larger than 1 KiB');
      }
      write('small/daemonlint.yaml', 'maxFileSize: 2Ki\n');
      assert.is((await runWith({ cwd }, 'a.yaml')).code, 0);
      write('small/daemonlint.yaml', 'maxFileSize: 1Gi\n');
      assert.match(
        (await runWith({ cwd }, 'a.yaml')).stderr,
        '"maxFileSize" has to be a size up to 500Mi: 512Ki, 64Mi, not',
      );
    },
  ));

test('a configuration and a baseline are as large as they may be, whatever they say of other files', () =>
  inProject({ 'a.yaml': WARNED }, async ({ root, write, run }) => {
    const long = `# ${'x'.repeat(4096)}\n`;
    write('daemonlint.yaml', `maxFileSize: 1Ki\n${long}`);
    write('.daemonlint-baseline.yaml', `${long}[]\n`);
    for (const argv of [['a.yaml'], ['diff', 'a.yaml', 'a.yaml'], ['plan', 'a.yaml'], ['config', 'a.yaml']]) {
      const { code, stderr } = await run(...argv);
      assert.ok(code < 2, `${argv.join(' ')}: ${stderr}`);
    }
    makeLarge(root, 'daemonlint.yaml');
    assert.match((await run('a.yaml')).stderr, 'daemonlint.yaml: larger than 64 MiB, the most that is read of it');
  }));

test('a large file of a commit is skipped like one of a folder', () =>
  inRepository(
    { 'warned.yaml': WARNED, 'large.yaml': `${GOOD}# ${'x'.repeat(3000)}\n` },
    async ({ write, run, root }) => {
      write('daemonlint.yaml', 'maxFileSize: 2Ki\n');
      write('warned.yaml', `${WARNED}# changed\n`);
      write('large.yaml', `${GOOD}# ${'y'.repeat(3000)}\n`);
      commitAll(root);
      const { code, stdout, stderr } = await run('--since', 'HEAD~1', '--all');
      assert.is(code, 1, stderr);
      assert.match(stdout, /^warned\.yaml:6:25: warning: /);
      assert.match(stderr, 'large.yaml: larger than 2 KiB');
    },
  ));

test.run();
