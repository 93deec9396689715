import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shown } from './changed.ts';
import { GOOD, inProject } from './project.ts';
import { commitAll, findings, git, inRepository } from './repository.ts';

const test = suite('a DaemonSet that becomes another workload');
const RULE = 'renamed-daemonset';
const PLAIN = ['--only', RULE];
const as = (kind: string): string => GOOD.replace('DaemonSet', kind);

for (const kind of ['Deployment', 'StatefulSet', 'Job', 'CronJob'])
  test(`check --since and --staged say that both run: ${kind}`, () =>
    inRepository({ 'ds.yaml': GOOD, 'other.yaml': GOOD.replaceAll('agent', 'other') }, async ({ root, write, run }) => {
      write('ds.yaml', as(kind));
      const { code, stdout } = await run(...PLAIN, '--since', 'HEAD');
      assert.is(code, 1);
      assert.equal(findings(stdout), [`ds.yaml ${RULE}`]);
      git(root, 'add', '-A');
      assert.equal(findings((await run(...PLAIN, '--staged')).stdout), [`ds.yaml ${RULE}`]);
      commitAll(root);
      assert.is((await run(...PLAIN, '--since', 'HEAD')).stdout, '');
    }));

test('diff names it a hazard of the removal', () =>
  inProject({ 'old.yaml': GOOD, 'new.yaml': as('Deployment') }, async ({ run }) => {
    const [change, ...others] = shown(await run('diff', '-o', 'json', 'old.yaml', 'new.yaml'));
    assert.is(others.length, 0);
    assert.is(change?.change, 'removed');
    assert.equal(
      change?.hazards.map(({ rule, severity }) => [rule, severity]),
      [[RULE, 'warning']],
    );
    const { code, stdout } = await run('diff', 'old.yaml', 'new.yaml');
    assert.is(code, 1);
    assert.match(stdout, 'warning: default/agent is a Deployment now, and the DaemonSet of that name stays');
    const against = await run(...PLAIN, '--against', 'old.yaml', 'new.yaml');
    assert.is(against.code, 1);
    assert.equal(findings(against.stdout), [`new.yaml ${RULE}`]);
  }));

test('in another file of the folder, and hidden by a comment', () =>
  inRepository({ 'app/ds.yaml': GOOD }, async ({ root, write, run }) => {
    git(root, 'rm', '-q', 'app/ds.yaml');
    write('app/deployment.yaml', `replicas: 1\n---\n${as('Deployment')}`);
    assert.equal(findings((await run(...PLAIN, '--since', 'HEAD')).stdout), [`app/deployment.yaml ${RULE}`]);
    assert.match((await run('diff', '--since', 'HEAD')).stdout, `[${RULE}]`);
    write(
      'app/deployment.yaml',
      as('Deployment').replace(/^kind/m, `# daemonlint-ignore ${RULE}: both are wanted\nkind`),
    );
    assert.is((await run(...PLAIN, '--since', 'HEAD')).stdout, '');
    assert.not.match((await run('diff', '--since', 'HEAD')).stdout, `[${RULE}]`);
  }));

test('says nothing of a workload that was there before, has another name, or lies elsewhere', () =>
  inRepository({ 'a/ds.yaml': GOOD, 'a/app.yaml': as('Deployment') }, async ({ root, write, run }) => {
    git(root, 'rm', '-q', 'a/ds.yaml');
    write('a/app.yaml', `${as('Deployment')}      hostNetwork: true\n`);
    write('a/new.yaml', as('Job').replaceAll('agent', 'other'));
    write('b/new.yaml', as('Job'));
    assert.is((await run(...PLAIN, '--since', 'HEAD')).stdout, '');
    const { code, stdout } = await run('diff', '--since', 'HEAD');
    assert.is(code, 0);
    assert.match(stdout, /^a\/ds\.yaml: daemonset\/agent in namespace default: removed/);
  }));

test('says nothing where another file holds the DaemonSet still', () =>
  inRepository({ 'a/ds.yaml': GOOD, 'a/copy.yaml': GOOD }, async ({ write, run }) => {
    write('a/ds.yaml', as('Deployment'));
    assert.is((await run(...PLAIN, '--since', 'HEAD')).stdout, '');
  }));

test('in what a kustomization builds', () =>
  inRepository(
    { 'base/ds.yaml': GOOD, 'base/kustomization.yaml': 'resources: [ds.yaml]\nnamePrefix: x-\n' },
    async ({ write, run }) => {
      write('base/ds.yaml', as('Deployment'));
      assert.equal(findings((await run(...PLAIN, '--since', 'HEAD')).stdout), [`base/ds.yaml ${RULE}`]);
      assert.match((await run('diff', '--since', 'HEAD')).stdout, 'default/x-agent is a Deployment now');
    },
  ));

test.run();
