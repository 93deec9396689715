import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, type Project } from '../cli/project.ts';

const test = suite('kustomizations that cannot be built');

/** What `render` prints on standard error; nothing may be printed on standard output. */
async function refusal({ run }: Project, directory = '.'): Promise<string> {
  const { code, stdout, stderr } = await run('render', directory);
  assert.is(code, 1, stdout);
  assert.is(stdout, '');
  return stderr.trim();
}

function refuses(name: string, files: Record<string, string>, expected: RegExp): void {
  test(name, () =>
    inProject({ 'ds.yaml': GOOD, ...files }, async (project) => {
      assert.match(await refusal(project), expected);
    }),
  );
}

refuses(
  'a remote base is named at its line',
  { 'kustomization.yaml': 'resources:\n- ds.yaml\n- https://example.com/org/repo//deploy?ref=v1\n' },
  /^daemonlint: kustomization\.yaml:3:3: .*'https:\/\/example\.com\/org\/repo\/\/deploy\?ref=v1' is not in this repository/,
);
refuses(
  'a remote file is named at its line',
  { 'kustomization.yaml': 'resources:\n- https://example.com/ds.yaml\n' },
  /^daemonlint: kustomization\.yaml:2:3: /,
);
refuses(
  'a program is not run',
  {
    'kustomization.yaml': 'resources: [ds.yaml]\ntransformers:\n- run.yaml\n',
    'run.yaml':
      'apiVersion: example.com/v1\nkind: Run\nmetadata:\n  name: run\n  annotations:\n    config.kubernetes.io/function: |\n      exec:\n        path: ./run.sh\n',
    'run.sh': '#!/bin/sh\ntouch ran\n',
  },
  /^daemonlint: run\.yaml:2:7: external plugins disabled/,
);
refuses(
  'a container is not run',
  {
    'kustomization.yaml': 'resources: [ds.yaml]\ngenerators:\n- run.yaml\n',
    'run.yaml':
      'apiVersion: example.com/v1\nkind: Run\nmetadata:\n  name: run\n  annotations:\n    config.kubernetes.io/function: |\n      container:\n        image: example.com/run:1\n',
  },
  /^daemonlint: run\.yaml:2:7: .*external plugins disabled/,
);
refuses(
  'charts need --enable-helm',
  { 'kustomization.yaml': 'resources: [ds.yaml]\nhelmCharts:\n- name: agent\n  repo: https://example.com/charts\n' },
  /^daemonlint: kustomization\.yaml:3:3: .*--enable-helm/,
);
refuses(
  'a circle of bases is found',
  {
    'kustomization.yaml': 'resources: [ds.yaml, a]\n',
    'a/kustomization.yaml': 'resources: [../b]\n',
    'b/kustomization.yaml': 'resources:\n- ../a\n',
  },
  /^daemonlint: b\/kustomization\.yaml:2:3: .*cycle detected/,
);
refuses(
  'a file above the root is not read',
  { 'kustomization.yaml': 'resources:\n- ../outside.yaml\n' },
  /^daemonlint: kustomization\.yaml:2:3: /,
);
refuses(
  'a missing file is named at its line',
  { 'kustomization.yaml': 'resources:\n- ds.yaml\n- none.yaml\n' },
  /^daemonlint: kustomization\.yaml:3:3: .*none\.yaml/,
);
refuses(
  'a patch without a target is named at its line',
  {
    'kustomization.yaml': 'resources: [ds.yaml]\npatches:\n- path: patch.yaml\n',
    'patch.yaml': GOOD.replace('name: agent', 'name: other'),
  },
  /^daemonlint: patch\.yaml:2:7: .*no matches for Id DaemonSet\.v1\.apps\/other/,
);
refuses(
  'broken YAML is named at its line',
  { 'kustomization.yaml': 'resources: [ds.yaml, broken.yaml]\n', 'broken.yaml': 'a: b\n  c: d\n' },
  /^daemonlint: broken\.yaml:2:\d+: /,
);
refuses(
  'an unknown field is named at its line',
  { 'kustomization.yaml': 'resources: [ds.yaml]\nresource: []\n' },
  /^daemonlint: kustomization\.yaml:2:1: .*unknown field "resource"/,
);
refuses(
  'the kind in a transformer configuration is a text',
  {
    'kustomization.yaml': 'resources: [ds.yaml]\nconfigurations: [config.yaml]\n',
    'config.yaml': 'nameReference:\n- kind: Service\n  fieldSpecs:\n  - path: spec/ref\n    kind: 5\n',
  },
  /^daemonlint: config\.yaml:5:11: /,
);
refuses(
  'a wrong regular expression is named at its line',
  {
    'kustomization.yaml':
      'resources: [ds.yaml]\npatches:\n- target:\n    name: "(a"\n  patch: "- {op: remove, path: /spec}"\n',
  },
  /^daemonlint: kustomization\.yaml:[345]:\d+: /,
);
refuses(
  'aliases may not multiply without end',
  {
    'kustomization.yaml': 'resources: [bomb.yaml]\n',
    'bomb.yaml': `apiVersion: v1\nkind: A\nmetadata:\n  name: a\na0: &a0 [x]\n${Array.from(
      { length: 30 },
      (_, i) => `a${String(i + 1)}: &a${String(i + 1)} [*a${String(i)}, *a${String(i)}]\n`,
    ).join('')}`,
  },
  /^daemonlint: bomb\.yaml:\d+:\d+: /,
);

test('a regular expression that backtracks forever elsewhere is linear here', () =>
  inProject(
    {
      'ds.yaml': GOOD.replace('name: agent', `name: ${'a'.repeat(60)}`),
      'kustomization.yaml':
        'resources: [ds.yaml]\npatches:\n- target:\n    name: (a+)+b\n  patch: "- {op: remove, path: /spec}"\n',
    },
    async ({ run }) => {
      assert.is((await run('render', '.')).code, 0);
    },
  ));

test('a link out of the root is not followed', () =>
  inProject({ 'outside.yaml': GOOD, 'in/kustomization.yaml': 'resources: [link.yaml]\n' }, async (project) => {
    symlinkSync('../outside.yaml', join(project.root, 'in/link.yaml'));
    assert.match(await refusal(project, 'in'), /^daemonlint: in\/kustomization\.yaml:1:13: .*not in or below/);
  }));

test('a pipe is not read', () =>
  inProject({ 'kustomization.yaml': 'resources: [pipe.yaml]\n' }, async (project) => {
    execFileSync('mkfifo', [join(project.root, 'pipe.yaml')]);
    assert.match(await refusal(project), /^daemonlint: kustomization\.yaml:1:13: .*not a regular file/);
  }));

test('a device is not read', () =>
  inProject({ 'kustomization.yaml': 'resources: [zero]\n' }, async (project) => {
    symlinkSync('/dev/zero', join(project.root, 'zero'));
    assert.match(await refusal(project), /^daemonlint: kustomization\.yaml:1:13: /);
  }));

test('a folder without a kustomization is a fault of the caller', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run }) => {
    const { code, stderr } = await run('render', '.');
    assert.is(code, 2);
    assert.match(stderr, /kustomization\.yaml/);
  }));

test.run();
