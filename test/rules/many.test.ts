/** Rules that look around say one thing an object, however many others there are. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lint } from '../../src/index.ts';

const one = (name: string, extra = ''): string => `apiVersion: apps/v1
kind: DaemonSet
metadata: { name: ${name}, namespace: monitoring }
spec:
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec:
      containers: [{ name: agent, image: "registry.example.com/agent:1.4.2"${extra} }]
`;

const many = (count: number, extra = ''): string =>
  Array.from({ length: count }, (_, index) => one(`agent-${String(index)}`, extra)).join('---\n');

for (const [rule, extra] of [
  ['shared-selector', ''],
  ['host-port-taken', ', ports: [{ containerPort: 80, hostPort: 80 }]'],
] as const) {
  test(`${rule} gives one finding an object, with ten places and a count`, () => {
    const { findings } = lint([{ path: 'all.yaml', text: many(40, extra) }], { only: [rule] });
    assert.is(findings.length, 40);
    for (const { related = [], message } of findings) {
      assert.is(related.length, 10);
      assert.match(message, /\b38 more\b/);
    }
  });
}

const workload = (kind: string, labels: string, selector = labels): string => `---
apiVersion: apps/v1
kind: ${kind}
metadata: { name: other, namespace: monitoring }
spec:
  selector: { matchLabels: ${selector} }
  template:
    metadata: { labels: ${labels} }
    spec:
      containers: [{ name: other, image: "registry.example.com/other:1.0.0" }]
`;

const said = (kind: string, labels: string, selector?: string, path = 'all.yaml'): string[] => {
  const text = one('agent') + workload(kind, labels, selector);
  const { findings } = lint([{ path, text }], { only: ['shared-selector'] });
  return findings.map(({ severity, message }) => `${severity}: ${message}`);
};

test('shared-selector says who adopts what, and in which direction', () => {
  const orphan = 'is deleted with --cascade=orphan';
  assert.match(
    said('StatefulSet', '{ app: agent }')[0] ?? '',
    `when this DaemonSet ${orphan} other adopts its revisions;`,
  );
  assert.match(
    said('StatefulSet', '{ app: agent, x: y }')[0] ?? '',
    `when other ${orphan} this DaemonSet adopts its pods`,
  );
  assert.not.match(said('StatefulSet', '{ app: agent, x: y }')[0] ?? '', 'when this DaemonSet');
  assert.match(said('ReplicaSet', '{ app: agent }')[0] ?? '', `one of the two ${orphan} the other adopts its pods;`);
  assert.match(said('Deployment', '{ app: agent }')[0] ?? '', /^note: .*neither adopts pods of the other/);
  assert.equal(said('StatefulSet', '{ app: other }'), []);
});

test('shared-selector leaves out hooks and copies of other projects', () => {
  const hook = workload('StatefulSet', '{ app: agent }').replace(
    'namespace: monitoring }',
    'namespace: monitoring, annotations: { helm.sh/hook: pre-install } }',
  );
  const sources = (other: string, path: string) => [
    { path: 'deploy/agent.yaml', text: one('agent') },
    { path, text: other },
  ];
  const count = (other: string, path: string): number =>
    lint(sources(other, path), { only: ['shared-selector'] }).findings.length;
  assert.is(count(workload('StatefulSet', '{ app: agent }'), 'deploy/other.yaml'), 1);
  assert.is(count(hook, 'deploy/other.yaml'), 0);
  assert.is(count(workload('StatefulSet', '{ app: agent }'), 'vendor/x/other.yaml'), 0);
});

test.run();
