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

test('host-port-taken counts the DaemonSets of other folders, and names those of its own first', () => {
  const ports = ', ports: [{ containerPort: 80, hostPort: 80 }]';
  const folders = Array.from({ length: 40 }, (_, i) => ({
    path: `f${String(i)}/a.yaml`,
    text: one(`agent-${String(i)}`, ports),
  }));
  const sources = [...folders, { path: 'f39/b.yaml', text: one('neighbor', ports) }];
  const { findings } = lint(sources, { only: ['host-port-taken'] });
  assert.is(findings.length, 41);
  const of = (path: string) => findings.find((each) => each.path === path);
  assert.match(of('f0/a.yaml')?.message ?? '', /agent-1 \(and 39 more DaemonSets\).* if one cluster gets both/);
  assert.is(of('f0/a.yaml')?.severity, 'note');
  assert.match(of('f39/a.yaml')?.message ?? '', /neighbor \(and 39 more DaemonSets\).*TCP: on every node/);
  assert.is(of('f39/a.yaml')?.severity, 'error');
  assert.is(of('f39/b.yaml')?.related?.length, 10);
});

const pods = (count: number): string =>
  Array.from(
    { length: count },
    (_, index) => `---
apiVersion: v1
kind: Pod
metadata: { name: pod-${String(index)}, namespace: monitoring, labels: { app: agent } }
`,
  ).join('');

const budgets = (count: number): string =>
  Array.from(
    { length: count },
    (_, index) => `---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: budget-${String(index)}, namespace: monitoring }
spec: { selector: { matchLabels: { app: agent } } }
`,
  ).join('');

for (const [rule, others, message] of [
  ['adopts-pods', pods(40), /^Pod pod-0 and 39 more have no owner and match /],
  ['pdb-without-effect', budgets(40), /^PodDisruptionBudget budget-0 .*; so do 39 more budgets; /],
] as const) {
  test(`${rule} gives one finding an object, with ten places and a count`, () => {
    const { findings } = lint([{ path: 'all.yaml', text: many(3) + others }], { only: [rule] });
    assert.is(findings.length, 3);
    for (const finding of findings) {
      assert.is(finding.related?.length, 10);
      assert.match(finding.message, message);
    }
  });
}

test('shared-selector counts every kind of workload together', () => {
  const others = ['StatefulSet', 'ReplicaSet', 'Deployment'].flatMap((kind) =>
    Array.from({ length: 8 }, () => workload(kind, '{ app: agent }')),
  );
  const { findings } = lint([{ path: 'all.yaml', text: one('agent') + others.join('') }], {
    only: ['shared-selector'],
  });
  assert.is(findings.length, 1);
  assert.is(findings[0]?.related?.length, 10);
  assert.match(findings[0]?.message ?? '', /^StatefulSet other .*; so do 23 more workloads; /);
});

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

test('what is not applied together is not called together', () => {
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: { name: p, namespace: monitoring, labels: { app: agent } }\nspec: {}\n';
  const budget =
    'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: p, namespace: monitoring }\nspec: { minAvailable: 1, selector: { matchLabels: { app: agent } } }\n';
  const rules = {
    'adopts-pods': pod,
    'pdb-without-effect': budget,
    'shared-selector': workload('StatefulSet', '{ app: agent }'),
  };
  const count = (
    rule: string,
    own: string,
    other: string,
    more: readonly { path: string; text: string }[] = [],
  ): number =>
    lint([{ path: own, text: one('agent') }, { path: other, text: rules[rule as keyof typeof rules] }, ...more], {
      only: [rule],
    }).findings.length;
  for (const rule of Object.keys(rules)) {
    for (const [own, other] of [
      ['deploy/a.yaml', 'vendor/x/b.yaml'],
      ['deploy/a.yaml', 'third_party/x/b.yaml'],
      ['a.yaml', 'node_modules/x/b.yaml'],
      ['examples/one/a.yaml', 'examples/two/b.yaml'],
      ['deploy/a.yaml', 'test/b.yaml'],
      ['deploy/v1/a.yaml', 'deploy/v2/b.yaml'],
      ['deploy/1.2.0/a.yaml', 'deploy/1.3/b.yaml'],
    ] as const)
      assert.is(count(rule, own, other), 0, `${rule}: ${own} and ${other}`);
    for (const [own, other] of [
      ['deploy/a.yaml', 'rbac/b.yaml'],
      ['examples/one/a.yaml', 'examples/one/pods/b.yaml'],
      ['test/a.yaml', 'test/b.yaml'],
      ['deploy/v1/a.yaml', 'deploy/b.yaml'],
    ] as const)
      assert.is(count(rule, own, other), 1, `${rule}: ${own} and ${other}`);
    const together = { path: 'kustomization.yaml', text: 'resources: [deploy/a.yaml, test/b.yaml]\n' };
    assert.is(count(rule, 'deploy/a.yaml', 'test/b.yaml', [together]), 1, `${rule}: a kustomization names both`);
  }
});

test.run();
