import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildManifest } from '../../src/manifest/file-manifest.ts';
import { readDocuments } from '../../src/document/documents.ts';
import { nodeFit, type Node } from '../../src/kubernetes/controller/node-fit.ts';
import type { DaemonSet, PodSpec } from '../../src/kubernetes/api/objects.ts';
import { NEWEST } from '../../src/kubernetes/api/release.ts';
import { type Manifest, NO_SIBLINGS } from '../../src/manifest/manifest.ts';
import { nodeChanges } from '../../src/placement/node-changes.ts';

/** A change from one object to another. */
function changeOf(before: DaemonSet, after: DaemonSet): Manifest {
  const manifestOf = (object: DaemonSet, previous?: Manifest): Manifest => {
    const text = JSON.stringify({ apiVersion: 'apps/v1', kind: 'DaemonSet', ...object });
    const [found] = readDocuments({ path: 'agent.json', text }).found;
    if (found === undefined) throw new Error('no DaemonSet');
    return buildManifest(found, {
      context: { minors: [NEWEST], fleet: undefined },
      siblings: () => NO_SIBLINGS,
      previous: () => previous,
    });
  };
  return manifestOf(after, manifestOf(before));
}

const choice = suite('which nodes');

function agent(pod: object): DaemonSet {
  const labels = { app: 'agent' };
  const spec = { containers: [{ name: 'agent', image: 'registry.example.com/agent:1.4.2' }], ...pod };
  const template = { metadata: { labels }, spec };
  return { metadata: { name: 'agent' }, spec: { selector: { matchLabels: labels }, template } };
}

/** A random generator that gives the same numbers each time (mulberry32). */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const KEYS = ['disk', 'pool'];
const VALUES = ['1', '2', '7'];

function randomPod(random: (below: number) => number): Partial<PodSpec> {
  const pick = <T>(items: readonly T[]): T => items[random(items.length)] as T;
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: random(most + 1) }, make);
  const requirement = (): object => {
    const [key, operator] = [pick(KEYS), pick(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'])];
    if (operator === 'Exists' || operator === 'DoesNotExist') return { key, operator };
    return { key, operator, values: operator.endsWith('t') ? [pick(VALUES)] : [pick(VALUES), pick(VALUES)] };
  };
  const terms = some(2, () => ({ matchExpressions: [requirement(), ...some(1, requirement)] }));
  const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
  const toleration = (): object => {
    const effect = pick([{}, { effect: 'NoSchedule' }, { effect: 'NoExecute' }]);
    return pick(
      [{ operator: 'Exists' }, { key: 'gpu', operator: 'Exists' }, { key: 'gpu', value: pick(VALUES) }].map((it) => ({
        ...it,
        ...effect,
      })),
    );
  };
  const pod = {
    ...(random(2) === 0 ? { nodeSelector: { [pick(KEYS)]: pick(VALUES) } } : {}),
    ...(terms.length > 0 ? { affinity: { nodeAffinity: required } } : {}),
    tolerations: some(2, toleration),
  };
  return pod as Partial<PodSpec>;
}

/** Every node that the random pods can distinguish. */
function* allNodes(): Generator<Node> {
  const values = [undefined, '-1', '0', '1', '2', '3', '6', '7', '8', 'x'];
  const taints = ['1', '2', '7', 'x'].map((value) => ({ key: 'gpu', value }));
  const tainted = [...taints, { key: 'other' }].flatMap((taint) => [
    { ...taint, effect: 'NoSchedule' },
    { ...taint, effect: 'NoExecute' },
  ]);
  for (const disk of values)
    for (const pool of values)
      for (const taint of [undefined, ...tainted])
        yield {
          metadata: { name: 'node', labels: { ...(disk && { disk }), ...(pool && { pool }) } },
          spec: { taints: taint === undefined ? [] : [taint] },
        };
}

function fateOf(node: Node, before: DaemonSet, after: DaemonSet): string | undefined {
  const [old, next] = [nodeFit(node, before), nodeFit(node, after)];
  if (old.shouldRun === next.shouldRun) return undefined;
  return next.shouldRun ? 'created' : next.shouldContinueRunning ? 'dropped' : 'deleted';
}

choice('what is told is what some node meets, and nothing else', () => {
  const random = generator(7);
  const counts: Record<string, number> = {};
  for (let round = 0; round < 100; round++) {
    const [before, after] = [agent(randomPod(random)), agent(randomPod(random))];
    const fates = [...allNodes()].map((node) => fateOf(node, before, after));
    const real = [...new Set(fates.filter((fate) => fate !== undefined))].sort();
    const told = [...new Set(nodeChanges(changeOf(before, after)).map(({ fate }) => fate))].sort();
    assert.equal(told, real, JSON.stringify([before, after]));
    for (const fate of told) counts[fate] = (counts[fate] ?? 0) + 1;
  }
  assert.ok(
    Object.values(counts).every((count) => count > 20) && Object.keys(counts).length === 3,
    JSON.stringify(counts),
  );
});

const required = (...nodeSelectorTerms: object[]): object => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
});
const termOf = (key: string, operator: string, ...values: string[]): object[] => [
  { key, operator, ...(values.length > 0 && { values }) },
];
const where = (...requirement: Parameters<typeof termOf>): object => ({ matchExpressions: termOf(...requirement) });
const tolerating = (...tolerations: object[]): object => ({ tolerations });
const select = (nodeSelector: object): object => ({ nodeSelector });
const ZONE = 'topology.kubernetes.io/zone';

