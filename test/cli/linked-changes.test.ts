import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHART } from './agent-chart.ts';
import { shown } from './changed.ts';
import { GOOD, type Project } from './project.ts';
import { commitAll, git, inRepository } from './repository.ts';

const test = suite('changes behind links');

const OTHER = GOOD.replace(/image: .*/, 'image: r.example.com/agent:9.9.9');

function link({ root }: Project, path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  rmSync(join(root, path), { recursive: true, force: true });
  symlinkSync(target, join(root, path));
}

async function rows(project: Project, ...paths: string[]): Promise<readonly unknown[]> {
  const since = await project.run('diff', '--since', 'HEAD', '-o', 'json', ...paths);
  git(project.root, 'add', '-A');
  const staged = await project.run('diff', '--staged', '-o', 'json', ...paths);
  assert.equal([staged.code, staged.stdout], [since.code, since.stdout], 'the same when it is staged');
  return shown(since).map(({ path, name, change }) => `${path} ${name} ${change}`);
}

test('what a link of a file leads to has the name of the link, where its own is not searched', () =>
  inRepository({ 'target.txt': GOOD }, async (project) => {
    link(project, 'm/l.yaml', '../target.txt');
    link(project, 'm/chain.yaml', 'l.yaml');
    commitAll(project.root);
    project.write('target.txt', OTHER);
    assert.equal(await rows(project), ['m/chain.yaml agent changed']);
    assert.equal(await rows(project, 'm/l.yaml'), ['m/l.yaml agent changed']);
    assert.equal(await rows(project, 'target.txt'), ['target.txt agent changed']);
    const { stdout } = await project.run(
      '--since',
      'HEAD',
      '--only',
      'starts-rollout',
      '--rule',
      'starts-rollout=warning',
    );
    assert.match(stdout, /^m\/chain\.yaml:.*starts-rollout/m);
  }));

test('what is behind a linked folder is a change where the folder itself is not searched', () =>
  inRepository({ 'store/ds.yaml': GOOD, 'store/a/b.yaml': GOOD.replaceAll('agent', 'other') }, async (project) => {
    link(project, 'clusters/us', '../store');
    link(project, 'clusters/eu', 'us/a');
    commitAll(project.root);
    project.write('store/ds.yaml', OTHER);
    project.write('store/a/b.yaml', OTHER.replaceAll('agent', 'other'));
    assert.equal(await rows(project), ['store/a/b.yaml other changed', 'store/ds.yaml agent changed']);
    assert.equal(await rows(project, 'clusters'), [
      'clusters/eu/b.yaml other changed',
      'clusters/us/ds.yaml agent changed',
    ]);
    assert.equal(await rows(project, 'clusters/us/ds.yaml'), ['clusters/us/ds.yaml agent changed']);
    assert.equal(await rows(project, 'clusters/us/a'), ['clusters/us/a/b.yaml other changed']);
  }));

test('a link that leads elsewhere changes all that is behind it', () =>
  inRepository({ 'one.txt': GOOD, 'two.txt': OTHER, 'v1/ds.yaml': GOOD, 'v2/ds.yaml': OTHER }, async (project) => {
    link(project, 'm/l.yaml', '../one.txt');
    link(project, 'clusters/us', '../v1');
    commitAll(project.root);
    link(project, 'm/l.yaml', '../two.txt');
    link(project, 'clusters/us', '../v2');
    assert.equal(await rows(project), ['clusters/us/ds.yaml agent changed', 'm/l.yaml agent changed']);
  }));

test('a kustomization and a chart that take what is behind a link are compared with it', () =>
  inRepository(
    {
      'v1/kustomization.yaml': 'resources: [ds.yaml]\n',
      'v1/ds.yaml': GOOD,
      'v2/kustomization.yaml': 'resources: [ds.yaml]\n',
      'v2/ds.yaml': OTHER,
      'over/kustomization.yaml': 'resources: [base]\nnamespace: x\n',
      'main/Chart.yaml': 'apiVersion: v2\nname: main\nversion: 1.0.0\n',
      'common/Chart.yaml': 'apiVersion: v2\nname: common\nversion: 1.0.0\n',
      'common/templates/ds.yaml': GOOD,
    },
    async (project) => {
      link(project, 'over/base', '../v1');
      link(project, 'main/charts/common', '../../common');
      commitAll(project.root);
      link(project, 'over/base', '../v2');
      project.write('common/templates/ds.yaml', OTHER);
      assert.equal(await rows(project), [
        'common/templates/ds.yaml agent changed',
        'main/charts/common/templates/ds.yaml agent changed',
        'over/kustomization.yaml agent changed',
      ]);
    },
  ));

