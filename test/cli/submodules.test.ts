import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shown } from './changed.ts';
import { GOOD, type Project } from './project.ts';
import { commitAll, git, inRepository } from './repository.ts';

const test = suite('submodules that changed');

const IDENTITY = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];

/** A repository with a submodule of some files in `sub`, whose next commit is checked out. */
function withSubmodule(files: Record<string, string>, use: (project: Project) => Promise<void>): Promise<void> {
  const all = Object.entries(files).map(([path, text]) => [`source/${path}`, text] as const);
  return inRepository({ ...Object.fromEntries(all), 'repo/a.txt': '' }, async (outer) => {
    const [source, root] = [join(outer.root, 'source'), join(outer.root, 'repo')];
    git(source, 'init', '-q', '-b', 'main');
    commitAll(source);
    git(root, 'init', '-q', '-b', 'main');
    git(root, 'submodule', '--quiet', 'add', pathToFileURL(source).href, 'sub');
    commitAll(root);
    outer.write('repo/sub/more.txt', 'more\n');
    git(join(root, 'sub'), 'add', '-A');
    git(join(root, 'sub'), ...IDENTITY, 'commit', '-q', '-m', 'next');
    await use({ ...outer, root });
  });
}

async function answers({ run }: Project, ...options: string[]): Promise<readonly unknown[]> {
  const diff = await run('diff', ...options, '-o', 'json', 'repo');
  const plan = await run('plan', ...options, 'repo');
  const check = await run(...options, '--fail-if-empty', 'repo');
  const quiet = await run(...options, 'repo');
  return [
    ...shown(diff).map(({ path, change }) => `${path} ${change}`),
    ...[diff, plan, check, quiet].map(({ code }) => code),
    ...check.stderr
      .split('\n')
      .filter((line) => line.includes('skipped as'))
      .map((line) => line.replace('daemonlint: ', '')),
  ];
}

const LINE =
  'skipped as submodule: 1 file: it is another repository, and its files are not read here; name its folder to have them checked';

test('a commit of one with a DaemonSet cannot be judged', () =>
  withSubmodule({ 'deep/ds.yaml': GOOD }, async (project) => {
    const unknown = ['repo/sub unjudged', 1, 1, 1, 0, LINE];
    assert.equal(await answers(project, '--since', 'HEAD'), unknown);
    assert.equal(await answers(project, '--staged'), [0, 0, 0, 0]);
    git(project.root, 'add', '-A');
    assert.equal(await answers(project, '--staged'), unknown);
    project.write('repo/daemonlint.yaml', 'ignore: [sub/]\n');
    assert.equal(await answers(project, '--staged'), [0, 0, 0, 0]);
  }));

test('neither can what a kustomization takes from it, where only that is asked about', () =>
  withSubmodule({ 'deep/ds.yaml': GOOD, 'deep/kustomization.yaml': 'resources: [ds.yaml]\n' }, async (project) => {
    project.write('repo/base/kustomization.yaml', 'resources: [../sub/deep]\n');
    project.write('repo/ov/kustomization.yaml', 'resources: [../base]\n');
    project.write('repo/other/kustomization.yaml', 'namePrefix: a\n');
    git(project.root, 'add', 'base', 'ov', 'other');
    git(project.root, 'commit', '-q', '-m', 'overlays');
    const changes = async (...paths: string[]): Promise<readonly string[]> =>
      shown(await project.run('diff', '-o', 'json', ...paths)).map(({ path, change }) => `${path} ${change}`);
    assert.equal(await changes('--since', 'HEAD', 'repo/ov'), ['repo/sub unjudged']);
    assert.equal(await changes('--since', 'HEAD', 'repo/other'), []);
    git(project.root, 'add', '-A');
    assert.equal(await changes('--staged', 'repo/ov'), ['repo/sub unjudged']);
  }));

test('a commit of one without a DaemonSet is no change of any', () =>
  withSubmodule({ 'deploy.yaml': GOOD.replaceAll('DaemonSet', 'Deployment'), 'README.md': GOOD }, async (project) => {
    assert.equal(await answers(project, '--since', 'HEAD'), [0, 0, 0, 0]);
  }));

test('nobody knows what one that is not checked out holds', () =>
  withSubmodule({ 'a.txt': '' }, async (project) => {
    git(project.root, 'add', '-A');
    git(project.root, 'submodule', '--quiet', 'deinit', '-f', 'sub');
    assert.equal(await answers(project, '--staged'), ['repo/sub unjudged', 1, 1, 1, 0, LINE]);
  }));

test('one that is gone may have held a DaemonSet', () =>
  withSubmodule({ 'ds.yaml': GOOD }, async (project) => {
    rmSync(join(project.root, 'sub'), { recursive: true });
    git(project.root, 'add', '-A');
    assert.equal((await answers(project, '--staged')).slice(0, 3), ['repo/sub unjudged', 1, 1]);
  }));

test.run();
