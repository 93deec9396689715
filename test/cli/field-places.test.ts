import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHART, VALUES } from './agent-chart.ts';
import { inProject } from './project.ts';

const test = suite('where a change is written');

const DAEMONSET = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: monitoring}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
        - name: agent
          image: registry.example.com/agent:1.4.2
        - name: exporter
          image: registry.example.com/exporter:1.0.0
`;

test('a field of a chart names the line of its values', () =>
  inProject({ ...CHART, 'new.yaml': 'image:\n  tag: 1.5.0\n' }, async ({ run }) => {
    const { stdout } = await run('diff', '--values', 'agent/values.yaml', '--values-new', 'new.yaml', 'agent');
    assert.match(
      stdout,
      '-> "registry.example.com/agent:1.5.0" (the value comes from image.repository, agent/values.yaml:4;',
    );
    assert.match(stdout, 'image.tag, new.yaml:2)');
  }));

test('renderings of a chart with other values are told apart', () =>
  inProject({ ...CHART, 'agent/ci/eu-values.yaml': 'image:\n  tag: 1.0.0\n' }, async ({ run, write }) => {
    write('old/agent/Chart.yaml', CHART['agent/Chart.yaml']);
    for (const [path, text] of Object.entries(CHART)) write(`old/${path}`, text);
    write('old/agent/ci/eu-values.yaml', 'image:\n  tag: 1.0.0\n');
    write('agent/values.yaml', VALUES.replace('10%', '20%'));
    const named = 'daemonset/agent in namespace default';
    const inEu = `${named} (rendered with agent/ci/eu-values.yaml)`;
    const { stdout } = await run('diff', 'old/agent', 'agent');
    assert.match(stdout, `ds.yaml: ${named}: no rollout`);
    assert.match(stdout, `ds.yaml: ${inEu}: no rollout`);
    const one = '(the value comes from rollout.maxUnavailable, agent/values.yaml:2)';
    assert.match(stdout, `maxUnavailable: "10%" -> "20%" ${one}`);
    const markdown = (await run('diff', 'old/agent', 'agent', '--output', 'markdown')).stdout;
    assert.match(markdown, '| Field | Before | After | Where |');
    assert.match(markdown, '<code>default/agent (rendered with agent/ci/eu-values.yaml)</code>');
    assert.match((await run('plan', 'agent')).stdout, `${inEu}\n`);
  }));

test('a field of a kustomization names the line of the overlay', () =>
  inProject(
    {
      'base/ds.yaml': DAEMONSET,
      'base/kustomization.yaml': 'resources: [ds.yaml]\n',
      'over/kustomization.yaml':
        'resources: [../base]\nimages:\n  - name: registry.example.com/agent\n    newTag: 1.5.0\n',
    },
    async ({ run }) => {
      const { stdout } = await run('diff', 'base', 'over', '--output', 'json');
      const [field] = (JSON.parse(stdout) as { fields: { place: unknown }[] }).fields;
      assert.equal(field?.place, {
        path: 'over/kustomization.yaml',
        range: { start: { line: 4, column: 13 }, end: { line: 4, column: 18 } },
      });
    },
  ));

test('an item that an apply puts at another index names no place of another item', () => {
  const [agent, exporter, injected] = ['agent', 'exporter', 'injected'].map((name) => {
    return { name, image: `registry.example.com/${name}:1.0.0` };
  });
  const spec = (containers: unknown): unknown => ({
    selector: { matchLabels: { app: 'agent' } },
    template: { metadata: { labels: { app: 'agent' } }, spec: { containers } },
  });
  const [kind, named] = [
    { apiVersion: 'apps/v1', kind: 'DaemonSet' },
    { name: 'agent', namespace: 'monitoring' },
  ];
  const last = JSON.stringify({ ...kind, metadata: named, spec: spec([agent, exporter]) });
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': last };
  const metadata = { ...named, uid: 'a', resourceVersion: '1', annotations };
  const live = JSON.stringify({ ...kind, metadata, spec: spec([injected, agent, exporter]) });
  const next = DAEMONSET.replace('agent:1.4.2', 'agent:2.0.0');
  return inProject(
    { 'live.json': live, 'base/ds.yaml': next, 'base/kustomization.yaml': 'resources: [ds.yaml]\n' },
    async ({ run }) => {
      const { stdout } = await run('diff', 'live.json', 'base');
      assert.match(
        stdout,
        'containers[1].image: "registry.example.com/agent:1.0.0" -> "registry.example.com/agent:2.0.0"\n',
      );
    },
  );
});

test('a plain manifest is as before', () =>
  inProject({ 'a.yaml': DAEMONSET, 'b.yaml': DAEMONSET.replace('1.4.2', '1.5.0') }, async ({ run }) => {
    const { stdout } = await run('diff', 'a.yaml', 'b.yaml', '--output', 'json');
    assert.not.match(stdout, '"place"');
  }));

test.run();
