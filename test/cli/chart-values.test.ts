import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject } from './project.ts';
import { findings, inRepository } from './repository.ts';

const test = suite('values that are given for charts');

const TEMPLATE = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
spec:
  selector:
    matchLabels: {app: agent}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
        - name: agent
          image: registry.example.com/agent:{{ .Values.tag }}
`;
const CHART = {
  'agent/Chart.yaml': 'apiVersion: v2\nname: agent\nversion: 1.0.0\n',
  'agent/values.yaml': 'tag: 1.4.2\n',
  'agent/templates/ds.yaml': TEMPLATE,
  'envs/prod.yaml': 'tag: latest\n',
  'envs/stage.yaml': '# the newest\ntag: 1.5.0\n',
};
const configured = (entry: string): string => `charts:\n  - ${entry}\n`;
const PROD = configured('{path: agent, values: [envs/prod.yaml], release: prod, namespace: monitoring}');
const ONLY = ['--only', 'mutable-image-tag'] as const;
const FOUND = ['agent/templates/ds.yaml mutable-image-tag'];

test('a chart is checked as the configuration installs it, and the finding names the line of the values', () =>
  inProject({ ...CHART, 'daemonlint.yaml': PROD }, async ({ run }) => {
    const { stdout } = await run(...ONLY);
    assert.equal(findings(stdout), FOUND);
    assert.match(stdout, 'the value comes from tag, envs/prod.yaml:1');
    assert.equal(findings((await run(...ONLY, '--no-config')).stdout), []);
    const json = (await run(...ONLY, '--format', 'json')).stdout;
    assert.match(json, 'rendered with envs/prod.yaml, release prod, namespace monitoring');
  }));

test('a file of configured values is a file of its chart', () =>
  inProject({ ...CHART, 'daemonlint.yaml': PROD }, async ({ run }) => {
    assert.equal(findings((await run(...ONLY, 'envs/prod.yaml')).stdout), FOUND);
    assert.equal(findings((await run(...ONLY, 'envs/stage.yaml')).stdout), []);
  }));

test('a change of configured values is a change of the chart', () =>
  inRepository({ ...CHART, 'daemonlint.yaml': PROD, 'envs/prod.yaml': 'tag: 1.4.2\n' }, async ({ run, write }) => {
    write('envs/prod.yaml', 'tag: latest\n');
    assert.equal(findings((await run('--since', 'HEAD', ...ONLY)).stdout), FOUND);
    const { stdout } = await run('diff', '--since', 'HEAD');
    assert.match(
      stdout,
      'daemonset/prod in namespace monitoring (rendered with envs/prod.yaml, release prod, namespace monitoring): a new',
    );
    assert.match(stdout, '"registry.example.com/agent:1.4.2" -> "registry.example.com/agent:latest"');
  }));

test('a configuration that extends what changed installs its charts in both states', () =>
  inRepository(
    {
      ...Object.fromEntries(Object.entries(CHART).map(([path, text]) => [`apps/${path}`, text])),
      'apps/daemonlint.yaml': 'extends: ../shared/base.yaml\n',
      'shared/base.yaml': configured('{path: ../apps/agent, set: {tag: 1.0.0}}'),
    },
    async ({ write, run }) => {
      write('shared/base.yaml', configured('{path: ../apps/agent, set: {tag: 2.0.0}}'));
      const { stdout } = await run('diff', '--since', 'HEAD');
      assert.match(stdout, /agent:1\.0\.0.*agent:2\.0\.0/s);
    },
  ));

test('nobody knows what a configuration installs that cannot be read in one of the states', () =>
  inRepository({ ...CHART, 'daemonlint.yaml': 'charts: [{path: agent, sets: {}}]\n' }, async ({ write, run }) => {
    write('daemonlint.yaml', PROD);
    const { code, stdout } = await run('diff', '--since', 'HEAD');
    assert.is(code, 1);
    assert.match(
      stdout,
      /cannot be judged: before the change, nobody knows with which values the chart is installed: /,
    );
    assert.not.match(stdout, 'tag');
    assert.is((await run('--since', 'HEAD', '--fail-if-empty')).code, 1);
  }));

test('set of the configuration takes the keys of helm', () =>
  inProject({ ...CHART, 'daemonlint.yaml': configured('{path: agent, set: {tag: latest}}') }, async ({ run }) => {
    assert.equal(findings((await run(...ONLY)).stdout), FOUND);
  }));

test('--values and --set of check', () =>
  inProject(CHART, async ({ run }) => {
    assert.equal(findings((await run(...ONLY, '--values', 'envs/prod.yaml', 'agent')).stdout), FOUND);
    assert.equal(findings((await run(...ONLY, '--set', 'tag=latest', 'agent')).stdout), FOUND);
    const both = ['--values', 'envs/prod.yaml,envs/stage.yaml', 'agent'];
    assert.equal(findings((await run(...ONLY, ...both)).stdout), []);
  }));

test('what a change of values does', () =>
  inProject(CHART, async ({ run }) => {
    const values = ['--values', 'envs/stage.yaml', '--values-new', 'envs/prod.yaml'];
    const { code, stdout } = await run('diff', ...values, 'agent');
    assert.is(code, 0);
    assert.match(stdout, '"registry.example.com/agent:1.5.0" -> "registry.example.com/agent:latest"');
    const same = await run('diff', '--values', 'envs/prod.yaml', '--values-new', 'envs/prod.yaml', 'agent');
    assert.match(same.stdout, 'no change');
    assert.match((await run('diff', '--values-new', 'envs/prod.yaml')).stderr, '--values-new takes one chart');
  }));

test('--values-new is for a chart, and its files exist', () =>
  inProject({ ...CHART, 'ds.yaml': GOOD }, async ({ run }) => {
    const missing = await run('diff', '--values-new', 'envs/none.yaml', 'ds.yaml');
    assert.equal([missing.code, missing.stdout], [2, '']);
    assert.match(missing.stderr, 'envs/none.yaml: no such file or directory');
    const plain = await run('diff', '--values-new', 'envs/prod.yaml', 'ds.yaml');
    assert.equal([plain.code, plain.stdout], [2, '']);
    assert.match(plain.stderr, '--values-new takes one chart; there is none at ds.yaml');
  }));

test('values that no chart takes are told', () =>
  inProject({ ...CHART, 'plain.yaml': TEMPLATE.replace(/\{\{.*?\}\}/g, 'a') }, async ({ run }) => {
    const told = 'there is no chart in the input: --values and --set change nothing';
    for (const argv of [['check'], ['plan'], ['diff', 'plain.yaml']]) {
      const { code, stderr } = await run(...argv, 'plain.yaml', '--set', 'tag=latest');
      assert.is(code, 0, stderr);
      assert.match(stderr, told);
      const chart = await run(
        ...argv.map((each) => each.replace('plain.yaml', 'agent')),
        'agent',
        '--set',
        'tag=1.0.0',
      );
      assert.not.match(chart.stderr, told);
    }
    assert.match((await run('check', 'plain.yaml', '--user', 'a')).stderr, '--user or --group needs a policy');
  }));

test('values that cannot be had are faults of the user', () =>
  inProject(CHART, async ({ run, write }) => {
    const fault = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await run(...args);
      assert.is(code, 2, stderr);
      assert.not.match(stderr, 'this is a bug');
      return stderr;
    };
    assert.match(await fault('--values', 'none.yaml', 'agent'), 'none.yaml: no such file or directory');
    write('ds.yaml', GOOD);
    for (const command of [['check'], ['plan'], ['diff', 'ds.yaml']])
      assert.match(await fault(...command, '--values', 'none.yaml', 'ds.yaml'), 'none.yaml: no such file or directory');
    assert.match(await fault('--set', 'a[', 'agent'), 'failed parsing --set data');
    write('daemonlint.yaml', configured('{path: envs}'));
    assert.match(await fault('agent'), 'daemonlint.yaml:2:12: charts: envs has no Chart.yaml');
    write('daemonlint.yaml', configured('{path: agent, values: [../../etc/passwd]}'));
    assert.match(await fault('agent'), 'lies outside of the repository');
    write('daemonlint.yaml', configured('{path: agent, values: [envs/none.yaml]}'));
    assert.match(await fault('agent'), 'envs/none.yaml: no such file or directory');
    write('daemonlint.yaml', configured('{path: agent, release: Prod}'));
    assert.match(await fault('agent'), 'daemonlint.yaml:2:');
  }));

test.run();
