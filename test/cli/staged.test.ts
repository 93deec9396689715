import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHART } from './agent-chart.ts';
import { shown } from './changed.ts';
import { GOOD, inProject, WARNED } from './project.ts';
import { commitAll, findings, git, inRepository, PLAIN } from './repository.ts';

const test = suite('check --staged');
const RULE = 'no-rollback-history';
const STAGED = [...PLAIN, '--staged'] as const;
const NOTHING = { code: 0, stdout: '', stderr: 'daemonlint: no DaemonSet was checked\n' };
const OTHER = GOOD.replaceAll('agent', 'other');

test('judges the index, whatever the work tree holds', () =>
  inRepository({ 'a.yaml': GOOD, 'b.yaml': GOOD }, async ({ root, write, run }) => {
    write('a.yaml', `${GOOD}# staged\n`);
    write('b.yaml', WARNED);
    git(root, 'add', '-A');
    write('a.yaml', WARNED);
    write('b.yaml', GOOD);
    const { code, stdout } = await run(...STAGED);
    assert.is(code, 1);
    assert.equal(findings(stdout), [`b.yaml ${RULE}`]);
    git(root, 'add', '-A');
    write('b.yaml', WARNED);
    assert.equal(findings((await run(...STAGED)).stdout), [`a.yaml ${RULE}`]);
  }));

test('knows new and deleted files, and nothing that is not staged', () =>
  inRepository({ 'a.yaml': GOOD, 'b.yaml': GOOD }, async ({ root, write, run }) => {
    write('unknown.yaml', WARNED);
    rmSync(join(root, 'b.yaml'));
    assert.equal(await run(...STAGED), NOTHING);
    write('new.yaml', OTHER.replace('spec:\n', 'spec:\n  revisionHistoryLimit: 0\n'));
    git(root, 'rm', '-q', 'a.yaml');
    git(root, 'add', 'new.yaml');
    rmSync(join(root, 'new.yaml'));
    assert.equal(findings((await run(...STAGED)).stdout), [`new.yaml ${RULE}`]);
    assert.equal(findings((await run(...STAGED, 'new.yaml', 'a.yaml')).stdout), [`new.yaml ${RULE}`]);
  }));

test('takes everything for new before the first commit', () =>
  inProject({ 'a.yaml': WARNED, 'b.yaml': WARNED }, async ({ root, run }) => {
    git(root, 'init', '-q');
    assert.equal(await run(...STAGED), NOTHING);
    git(root, 'add', 'a.yaml');
    const { code, stdout } = await run('--staged');
    assert.is(code, 1);
    assert.ok(findings(stdout).includes(`a.yaml ${RULE}`));
    assert.not.ok(stdout.includes('b.yaml'));
  }));

test('follows a file that moved with an edit, and an object that was renamed with it', () =>
  inRepository({ 'a.yaml': WARNED }, async ({ root, write, run }) => {
    git(root, 'mv', 'a.yaml', 'moved.yaml');
    write('moved.yaml', `# more\n${WARNED.replace('1.4.2', '1.5.0')}`);
    git(root, 'add', '-A');
    const moved = await run(...STAGED);
    assert.equal([moved.code, moved.stdout], [0, '']);
    assert.match(moved.stderr, /1 preexisting \(--all shows them\)/);
    write('moved.yaml', WARNED.replace('name: agent', 'name: renamed'));
    git(root, 'add', '-A');
    assert.equal(findings((await run(...STAGED)).stdout), []);
    assert.equal(findings((await run('--only', 'renamed-daemonset', '--staged')).stdout), [
      'moved.yaml renamed-daemonset',
    ]);
  }));

test('follows an object that moved into another file', () =>
  inRepository({ 'a.yaml': WARNED, 'all.yaml': OTHER }, async ({ root, write, run }) => {
    git(root, 'rm', '-q', 'a.yaml');
    write('all.yaml', `${OTHER}---\n${WARNED}`);
    git(root, 'add', '-A');
    const { code, stderr } = await run(...STAGED);
    assert.is(code, 0);
    assert.match(stderr, /; 2 DaemonSets in 1 file; 1 preexisting/);
  }));

