import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shown } from './changed.ts';
import { GOOD, inProject, type Project } from './project.ts';
import { commitAll, inRepository } from './repository.ts';

const test = suite('changes that cannot be judged');

const CHART = 'apiVersion: v2\nname: agent\nversion: 1.0.0\n';
const NEEDS = `${CHART}dependencies: [{name: sub, version: 1.0.0, repository: 'https://example.com'}]\n`;
const TEMPLATE = GOOD.replace(/image: .*/, 'image: r.example.com/agent:{{ .Values.tag }}');
const FAILS = `${TEMPLATE}{{ template "nowhere" }}\n`;
const files = (chart: string, template: string): Record<string, string> => ({
  'agent/Chart.yaml': chart,
  'agent/values.yaml': 'tag: 1.0.0\n',
  'agent/templates/ds.yaml': template,
});

async function rows(project: Project): Promise<readonly unknown[]> {
  const run = await project.run('diff', '--since', 'HEAD', '-o', 'json');
  return [run.code, ...shown(run).map(({ path, name, change }) => `${path} ${name} ${change}`)];
}

test('a chart that renders in neither state', () =>
  inRepository(files(CHART, FAILS), async (project) => {
    project.write('agent/values.yaml', 'tag: 2.0.0\n');
    assert.equal(await rows(project), [1, 'agent/Chart.yaml  unjudged']);
    const { code, stdout } = await project.run('diff', '--since', 'HEAD', '-o', 'markdown');
    assert.is(code, 1);
    assert.match(stdout, /unjudged.*helm does not render the chart/);
  }));

test('a chart that fails in one of the two states removes and adds nothing', () =>
  inRepository({ ...files(CHART, TEMPLATE), ...renamed('was', files(CHART, FAILS)) }, async (project) => {
    project.write('agent/templates/ds.yaml', FAILS);
    project.write('was/templates/ds.yaml', TEMPLATE.replaceAll('agent', 'other'));
    assert.equal(await rows(project), [
      1,
      'agent/templates/ds.yaml agent unjudged',
      'was/templates/ds.yaml other unjudged',
    ]);
  }));

const renamed = (name: string, all: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(all).map(([path, text]) => [path.replace('agent/', `${name}/`), text]));

test('a missing chart is in doubt where what it is asked for with changes', () =>
  inRepository(
    { ...files(NEEDS, TEMPLATE), 'alone/Chart.yaml': NEEDS, 'alone/values.yaml': 'a: 1\n' },
    async (project) => {
      project.write('agent/values.yaml', 'tag: 2.0.0\n');
      assert.equal(await rows(project), [0, 'agent/templates/ds.yaml agent changed']);
      project.write('agent/values.yaml', 'tag: 2.0.0\nsub: {image: x}\n');
      project.write('alone/Chart.yaml', NEEDS.replace('version: 1.0.0,', 'version: 2.0.0,'));
      assert.equal(await rows(project), [
        1,
        'agent/Chart.yaml  unjudged',
        'agent/templates/ds.yaml agent changed',
        'alone/Chart.yaml  unjudged',
      ]);
    },
  ));

test('check reports the fault of what was changed, and says why the change is not judged', () =>
  inRepository(
    {
      ...files(CHART, FAILS),
      ...renamed('same', files(CHART, FAILS)),
      'over/kustomization.yaml': 'resources: [ds.yaml, gone.yaml]\n',
      'over/ds.yaml': GOOD,
    },
    async (project) => {
      const checked = await project.run('--since', 'HEAD');
      assert.equal([checked.code, checked.stdout], [0, '']);
      project.write('agent/values.yaml', 'tag: 2.0.0\n');
      project.write('over/kustomization.yaml', 'resources: [ds.yaml, gone.yaml]\nnamePrefix: x-\n');
      const { code, stdout, stderr } = await project.run(
        '--since',
        'HEAD',
        '--only',
        'chart-error,kustomization-error',
      );
      assert.is(code, 1);
      assert.match(stdout, /^agent\/templates\/ds\.yaml.*chart-error/m);
      assert.match(stdout, /^over\/kustomization\.yaml.*kustomization-error/m);
      assert.match(stderr, /^daemonlint: agent\/Chart\.yaml: the change cannot be judged: helm does not render/m);
      assert.match(stderr, /^daemonlint: over\/kustomization\.yaml: the change cannot be judged: kustomize does not/m);
      assert.match(stderr, /1 file skipped \(1 template\)/);
      assert.not.match(stderr, /switched-off|preexisting/);
      assert.not.match(stdout, /^same/m);
    },
  ));

