import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject } from './project.ts';

const test = suite('linked folders of a search');

const FILES = {
  'store/ds.yaml': GOOD,
  'plain/deploy.yaml': GOOD.replaceAll('DaemonSet', 'Deployment'),
  'apps/README.md': '',
  'all/real/ds.yaml': GOOD,
};

test('are listed when a DaemonSet is behind them, with git and without, and checked when they are named', () =>
  inProject({ 'repo/README.md': '', ...FILES }, async ({ run, root }) => {
    const links = [
      ['apps/us', '../store'],
      ['apps/plain', '../plain'],
      ['apps/self', '.'],
      ['apps/outside', '/'],
      ['all/link', 'real'],
      ['all/up', '..'],
    ] as const;
    for (const [path, target] of links) symlinkSync(target, join(root, path));
    const listed = async (...paths: string[]): Promise<string[]> => {
      const { code, stderr } = await run('--verbose', '--no-config', ...paths);
      assert.is(code, 0);
      return stderr.split('\n').filter((line) => /linked-folder: |^daemonlint: {3}/.test(line));
    };
    const reason =
      'daemonlint: skipped as linked-folder: 1 file: a link leads to the folder, which a search does not follow; name the link or the folder to have it checked';
    execFileSync('git', ['init', '-q', root]);
    assert.equal(await listed('apps'), [reason, 'daemonlint:   apps/us']);
    execFileSync('git', ['add', 'apps'], { cwd: root });
    assert.equal(await listed('apps'), [reason, 'daemonlint:   apps/us']);
    assert.equal(await listed('.'), []);
    assert.equal(await listed('all'), [reason, 'daemonlint:   all/up'], 'what is found anyway is not listed');
    assert.match((await run('apps/us')).stderr, '1 DaemonSet in 1 file');
    assert.is((await run('--fail-if-empty', 'apps')).code, 1);
  }));

test('of charts and kustomizations are read there', () =>
  inProject(
    {
      'common/Chart.yaml': 'apiVersion: v2\nname: common\nversion: 1.0.0\n',
      'common/templates/ds.yaml': GOOD,
      'a/main/Chart.yaml': 'apiVersion: v2\nname: main\nversion: 1.0.0\n',
      'base/kustomization.yaml': 'resources: [ds.yaml]\n',
      'base/ds.yaml': GOOD,
      'a/over/kustomization.yaml': 'resources: [base]\n',
    },
    async ({ run, root }) => {
      mkdirSync(join(root, 'a/main/charts'));
      symlinkSync('../../../common', join(root, 'a/main/charts/common'));
      symlinkSync('../../base', join(root, 'a/over/base'));
      execFileSync('git', ['init', '-q', root]);
      const { code, stderr } = await run('a');
      assert.is(code, 0);
      assert.match(stderr, '2 DaemonSets');
      assert.not.match(stderr, 'linked-folder');
    },
  ));

test.run();
