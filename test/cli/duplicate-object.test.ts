import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject } from './project.ts';
import { inRepository } from './repository.ts';

const test = suite('two DaemonSets of one name');

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

test('other namespaces, and objects that no server stores are not meant', () =>
  inProject(
    { 'a.yaml': GOOD, 'b.yaml': GOOD.replace('name: agent', 'name: agent\n  namespace: b') },
    async ({ run }) => {
      assert.not.match((await run('--notes')).stdout, /duplicate-object/);
    },
  ));

const IN_B = GOOD.replace('name: agent', 'name: agent\n  namespace: b');
const APPLICATION = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: agent, namespace: argocd }
spec:
  destination: { server: https://kubernetes.default.svc, namespace: b }
  source: { repoURL: https://example.com/fleet, path: agent }
`;

test('files of one folder may be alternatives, so that the one that a whole apply overwrites has a note', () =>
  inProject({ 'dd/a.yaml': GOOD, 'dd/b.yaml': NEWER, 'dd/examples/c.yaml': GOOD, 'e.yaml': GOOD }, async ({ run }) => {
    const { code, stdout } = await run('--notes');
    assert.is(code, 0);
    assert.match(stdout, /^dd\/a\.yaml:4:9: note: dd\/b\.yaml is agent too: .* \[duplicate-object\]$/m);
    assert.is(stdout.match(/duplicate-object/g)?.length, 1);
  }));

test('files that something applies together are a warning, whatever their folders', () =>
  inProject(
    { 'agent/a.yaml': IN_B, 'agent/b.yaml': IN_B, 'app.yaml': APPLICATION, 'clusters/x/a.yaml': IN_B },
    async ({ run, write }) => {
      const warned = async (): Promise<string[]> =>
        (await run()).stdout.match(/^.*(?=: warning: .* one cluster gets both files)/gm) ?? [];
      assert.equal(await warned(), ['agent/a.yaml:4:9']);
      write('clusters/x/old/a.yaml', IN_B);
      assert.equal(await warned(), ['agent/a.yaml:4:9', 'clusters/x/a.yaml:4:9']);
      write('kustomization.yaml', 'resources: [agent/a.yaml]\n');
      assert.equal(await warned(), ['clusters/x/a.yaml:4:9']);
    },
  ));

test('diff adds no object that another file of the folder continues', () =>
  inProject({ 'good.yaml': GOOD, 'dd/a.yaml': GOOD, 'dd/b.yaml': NEWER, 'ee/a.yaml': GOOD }, async ({ run }) => {
    const { code, stdout } = await run('diff', 'good.yaml', 'dd');
    assert.is(code, 1);
    assert.match(
      stdout,
      /^dd\/a\.yaml: .* cannot be judged: another file of the new state has the same object, dd\/b\.yaml/m,
    );
    assert.equal(changeOf((await run('diff', 'good.yaml', 'ee', '-o', 'json')).stdout), ['none']);
  }));

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