const OVERLAY = 'namePrefix: prod-\nresources: [ds.yaml]\n';

test('a kustomization that is gone leaves its files to be objects of their own', () =>
  inRepository({ 'base/ds.yaml': GOOD, 'base/kustomization.yaml': OVERLAY }, async (project) => {
    rmSync(join(project.root, 'base/kustomization.yaml'));
    assert.equal(await rows(project), [1, 'base/ds.yaml agent added', 'base/kustomization.yaml prod-agent removed']);
    assert.match((await project.run('check', '--since', 'HEAD')).stdout, '[renamed-daemonset]');
    commitAll(project.root);
    project.write('base/kustomization.yaml', OVERLAY);
    assert.equal((await rows(project)).slice(0, 2), [1, 'base/kustomization.yaml prod-agent added']);
  }));

test('other overlays of the same base do not change when one is gone', () =>
  inRepository(
    {
      'base/ds.yaml': GOOD,
      'base/kustomization.yaml': 'resources: [ds.yaml]\n',
      'a/kustomization.yaml': 'namePrefix: a-\nresources: [../base]\n',
      'b/kustomization.yaml': 'namePrefix: b-\nresources: [../base]\n',
    },
    async (project) => {
      rmSync(join(project.root, 'a/kustomization.yaml'));
      assert.equal(await rows(project), [0, 'a/kustomization.yaml a-agent removed']);
    },
  ));

const BASE = { 'base/ds.yaml': GOOD, 'base/kustomization.yaml': 'resources: [ds.yaml]\n' };
const PROD = { 'prod/kustomization.yaml': 'resources: [../base]\n' };

test('a base that cannot be read makes its overlay unjudged', () =>
  inRepository({ ...BASE, ...PROD }, async (project) => {
    project.write('base/kustomization.yaml', 'resource: [ds.yaml]\n');
    for (const args of [[], ['--since', 'HEAD']]) {
      const { code, stdout } = await project.run('check', ...args);
      assert.is(code, 1);
      assert.match(stdout, /^base\/kustomization\.yaml:1:1: error: .*unknown field "resource".*kustomization-error/);
    }
    assert.equal(await rows(project), [1, 'prod/kustomization.yaml agent unjudged']);
  }));

