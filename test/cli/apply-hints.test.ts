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

test.run();
