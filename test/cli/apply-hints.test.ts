import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject } from './project.ts';

const test = suite('hints beside an apply');

test('a plain file as LIVE, and managed fields that nobody prints, are named', () =>
  inProject({ 'ds.yaml': GOOD, 'old.yaml': GOOD }, async ({ run, write }) => {
    const plain = /^daemonlint: old\.yaml has no field that only a cluster writes/m;
    assert.match((await run('apply', 'ds.yaml', '--to', 'old.yaml')).stderr, plain);
    write('live.yaml', (await run('apply', 'old.yaml', '-o', 'yaml', '--show-managed-fields')).stdout);
    assert.is((await run('apply', 'ds.yaml', '--to', 'live.yaml')).stderr, '');
    const unshown = await run('apply', 'ds.yaml', '--to', 'live.yaml', '--show-managed-fields');
    assert.match(unshown.stderr, /^daemonlint: --show-managed-fields says nothing without --output/m);
  }));

test('managed fields that cannot be read are named, and no default is made of what they hide', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    const { stdout } = await run('apply', 'ds.yaml', '-o', 'yaml', '--show-managed-fields');
    const broken = stdout
      .replace(/fieldsType: FieldsV1/, 'fieldsType: Odd')
      .replace('  revisionHistoryLimit: 10\n', '  revisionHistoryLimit: 7\n');
    write('live.yaml', broken);
    const { stdout: text, stderr } = await run('diff', 'live.yaml', 'ds.yaml');
    assert.match(stderr, 'live.yaml: the managed fields of daemonset/agent cannot be read (invalid fieldsType "Odd"');
    assert.not.match(text, 'revisionHistoryLimit at 7, the default');
  }));

test('managed fields that no cluster stores are a fault of LIVE, and no refusal of the server', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    const { stdout } = await run('apply', 'ds.yaml', '-o', 'yaml', '--show-managed-fields');
    write('ds.yaml', GOOD.replace('spec:', 'spec:\n  minReadySeconds: 7'));
    const fields = / {2}managedFields:\n(?: {2}[- ].*\n)+?(?= {2}name:)/;
    for (const [value, fault] of [
      ['[1]', 'are not those of a cluster (cannot restore struct from: int64)'],
      ['[{manager: 1}]', 'are not those of a cluster (cannot convert int64 to string)'],
      ['{}', 'are a map and not a list'],
    ] as const) {
      write('live.yaml', stdout.replace(fields, `  managedFields: ${value}\n`));
      for (const more of [[], ['--server-side']]) {
        const { code, stderr } = await run('apply', 'ds.yaml', '--to', 'live.yaml', ...more);
        assert.is(code, 2);
        assert.ok(stderr.includes(`has managedFields that ${fault}, so that nobody can say who owns what`), stderr);
      }
      const { code, stderr } = await run('diff', 'live.yaml', 'ds.yaml');
      assert.is(code, 0, value);
      assert.ok(stderr.includes(`the managed fields of daemonset/agent ${fault}, so that nobody seems to own`), stderr);
    }
    for (const value of ['null', '[]']) {
      write('live.yaml', stdout.replace(fields, `  managedFields: ${value}\n`));
      assert.equal(await run('apply', 'ds.yaml', '--to', 'live.yaml'), {
        code: 0,
        stdout: 'daemonset.apps/agent configured\n',
        stderr: '',
      });
    }
  }));

test.run();