const TOLD: readonly (readonly [before: object, after: object, ...told: string[]])[] = [
  [{}, select({ disk: 'ssd' }), 'deleted on all nodes not labelled disk=ssd'],
  [select({ a: '1' }), select({ a: '1', b: '2' }), 'deleted on all nodes not labelled b=2'],
  [
    select({ a: '1' }),
    select({ b: '2' }),
    'created on all nodes not labelled a=1 and labelled b=2',
    'deleted on all nodes not labelled b=2',
  ],
  [{}, required(where('a', 'DoesNotExist')), 'deleted on all nodes with the label a'],
  [{}, required(where('a', 'NotIn', '1')), 'deleted on all nodes labelled a=1'],
  [{}, required(where('a', 'Exists')), 'deleted on all nodes without the label a'],
  [
    required(where('a', 'Exists')),
    required(where('a', 'In', '1', '2')),
    'deleted on all nodes with the label a but not a=1 or a=2',
  ],
  [{}, required(where('cpus', 'Lt', '4')), 'deleted on all nodes with certain values of the label cpus or none'],
  // A value below the bound that no list names.
  [
    required({ matchExpressions: [...termOf('a', 'Lt', '2'), ...termOf('a', 'NotIn', '1', '0')] }),
    required(where('b', 'Exists')),
    'created on all nodes with certain values of the label a or none and with the label b',
    'deleted on all nodes without the label b',
  ],
  [
    required(where(ZONE, 'In', 'a')),
    required(where('failure-domain.beta.kubernetes.io/zone', 'In', 'a', 'b')),
    `created on all nodes labelled ${ZONE}=b`,
  ],
  [{ nodeName: 'one' }, { nodeName: 'two' }, 'created on all nodes named two', 'deleted on all nodes named one'],
  [required({}), {}, 'created on all nodes'],
  [{}, tolerating({ operator: 'Exists' }), 'created on all nodes with any NoExecute or NoSchedule taint'],
  [{}, tolerating({ key: 'gpu', operator: 'Exists' }), 'created on all nodes tainted gpu'],
  [
    tolerating({ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }),
    tolerating({ key: 'gpu', value: 'a', effect: 'NoSchedule' }),
    'dropped on all nodes tainted gpu=(another value):NoSchedule',
  ],
  [
    tolerating({ key: 'a', value: '1' }, { key: 'b', operator: 'Exists' }),
    {},
    'deleted on all nodes tainted a=1:NoExecute or b:NoExecute',
    'dropped on all nodes tainted a=1:NoSchedule or b:NoSchedule',
  ],
];

choice('each change is described by what the nodes have', () => {
  for (const [before, after, ...told] of TOLD) {
    const changes = nodeChanges(changeOf(agent(before), agent(after)));
    assert.equal(
      changes.map((change) => `${change.fate} ${change.where}`),
      told,
    );
  }
});

choice('says nothing when there are more kinds of nodes than can be tried', () => {
  const many = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`label-${i}`, 'x']));
  assert.equal(nodeChanges(changeOf(agent({}), agent(select(many)))), []);
});

choice.run();