test('pairs an object that is at two places by its place', () =>
  inRepository({ 'dev/ds.yaml': GOOD, 'prod/ds.yaml': WARNED }, async ({ root, write, run }) => {
    write('dev/ds.yaml', WARNED);
    write('prod/ds.yaml', `${WARNED}# more\n`);
    git(root, 'add', '-A');
    assert.equal(findings((await run(...STAGED)).stdout), [`dev/ds.yaml ${RULE}`]);
  }));

test('says that the DaemonSet of a file is gone', () =>
  inRepository({ 'a.yaml': WARNED }, async ({ root, write, run }) => {
    write('a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: agent\n');
    git(root, 'add', '-A');
    const { code, stdout, stderr } = await run(...STAGED);
    assert.equal([code, stdout], [0, '']);
    assert.match(stderr, /^daemonlint: a\.yaml: daemonset\/agent in namespace default is removed/);
  }));

test('reads the index that git commit -a or a hook works with', () =>
  inRepository({ 'a.yaml': GOOD }, async ({ root, write, run }) => {
    write('a.yaml', WARNED);
    git(root, '-c', 'core.hooksPath=/nonexistent', 'add', '-A');
    process.env['GIT_INDEX_FILE'] = join(root, '.git/index');
    process.env['GIT_DIR'] = '.git';
    try {
      assert.equal(findings((await run(...STAGED)).stdout), [`a.yaml ${RULE}`]);
    } finally {
      delete process.env['GIT_INDEX_FILE'];
      delete process.env['GIT_DIR'];
    }
  }));

test('looks for other objects in the index', () =>
  inRepository({ 'a.yaml': GOOD, 'pdb.yaml': budget('agent') }, async ({ root, write, run }) => {
    write('a.yaml', `${GOOD}# more\n`);
    write('pdb.yaml', budget('other'));
    write('new.yaml', OTHER);
    git(root, 'add', 'a.yaml', 'new.yaml');
    const only = ['--only', 'pdb-without-effect', '--staged'];
    assert.equal(findings((await run(...only)).stdout), []);
    assert.equal(findings((await run(...only, '--all')).stdout), ['a.yaml pdb-without-effect']);
    commitAll(root);
    write('new.yaml', `${OTHER}# more\n`);
    git(root, 'add', '-A');
    assert.equal(findings((await run(...only, '--all')).stdout), ['new.yaml pdb-without-effect']);
  }));

function budget(app: string): string {
  return `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: budget
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app: ${app}
`;
}

test('does not fix the index', () =>
  inRepository({ 'a.yaml': GOOD }, async ({ run }) => {
    const { code, stderr } = await run('--staged', '--fix');
    assert.is(code, 2);
    assert.match(stderr, /remove --staged/);
  }));

test('plan predicts the rollout of what is staged', () =>
  inRepository({ 'a.yaml': GOOD }, async ({ run, root, write }) => {
    write('a.yaml', GOOD.replace('1.4.2', '1.5.0'));
    const none = await run('plan', '--staged');
    assert.match(none.stderr, 'no DaemonSet to plan');
    git(root, 'add', 'a.yaml');
    const { stdout } = await run('plan', '--staged', '-o', 'json');
    assert.match(stdout, '"name":"agent"');
  }));

test('reads charts and kustomizations as they are staged', () =>
  inRepository({ ...CHART, 'k/kustomization.yaml': 'resources: [ds.yaml]\n', 'k/ds.yaml': GOOD }, async (project) => {
    const staged = async (): Promise<readonly string[]> => {
      const run = await project.run('diff', '--staged', '-o', 'json');
      return shown(run).map(({ path, name, change }) => `${path} ${name} ${change}`);
    };
    project.write('agent/values.yaml', CHART['agent/values.yaml'].replace('1.4.2', '1.5.0'));
    project.write('k/kustomization.yaml', 'resources: [ds.yaml]\ncommonAnnotations: {a: b}\n');
    git(project.root, 'add', '-A');
    const rows = await staged();
    assert.equal(rows, ['agent/templates/ds.yaml agent changed', 'k/kustomization.yaml agent changed']);
    project.write('agent/templates/new.yaml', GOOD.replaceAll('agent', 'new'));
    project.write('agent/templates/_helpers.tpl', '');
    project.write('k/ds.yaml', 'broken: [');
    assert.equal(await staged(), rows);
    rmSync(join(project.root, 'agent/templates'), { recursive: true });
    rmSync(join(project.root, 'k/ds.yaml'));
    assert.equal(await staged(), rows);
  }));

test.run();
