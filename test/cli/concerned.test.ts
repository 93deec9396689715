/** Changed files that are not manifests themselves: kustomizations and charts rest on them. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shown } from './changed.ts';
import { GOOD, type Project } from './project.ts';
import { git, inRepository } from './repository.ts';

const test = suite('what a changed file concerns');

async function rows(project: Project, ...more: string[]): Promise<readonly unknown[]> {
  const run = await project.run('diff', '-o', 'json', ...(more.length > 0 ? more : ['--since', 'HEAD']));
  return [
    run.code,
    ...shown(run)
      .map(({ path, name, change }) => `${path} ${name} ${change}`)
      .sort(),
  ];
}

/** What check and plan end with. */
async function codes(project: Project): Promise<readonly number[]> {
  const runs = [
    await project.run('check', '--since', 'HEAD', '--fail-if-empty', '--only', 'kustomization-error'),
    await project.run('plan', '--since', 'HEAD'),
  ];
  return runs.map(({ code }) => code);
}

const PATCH = 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec: {minReadySeconds: 9}\n';
const OVERLAY = {
  'base/ds.yaml': GOOD,
  'base/kustomization.yaml': 'resources: [ds.yaml]\n',
  'over/p.yaml': PATCH,
  'over/kustomization.yaml': 'resources: [../base]\npatches: [{path: p.yaml}]\n',
};
const BROKEN = /^[^:]+:\d+:\d+: error: kustomize does not build it without .* \[kustomization-error\]$/m;

for (const [what, ...command] of [
  ['a patch', 'rm', 'over/p.yaml'],
  ['a resource', 'rm', 'base/ds.yaml'],
  ['the folder of a base', 'rm', '-r', 'base'],
  ['a base that moved', 'mv', 'base', 'base2'],
  ['a patch that moved', 'mv', 'over/p.yaml', 'over/q.yaml'],
] as const)
  test(`a kustomization lacks ${what}`, () =>
    inRepository(OVERLAY, async (project) => {
      git(project.root, ...command);
      for (const how of [['--since', 'HEAD'], ['--staged']]) {
        assert.match((await project.run('check', ...how)).stdout, BROKEN);
        const [code, ...changes] = await rows(project, ...how);
        assert.is(code, 1);
        assert.ok(changes.some((change) => String(change).endsWith('unjudged')));
        assert.not(changes.some((change) => String(change).endsWith('removed')));
      }
      assert.equal(await codes(project), [1, 1]);
    }));

test('files of a kustomization in folders that have none above them', () =>
  inRepository(
    {
      'plain/ds.yaml': GOOD,
      'patches/p.yaml': PATCH,
      'over/kustomization.yaml': 'resources: [../plain/ds.yaml]\npatches: [{path: ../patches/p.yaml}]\n',
    },
    async (project) => {
      project.write('patches/p.yaml', PATCH.replace('9', '11'));
      assert.equal(await rows(project), [0, 'over/kustomization.yaml agent changed']);
      assert.equal(await rows(project, '--since', 'HEAD', 'over'), [0, 'over/kustomization.yaml agent changed']);
      rmSync(join(project.root, 'patches/p.yaml'));
      assert.equal(await rows(project), [1, 'over/kustomization.yaml agent unjudged']);
      assert.equal(await codes(project), [1, 1]);
    },
  ));

test('a folder that nobody asks about is left alone beside a kustomization', () =>
  inRepository({ ...OVERLAY, 'other/ds.yaml': GOOD.replace('name: agent', 'name: other') }, async (project) => {
    project.write('other/ds.yaml', GOOD.replace('name: agent', 'name: renamed'));
    assert.equal(await rows(project, '--since', 'HEAD', 'base', 'over'), [0]);
  }));

