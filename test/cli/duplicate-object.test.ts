import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject } from './project.ts';
import { inRepository } from './repository.ts';

const test = suite('two DaemonSets of one name in a file');

const NEWER = GOOD.replace('1.4.2', '1.5.0');
const both = (...some: string[]): string => some.join('---\n');
const changeOf = (stdout: string): string[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => (JSON.parse(line) as { change: string }).change);

test('check names the one that is overwritten', () =>
  inProject({ 'ds.yaml': both(GOOD, NEWER) }, async ({ run }) => {
    const { code, stdout } = await run();
    assert.is(code, 1);
    assert.match(stdout, /^ds\.yaml:4:9: warning: a later document .* \[duplicate-object\]$/m);
  }));

test('other files, namespaces, and objects that no server stores are not meant', () =>
  inProject(
    { 'a.yaml': GOOD, 'b.yaml': both(GOOD.replace('name: agent', 'name: agent\n  namespace: b'), GOOD) },
    async ({ run }) => {
      assert.not.match((await run()).stdout, /duplicate-object/);
    },
  ));

test('diff and plan compare the later one, and judge no change of the other', () =>
  inRepository({ 'ds.yaml': both(GOOD, GOOD) }, async ({ run, write }) => {
    write('ds.yaml', both(GOOD, NEWER));
    assert.equal(changeOf((await run('diff', '--since', 'HEAD', '-o', 'json')).stdout), ['none', 'changed']);
    write('ds.yaml', both(NEWER, GOOD));
    const { code, stdout } = await run('diff', '--since', 'HEAD', '-o', 'json');
    assert.equal([code, changeOf(stdout)], [1, ['unjudged', 'none']]);
    const plan = await run('plan', '--since', 'HEAD');
    assert.is(plan.code, 1);
    assert.match(plan.stdout + plan.stderr, /a later DaemonSet of the file has the same name and overwrites it/);
  }));

test('one that is taken out again is not removed from the cluster', () =>
  inRepository({ 'ds.yaml': both(GOOD, NEWER) }, async ({ run, write }) => {
    write('ds.yaml', NEWER);
    assert.equal(changeOf((await run('diff', '--since', 'HEAD', '-o', 'json')).stdout), ['none']);
    assert.not.match((await run('--since', 'HEAD')).stderr, /removed/);
  }));

test.run();