test('a link in place of a file or of a folder, and back, with the same content is no change', () =>
  inRepository(
    { 'm/l.yaml': GOOD, 'target.txt': GOOD, 'store/ds.yaml': GOOD, 'clusters/us/ds.yaml': GOOD, 'n/l.yaml': GOOD },
    async (project) => {
      link(project, 'm/l.yaml', '../target.txt');
      link(project, 'clusters/us', '../store');
      assert.equal(await rows(project, 'm', 'clusters'), ['clusters/us/ds.yaml agent none', 'm/l.yaml agent none']);
      commitAll(project.root);
      rmSync(join(project.root, 'm/l.yaml'));
      project.write('m/l.yaml', GOOD);
      rmSync(join(project.root, 'clusters/us'));
      project.write('clusters/us/ds.yaml', OTHER);
      assert.equal(await rows(project, 'm', 'clusters'), ['clusters/us/ds.yaml agent changed', 'm/l.yaml agent none']);
    },
  ));

test('a link that comes or goes adds and removes what is not there otherwise', () =>
  inRepository({ 'target.txt': GOOD, 'm/a.yaml': OTHER.replaceAll('agent', 'other') }, async (project) => {
    link(project, 'm/l.yaml', '../target.txt');
    link(project, 'm/same.yaml', 'a.yaml');
    assert.equal(await rows(project), ['m/l.yaml agent added']);
    commitAll(project.root);
    rmSync(join(project.root, 'm/l.yaml'));
    rmSync(join(project.root, 'm/same.yaml'));
    assert.equal(await rows(project), ['m/l.yaml agent removed']);
  }));

test('circles, long chains and links out of the repository lead nowhere', () =>
  inRepository({ 'repo/target.txt': GOOD, 'outside/ds.txt': GOOD, 'outside/d/ds.yaml': GOOD }, async (outer) => {
    const root = join(outer.root, 'repo');
    const project: Project = { ...outer, root };
    git(root, 'init', '-q', '-b', 'main');
    link(project, 'm/all', '..');
    link(project, 'm/self.yaml', 'self.yaml');
    link(project, 'm/two.yaml', 'one.yaml');
    link(project, 'm/one.yaml', 'two.yaml');
    link(project, 'm/out.yaml', '../../outside/ds.txt');
    link(project, 'm/absolute.yaml', join(outer.root, 'outside/ds.txt'));
    link(project, 'm/folder', '../../outside/d');
    link(project, 'm/0.yaml', '../target.txt');
    for (let at = 1; at < 60; at++) link(project, `m/${String(at)}.yaml`, `${String(at - 1)}.yaml`);
    commitAll(root);
    outer.write('repo/target.txt', OTHER);
    outer.write('outside/ds.txt', OTHER);
    outer.write('outside/d/ds.yaml', OTHER);
    const run = await outer.run('diff', '--since', 'HEAD', '-o', 'json', 'repo');
    assert.equal(
      shown(run).map(({ path, change }) => `${path} ${change}`),
      ['repo/m/0.yaml changed'],
    );
  }));

test('a chart that moved and left a link is at both places', () =>
  inRepository(CHART, async (project) => {
    mkdirSync(join(project.root, 'store'));
    git(project.root, 'mv', 'agent', 'store/agent');
    link(project, 'agent', 'store/agent');
    project.write('store/agent/values.yaml', CHART['agent/values.yaml'].replace('1.4.2', '1.5.0'));
    assert.equal(await rows(project), [
      'agent/templates/ds.yaml agent changed',
      'store/agent/templates/ds.yaml agent changed',
    ]);
  }));

test.run();
