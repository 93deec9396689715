import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, WARNED, type Project } from './project.ts';
import { commitAll, findings, git, inRepository } from './repository.ts';

const LARGE = Array.from({ length: 400 }, (_, index) => `line ${String(index)}`).join('\n');

/** Takes the contents of a file out of the store, as a partial clone lacks them. */
function lose({ root }: Project, name: string): void {
  const object = git(root, 'rev-parse', name);
  rmSync(join(root, '.git/objects', object.slice(0, 2), object.slice(2)));
}

/** As if the store were that of a partial clone, whose remote cannot be reached. */
function promise({ root }: Project): void {
  const settings = {
    'remote.origin.url': join(root, 'elsewhere'),
    'remote.origin.promisor': 'true',
    'core.repositoryFormatVersion': '1',
    'extensions.partialClone': 'origin',
  };
  for (const [name, value] of Object.entries(settings)) git(root, 'config', name, value);
}

/** Two commits: one DaemonSet gets worse, another moves and changes, and files elsewhere move, change and go. */
async function inChanged(isPartial: boolean, use: (project: Project) => Promise<void>): Promise<void> {
  const before = {
    'deploy/a.yaml': GOOD,
    'deploy/b.yaml': GOOD.replace('name: agent', 'name: other'),
    'big/model.bin': LARGE,
    'other/values.yaml': 'kind: DaemonSet\n',
    'chart/values.yaml': 'a: 1\n',
  };
  await inRepository(before, async (project) => {
    const { root, write } = project;
    write('deploy/a.yaml', WARNED);
    git(root, 'mv', 'deploy/b.yaml', 'deploy/moved.yaml');
    write('deploy/moved.yaml', WARNED.replace('name: agent', 'name: other'));
    git(root, 'mv', 'big/model.bin', 'big/model-2.bin');
    write('big/model-2.bin', `${LARGE}\nmore`);
    write('other/values.yaml', 'kind: DaemonSet\nmore: 1\n');
    write('chart/values.yaml', 'a: 2\n');
    commitAll(root);
    if (isPartial) promise(project);
    await use(project);
  });
}

for (const isPartial of [true, false]) {
  const label = isPartial ? 'a partial clone' : 'a store with gaps';
  test(`${label}: what is lacking elsewhere does not matter`, () =>
    inChanged(isPartial, async (project) => {
      for (const name of ['big/model.bin', 'other/values.yaml', 'chart/values.yaml']) lose(project, `HEAD~1:${name}`);
      const { code, stdout, stderr } = await project.run('--since', 'HEAD~1', 'deploy');
      assert.equal(
        findings(stdout).filter((line) => line.endsWith('no-rollback-history')),
        ['deploy/a.yaml no-rollback-history', 'deploy/moved.yaml no-rollback-history'],
        stderr,
      );
      assert.is(code, 1);
      // The moved one still has its earlier state.
      const { stdout: diff } = await project.run('diff', '--since', 'HEAD~1', 'deploy', '--output', 'json');
      const changes = diff
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { change: string }).change);
      assert.equal(changes, ['changed', 'changed']);
    }));

  test(`${label}: a file that is compared is exit code 2, in words`, () =>
    inChanged(isPartial, async (project) => {
      const object = git(project.root, 'rev-parse', 'HEAD~1:deploy/a.yaml');
      lose(project, 'HEAD~1:deploy/a.yaml');
      const { code, stderr } = await project.run('--since', 'HEAD~1', 'deploy');
      assert.is(code, 2);
      assert.is(
        stderr,
        `daemonlint: deploy/a.yaml: this clone lacks contents that are compared; in a partial clone git cat-file -p ${object} fetches them\n`,
      );
      assert.is((await project.run('--since', 'HEAD~1', 'deploy/moved.yaml')).code, 1);
    }));
}

test('the index of a sparse partial clone may lack what lies beside a staged file', () =>
  inRepository({ 'deploy/a.yaml': GOOD, 'deploy/pod.yaml': 'kind: Pod\n' }, async (project) => {
    project.write('deploy/a.yaml', WARNED);
    git(project.root, 'add', '-A');
    promise(project);
    lose(project, 'HEAD:deploy/pod.yaml');
    execFileSync('git', ['update-index', '--skip-worktree', 'deploy/pod.yaml'], { cwd: project.root });
    rmSync(join(project.root, 'deploy/pod.yaml'));
    const { stdout, stderr } = await project.run('--staged');
    assert.equal(findings(stdout).includes('deploy/a.yaml no-rollback-history'), true, stderr);
  }));

test.run();
