import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, REFUSED, WARNED } from './project.ts';
import { inRepository } from './repository.ts';

const test = suite('ignored by the configuration');

const FILES = { 'daemonlint.yaml': 'ignore: ["vendor/"]\n', 'vendor/ds.yaml': WARNED, 'own.yaml': GOOD };
const SAID = 'daemonlint: vendor/ds.yaml: ignored by the configuration (--no-ignore reads what it ignores)\n';

test('holds for named files too, and says so', () =>
  inProject(FILES, async ({ run }) => {
    const { code, stdout, stderr } = await run('vendor/ds.yaml', 'own.yaml');
    assert.equal([code, stdout], [0, '']);
    assert.is(stderr, `${SAID}daemonlint: nothing found; 1 DaemonSet in 1 file\n`);
    assert.is((await run('--no-ignore', 'vendor/ds.yaml')).code, 1);
    assert.is((await run('--no-ignore', '.')).code, 1);
    assert.not.match((await run('.')).stderr, /vendor/, 'only what was named is spoken of');
  }));

const NESTED = {
  'own.yaml': GOOD,
  'app/daemonlint.yaml': 'ignore: ["vendor/"]\nmaxFileSize: 1Ki\n',
  'app/vendor/ds.yaml': WARNED,
  'app/large.yaml': `${WARNED}#${'x'.repeat(1024)}\n`,
};

for (const where of [inProject, inRepository])
  test(`holds where the nearest configuration says it (${where.name})`, () =>
    where(NESTED, async ({ run, write }) => {
      const whole = await run('.');
      assert.equal([whole.code, whole.stdout], [0, '']);
      assert.match(whole.stderr, /app\/large\.yaml: larger than 1 KiB/);
      const named = await run('app/vendor/ds.yaml');
      assert.is(named.code, 0);
      assert.match(named.stderr, 'app/vendor/ds.yaml: ignored by the configuration');
      assert.match((await run('app/large.yaml')).stderr, /app\/large\.yaml: larger than 1 KiB/);
      for (const command of [['plan'], ['dry-run'], ['upgrade', '--from', '1.36', '--to', '1.37']])
        assert.match((await run(...command, 'app/vendor/ds.yaml')).stderr, 'ignored by the configuration');
      assert.is((await run('--no-ignore', 'app/vendor/ds.yaml')).code, 1);
      write('daemonlint.yaml', 'ignore: ["app/"]\n');
      write('app/daemonlint.yaml', 'preset: strict\n');
      assert.equal(await run('.').then(({ code, stdout }) => [code, stdout]), [0, ''], 'what lies above holds as well');
    }));

test('a nested configuration holds for what changed', () =>
  inRepository(NESTED, async ({ run, write }) => {
    write('app/vendor/ds.yaml', REFUSED);
    for (const command of [[], ['diff'], ['plan']]) {
      const { code, stdout } = await run(...command, '--since', 'HEAD');
      assert.equal([code, stdout], [0, ''], command.join(''));
    }
  }));

test('holds for standard input under its name', () =>
  inProject(FILES, async ({ runWith }) => {
    const readStdin = (): Uint8Array => Buffer.from(WARNED);
    const run = (...argv: string[]) => runWith({ readStdin }, '-', '--stdin-filename', 'vendor/ds.yaml', ...argv);
    assert.equal([(await run()).code, (await run('--no-ignore')).code], [0, 1]);
    assert.match((await run()).stderr, /^daemonlint: vendor\/ds\.yaml: ignored/);
  }));

test('--fix leaves ignored files as they are', () =>
  inProject(FILES, async ({ run, root }) => {
    const { stderr } = await run('--fix=unsafe', 'vendor/ds.yaml');
    assert.is(readFileSync(join(root, 'vendor/ds.yaml'), 'utf8'), WARNED);
    assert.ok(stderr.includes(SAID));
  }));

test('names a few of many', () =>
  inProject(
    Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`vendor/${name}.yaml`, GOOD])),
    async ({ run, write }) => {
      write('daemonlint.yaml', FILES['daemonlint.yaml']);
      const { stderr } = await run(...['a', 'b', 'c', 'd', 'e'].map((name) => `vendor/${name}.yaml`));
      assert.match(stderr, /^daemonlint: vendor\/a\.yaml, vendor\/b\.yaml, vendor\/c\.yaml and 2 more: ignored/);
    },
  ));

test('no state that is ignored is compared', () =>
  inProject({ ...FILES, 'other/ds.yaml': GOOD }, async ({ run }) => {
    const sides = [
      ['vendor/ds.yaml', 'own.yaml'],
      ['own.yaml', 'vendor/ds.yaml'],
      ['vendor', 'other'],
      ['other', 'vendor'],
    ] as const;
    for (const states of sides) {
      const { code, stdout, stderr } = await run('diff', ...states);
      assert.equal([code, stdout], [2, ''], states.join(' '));
      assert.is(stderr, `${SAID.trim()}: there is nothing to compare with\n`);
      assert.not.match((await run('diff', '--no-ignore', ...states)).stdout, /added|removed|^$/);
    }
  }));

test('check and plan refuse an ignored earlier state', () =>
  inProject(FILES, async ({ run }) => {
    for (const command of ['check', 'plan']) {
      const { code, stderr } = await run(command, '--against', 'vendor/ds.yaml', 'own.yaml');
      assert.is(code, 2, command);
      assert.is(stderr, `${SAID.trim()}: there is nothing to compare with\n`);
    }
  }));

test('upgrade and dry-run say it, and read the file when asked', () =>
  inProject(FILES, async ({ run }) => {
    for (const command of [['upgrade', '--from', '1.36', '--to', '1.37'], ['dry-run']] as const) {
      const { stdout, stderr } = await run(...command, 'vendor/ds.yaml');
      assert.is(stdout, '');
      assert.ok(stderr.startsWith(SAID), stderr);
      const read = await run(...command, '--no-ignore', 'vendor/ds.yaml');
      assert.not.match(read.stderr, /ignored|no DaemonSet/);
    }
    assert.not.match((await run('dry-run', '.')).stdout, /vendor/, 'nor what is found');
  }));

test('diff and plan say it once', () =>
  inRepository(FILES, async ({ run, write }) => {
    write('vendor/ds.yaml', GOOD);
    const counted = async (...argv: string[]): Promise<number> =>
      (await run(...argv)).stderr.split('ignored by the configuration').length - 1;
    assert.is(await counted('diff', '--since', 'HEAD', 'vendor/ds.yaml'), 1);
    assert.is(await counted('plan', '--since', 'HEAD', 'vendor/ds.yaml'), 1);
    assert.is(await counted('--since', 'HEAD', 'vendor/ds.yaml'), 1);
    assert.match((await run('diff', '--since', 'HEAD', '--no-ignore', 'vendor/ds.yaml')).stdout, /^vendor\/ds\.yaml/);
  }));

test.run();