test('an overlay that lost its base and does not build is unjudged, whatever it fails at', () =>
  inRepository({ ...BASE, ...PROD }, async (project) => {
    project.write('prod/cm.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
    for (const text of [
      'resources: [cm.yaml]\npatches: [{path: missing.yaml}]\n',
      'resources: [cm.yaml, cm.yaml]\n',
      'resources: [cm.yaml\n',
      'resources: [../gone]\n',
    ]) {
      project.write('prod/kustomization.yaml', text);
      assert.equal(await rows(project), [1, 'prod/kustomization.yaml agent unjudged'], text);
    }
    project.write('prod/kustomization.yaml', 'resources: [cm.yaml]\n');
    assert.equal(await rows(project), [0, 'prod/kustomization.yaml agent removed']);
  }));

test('a base whose kustomization is gone, or has a name that kustomize does not read', () =>
  inRepository({ ...BASE, ...PROD }, async (project) => {
    const missing = /^prod\/kustomization\.yaml:1:13: error: .*kustomization-error/m;
    const unjudged = [1, 'base/ds.yaml agent none', 'prod/kustomization.yaml  unjudged'];
    rmSync(join(project.root, 'base/kustomization.yaml'));
    assert.equal(await rows(project), unjudged);
    project.write('base/kustomize.yaml', 'resources: [ds.yaml]\n');
    assert.equal(await rows(project), unjudged);
    for (const args of [[], ['--since', 'HEAD']]) assert.match((await project.run('check', ...args)).stdout, missing);
  }));

test('a kustomization that cannot be read is no matter where no DaemonSet is near', () =>
  inRepository({ 'a/kustomization.yaml': 'resource: [x.yaml]\n', 'b/deep/ds.yaml': GOOD }, async (project) => {
    project.write('a/kustomization.yaml', 'resource: [y.yaml]\n');
    assert.equal(await rows(project), [0]);
    assert.is((await project.run('check')).code, 0);
  }));

test('a file that a kustomization no longer takes in does not hold the DaemonSet', () =>
  inRepository({ ...BASE, ...PROD }, async (project) => {
    project.write('base/kustomization.yaml', 'resources: []\n');
    assert.equal(await rows(project), [0, 'prod/kustomization.yaml agent removed']);
    project.write('base/kustomization.yaml', 'resources: [ds.yaml]\n');
    project.write('prod/kustomization.yaml', 'resources: []\n');
    assert.equal(await rows(project), [0, 'prod/kustomization.yaml agent removed']);
  }));

test('check --since --fail-if-empty fails for what changed and cannot be judged, and for nothing else', () =>
  inRepository(
    {
      'tpl.yaml': TEMPLATE,
      'remote/kustomization.yaml': 'resources: [https://example.com/ds.yaml]\n',
      'same/kustomization.yaml': 'resources: [https://example.com/ds.yaml]\n',
      'a.yaml': GOOD,
    },
    async (project) => {
      const asked = ['check', '--since', 'HEAD', '--fail-if-empty'];
      assert.equal([(await project.run(...asked)).code], [0]);
      project.write('a.yaml', GOOD.replace('1.4.2', '1.5.0'));
      assert.is((await project.run(...asked, '--only', 'mutable-image-tag')).code, 0);
      project.write('tpl.yaml', `${TEMPLATE}# more\n`);
      const { code, stderr } = await project.run(...asked, '--only', 'mutable-image-tag');
      assert.is(code, 1);
      assert.match(
        stderr,
        'daemonlint: 1 file that changed cannot be judged, nor the DaemonSets of it (--fail-if-empty)',
      );
      assert.is((await project.run('check', '--since', 'HEAD', '--only', 'mutable-image-tag')).code, 0);
      commitAll(project.root);
      project.write('remote/kustomization.yaml', 'resources: ["https://example.com/v2/ds.yaml"]\n');
      assert.is((await project.run(...asked)).code, 1);
      assert.is((await project.run('check', '--since', 'HEAD')).code, 0);
    },
  ));

const BEHIND = `a: b: c\n---\n${GOOD}`;

test('kubectl never reads what is behind a broken document', () =>
  inProject(
    { 'ds.yaml': BEHIND, 'good.yaml': GOOD.replace('1.4.2', '1.4.3'), 'next.yaml': BEHIND.replace('1.4.2', '1.4.3') },
    async (project) => {
      const reason = /agent.*cannot be judged: kubectl stops reading the file in line 1/;
      for (const args of [
        ['plan', 'ds.yaml'],
        ['diff', 'good.yaml', 'ds.yaml'],
        ['diff', 'ds.yaml', 'next.yaml'],
        ['diff', 'ds.yaml', 'ds.yaml'],
      ]) {
        const { code, stdout } = await project.run(...args);
        assert.is(code, 1, args.join(' '));
        assert.match(stdout, reason, args.join(' '));
        assert.not.match(stdout, /no change|strategy|"stored"/);
      }
      const upgraded = await project.run('upgrade', '--from', '1.36', '--to', '1.37', 'ds.yaml');
      assert.is(upgraded.code, 1);
      assert.match(upgraded.stderr, /cannot be judged: kubectl stops reading/);
    },
  ));

test('what is before a broken document is judged', () =>
  inProject({ 'old.yaml': GOOD, 'new.yaml': `${GOOD.replace('1.4.2', '1.4.3')}---\na: b: c\n` }, async (project) => {
    const { code, stdout } = await project.run('diff', 'old.yaml', 'new.yaml');
    assert.is(code, 1);
    assert.match(stdout, /a new revision/);
  }));

test('what cannot be read in both states is said once', () =>
  inRepository(files(NEEDS, TEMPLATE), async (project) => {
    project.write('agent/values.yaml', 'tag: 2.0.0\n');
    const { stderr } = await project.run('diff', '--since', 'HEAD');
    assert.is(stderr.split('helm dependency build` to fetch').length, 2);
    assert.not.match(stderr, /not compared/);
  }));

test('a DaemonSet that the values of its chart turn off is removed, and one that they turn on is no change of it', () => {
  const template = `{{ if .Values.enabled }}\n${TEMPLATE}{{ end }}\n`;
  const values = (enabled: boolean): string => `tag: 1.0.0\nenabled: ${String(enabled)}\n`;
  return inRepository({ ...files(CHART, template), 'agent/values.yaml': values(true) }, async (project) => {
    project.write('agent/values.yaml', values(false));
    assert.equal(await rows(project), [0, 'agent/templates/ds.yaml agent removed']);
    const planned = await project.run('plan', '--since', 'HEAD');
    assert.is(planned.code, 1);
    assert.match(planned.stdout, 'the values of its chart turn it off');
    commitAll(project.root);
    project.write('agent/values.yaml', values(true));
    assert.equal(await rows(project), [1, 'agent/templates/ds.yaml agent unjudged']);
  });
});

test.run();
