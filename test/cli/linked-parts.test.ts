import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shown } from './changed.ts';
import { GOOD, type Project } from './project.ts';
import { commitAll, git, inRepository } from './repository.ts';

const test = suite('links that a kustomization takes in');

const OTHER = GOOD.replace(/image: .*/, 'image: r.example.com/agent:9.9.9');
const PATCHED = 'resources: [ds.yaml]\npatches: [{path: p.yaml}]\n';
const patch = (field: string): string =>
  `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec: {template: {spec: {${field}: true}}}\n`;
const GENERATED = 'resources: [ds.yaml]\nconfigMapGenerator: [{name: cfg, envs: [app.env]}]\n';
const MOUNTED = GOOD.replace('containers:\n', 'volumes: [{name: cfg, configMap: {name: cfg}}]\n      containers:\n');

function link({ root }: Project, path: string, target: string): void {
  rmSync(join(root, path), { force: true });
  symlinkSync(target, join(root, path));
}

/** What is compared with a commit, the same whether it is staged, or committed, too. */
async function rows(project: Project): Promise<readonly unknown[]> {
  const found = [await project.run('diff', '-o', 'json', '--since', 'HEAD', 'b')];
  git(project.root, 'add', '-A');
  found.push(await project.run('diff', '-o', 'json', '--staged', 'b'));
  commitAll(project.root);
  found.push(await project.run('diff', '-o', 'json', '--since', 'HEAD~1', 'b'));
  const [first] = found;
  assert.ok(first);
  for (const each of found) assert.equal([each.code, each.stdout], [first.code, first.stdout]);
  return shown(first).map(({ path, change, newRevision }) => `${path} ${change} ${newRevision}`);
}

const CHANGED = ['b/kustomization.yaml changed true'];

test('a resource becomes a link, leads elsewhere, and becomes a file', () =>
  inRepository(
    { 'b/kustomization.yaml': 'resources: [ds.yaml]\n', 'b/ds.yaml': GOOD, 'lib/1.yaml': OTHER, 'lib/2.yaml': GOOD },
    async (project) => {
      link(project, 'b/ds.yaml', '../lib/1.yaml');
      assert.equal(await rows(project), CHANGED);
      link(project, 'b/ds.yaml', '../lib/2.yaml');
      assert.equal(await rows(project), CHANGED);
      rmSync(join(project.root, 'b/ds.yaml'));
      project.write('b/ds.yaml', OTHER);
      assert.equal(await rows(project), CHANGED);
    },
  ));

test('a file of a generator does', () =>
  inRepository(
    { 'b/kustomization.yaml': GENERATED, 'b/ds.yaml': MOUNTED, 'b/app.env': 'A=1\n', 'lib/a.env': 'A=2\n' },
    async (project) => {
      link(project, 'b/app.env', '../lib/a.env');
      assert.equal(await rows(project), CHANGED);
    },
  ));

test('a patch does', () =>
  inRepository(
    {
      'b/kustomization.yaml': PATCHED,
      'b/ds.yaml': GOOD,
      'b/p.yaml': patch('hostNetwork'),
      'lib/1.yaml': patch('hostPID'),
      'lib/2.yaml': patch('hostIPC'),
    },
    async (project) => {
      link(project, 'b/p.yaml', '../lib/1.yaml');
      assert.equal(await rows(project), CHANGED);
      link(project, 'b/p.yaml', '../lib/2.yaml');
      assert.equal(await rows(project), CHANGED);
    },
  ));

test('the kustomization itself does', () =>
  inRepository(
    {
      'b/kustomization.yaml': PATCHED,
      'b/ds.yaml': GOOD,
      'b/p.yaml': patch('hostNetwork'),
      'b/q.yaml': patch('hostPID'),
      'lib/k': PATCHED.replace('p.yaml', 'q.yaml'),
    },
    async (project) => {
      link(project, 'b/kustomization.yaml', '../lib/k');
      assert.equal(await rows(project), CHANGED);
    },
  ));

test.run();