const CHART = (name: string, more = ''): string => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${more}`;
const READS = GOOD.replace(/image: .*/, 'image: r.example.com/agent:{{ .Files.Get "conf.txt" | trim }}');

test('files of a chart that templates read', () =>
  inRepository(
    {
      'agent/Chart.yaml': CHART('agent'),
      'agent/conf.txt': '1.0.0\n',
      'agent/templates/ds.yaml': READS,
      'glob/Chart.yaml': CHART('glob'),
      'glob/files/a.conf': 'a: 1\n',
      'glob/templates/ds.yaml': GOOD.replace(
        /image: .*/,
        'image: r.example.com/agent:{{ (.Files.Glob "files/*").AsConfig | sha256sum | trunc 8 }}',
      ),
    },
    async (project) => {
      project.write('agent/conf.txt', '2.0.0\n');
      assert.equal(await rows(project), [0, 'agent/templates/ds.yaml agent changed']);
      project.write('agent/conf.txt', '1.0.0\n');
      project.write('agent/more.txt', 'nobody reads it\n');
      project.write('glob/.helmignore', 'files/\n');
      assert.equal(await rows(project), [
        0,
        'agent/templates/ds.yaml agent none',
        'glob/templates/ds.yaml agent changed',
      ]);
      rmSync(join(project.root, 'glob/.helmignore'));
      rmSync(join(project.root, 'agent/more.txt'));
      rmSync(join(project.root, 'glob/files/a.conf'));
      assert.equal(await rows(project), [0, 'glob/templates/ds.yaml agent changed']);
    },
  ));

test('a helper that a chart lost', () =>
  inRepository(
    {
      'agent/Chart.yaml': CHART('agent'),
      'agent/templates/_tag.tpl': '{{ define "tag" }}1.0.0{{ end }}\n',
      'agent/templates/ds.yaml': GOOD.replace(/image: .*/, 'image: r.example.com/agent:{{ include "tag" . }}'),
    },
    async (project) => {
      rmSync(join(project.root, 'agent/templates/_tag.tpl'));
      assert.equal(await rows(project), [1, 'agent/templates/ds.yaml agent unjudged']);
    },
  ));

test('a chart that takes in another one from its folder', () =>
  inRepository(
    {
      'app/Chart.yaml': CHART(
        'app',
        'dependencies:\n  - {name: common, version: 1.0.0, repository: "file://../common/"}\n',
      ),
      'app/templates/ds.yaml': GOOD.replace(/image: .*/, 'image: r.example.com/agent:{{ include "tag" . }}'),
      'common/Chart.yaml': CHART('common', 'type: library\n'),
      'common/templates/_tag.tpl': '{{ define "tag" }}1.0.0{{ end }}\n',
    },
    async (project) => {
      project.write('common/templates/_tag.tpl', '{{ define "tag" }}2.0.0{{ end }}\n');
      assert.equal(await rows(project), [0, 'app/templates/ds.yaml agent changed']);
      assert.equal(await rows(project, '--since', 'HEAD', 'app'), [0, 'app/templates/ds.yaml agent changed']);
      rmSync(join(project.root, 'common/templates/_tag.tpl'));
      assert.equal(await rows(project), [1, 'app/templates/ds.yaml agent unjudged']);
    },
  ));

const RELEASES = (...set: string[]): string =>
  `charts:\n${set.map((each) => `  - {path: agent, release: r, namespace: prod, ${each}}\n`).join('')}`;
const TAGGED = {
  'agent/Chart.yaml': CHART('agent'),
  'agent/values.yaml': 'tag: 1.0.0\n',
  'agent/templates/ds.yaml': GOOD.replace(/image: .*/, 'image: r.example.com/agent:{{ .Values.tag }}').replace(
    '  name: agent\n',
    '  name: agent\n  namespace: {{ .Release.Namespace }}\n',
  ),
};

for (const name of ['daemonlint.yaml', '.daemonlint.yaml'])
  test(`a chart that ${name} installs otherwise`, () =>
    inRepository({ ...TAGGED, [name]: RELEASES('set: {tag: 1.1.0}') }, async (project) => {
      const [changed, plain] = ['agent/templates/ds.yaml agent changed', 'agent/templates/ds.yaml agent none'];
      project.write(name, RELEASES('set: {tag: 1.2.0}'));
      for (const how of [
        ['--since', 'HEAD'],
        ['--since', 'HEAD', 'agent'],
      ])
        assert.equal(await rows(project, ...how), [0, changed, plain], how.join());
      git(project.root, 'add', '-A');
      assert.equal(await rows(project, '--staged'), [0, changed, plain]);
      project.write(name, 'preset: strict\n');
      assert.equal(await rows(project), [0, plain, 'agent/templates/ds.yaml agent removed']);
      project.write(name, `${RELEASES('set: {tag: 1.1.0}')}preset: strict\n`);
      assert.equal(await rows(project), [0]);
    }));

test('a chart that a named configuration installs otherwise', () =>
  inRepository({ ...TAGGED, 'lint.yaml': 'charts: [{path: agent, set: {tag: 1.1.0}}]\n' }, async (project) => {
    project.write('lint.yaml', 'charts: [{path: agent, set: {tag: 1.2.0}}]\n');
    const [code, ...changes] = await rows(project, '--since', 'HEAD', '--config', 'lint.yaml');
    assert.is(code, 0);
    assert.ok(changes.some((change) => String(change).endsWith('agent changed')));
    assert.equal(await rows(project), [0]);
  }));

test('a chart that an extended configuration installs otherwise', () =>
  inRepository(
    {
      ...TAGGED,
      'daemonlint.yaml': 'extends: ./shared/lint.yaml\n',
      'shared/lint.yaml': RELEASES('set: {tag: 1.1.0}').replace('path: agent', 'path: ../agent'),
    },
    async (project) => {
      project.write('shared/lint.yaml', RELEASES('set: {tag: 1.2.0}').replace('path: agent', 'path: ../agent'));
      const [changed, plain] = ['agent/templates/ds.yaml agent changed', 'agent/templates/ds.yaml agent none'];
      assert.equal(await rows(project), [0, changed, plain]);
    },
  ));

test.run();
