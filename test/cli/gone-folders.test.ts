import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHART, HELPERS, TEMPLATE } from './agent-chart.ts';
import { shown } from './changed.ts';
import { GOOD, type Project } from './project.ts';
import { commitAll, git, inRepository } from './repository.ts';

const test = suite('folders that only one state has');

const OTHER = TEMPLATE.replaceAll('agent}', 'other}').replace('name: agent', 'name: other');

/** What is compared with a commit, the same whether it is staged, or committed, too. */
async function rows(project: Project): Promise<readonly unknown[]> {
  const diff = (...base: string[]) => project.run('diff', '-o', 'json', ...base);
  const found = [await diff('--since', 'HEAD')];
  git(project.root, 'add', '-A');
  found.push(await diff('--staged'));
  commitAll(project.root);
  found.push(await diff('--since', 'HEAD~1'));
  const [first] = found;
  assert.ok(first);
  for (const each of found) assert.equal([each.code, each.stdout], [first.code, first.stdout]);
  return shown(first)
    .map(({ name, change }) => `${name} ${change}`)
    .sort();
}

function move({ root }: Project, from: string, to: string): void {
  mkdirSync(dirname(join(root, to)), { recursive: true });
  git(root, 'mv', from, to);
}

test('a chart that is gone had its DaemonSets', () =>
  inRepository(CHART, async (project) => {
    git(project.root, 'rm', '-rq', 'agent');
    assert.equal(await rows(project), ['agent removed']);
  }));

test('folders of a chart that are gone had theirs', () =>
  inRepository(
    {
      ...CHART,
      'agent/templates/more/ds.yaml': OTHER,
      'agent/charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
      'agent/charts/sub/templates/ds.yaml': GOOD.replaceAll('agent', 'third'),
    },
    async (project) => {
      git(project.root, 'rm', '-rq', 'agent/templates/more');
      assert.equal(await rows(project), ['agent none', 'other removed', 'third none']);
      move(project, 'agent/charts/sub', 'agent/charts/sub2');
      project.write('agent/charts/sub2/templates/ds.yaml', GOOD.replaceAll('agent', 'third').replace('1.4.2', '1.5.0'));
      assert.equal(await rows(project), ['agent none', 'third changed']);
      git(project.root, 'rm', '-rq', 'agent/charts');
      assert.equal(await rows(project), ['agent none', 'third removed']);
      git(project.root, 'rm', '-rq', 'agent/templates');
      assert.equal(await rows(project), ['agent removed']);
    },
  ));

test('a chart that moved is compared with the one that it was', () =>
  inRepository({ ...CHART, 'agent/files/name.txt': 'x' }, async (project) => {
    project.write('agent/templates/_helpers.tpl', `${HELPERS}{{ .Files.Get "files/name.txt" | required "no name" }}`);
    commitAll(project.root);
    move(project, 'agent', 'apps/agent');
    project.write('apps/agent/values.yaml', CHART['agent/values.yaml'].replace('1.4.2', '1.5.0'));
    assert.equal(await rows(project), ['agent changed']);
    move(project, 'apps/agent/files', 'apps/agent/f2');
    project.write('apps/agent/templates/_helpers.tpl', `${HELPERS}{{ .Files.Get "f2/name.txt" | required "no name" }}`);
    assert.equal(await rows(project), ['agent none']);
  }));

test('a chart becomes a plain manifest', () =>
  inRepository(CHART, async (project) => {
    git(project.root, 'rm', '-rq', 'agent');
    project.write('plain/ds.yaml', GOOD);
    assert.equal(await rows(project), ['agent changed']);
  }));

test('a kustomization that is gone with its charts had theirs', () => {
  const charts = Object.fromEntries(Object.entries(CHART).map(([path, text]) => [`kh/charts/${path}`, text] as const));
  const kustomization = 'helmCharts: [{name: agent, releaseName: agent}]\n';
  return inRepository({ 'kh/kustomization.yaml': kustomization, ...charts }, async (project) => {
    git(project.root, 'rm', '-rq', 'kh');
    assert.equal(await rows(project), ['agent removed', 'agent removed'], 'as the chart and as the kustomization');
  });
});

test('a folder that is new, or empty, was none', () =>
  inRepository(CHART, async (project) => {
    mkdirSync(join(project.root, 'agent/templates/empty'));
    project.write('agent/charts/sub/Chart.yaml', 'apiVersion: v2\nname: sub\nversion: 1.0.0\n');
    project.write('agent/charts/sub/templates/ds.yaml', GOOD.replaceAll('agent', 'third'));
    assert.equal(await rows(project), ['agent none', 'third added']);
  }));

const charts = (path: string): { 'daemonlint.yaml': string } => ({
  'daemonlint.yaml': `charts: [{path: ${path}, set: {image.tag: 1.4.3}}]\n`,
});

test('the folder of a chart of the configuration moved', () =>
  inRepository({ ...CHART, ...charts('agent') }, async (project) => {
    move(project, 'agent', 'agent2');
    project.write('daemonlint.yaml', charts('agent2')['daemonlint.yaml']);
    assert.equal(await rows(project), ['agent none', 'agent none'], 'with both values');
    assert.is((await project.run('check', '--since', 'HEAD~1', '--only', 'chart-error')).code, 0);
  }));

test.run();
