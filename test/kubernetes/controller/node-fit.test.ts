import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeFit, targetNode, type Node } from '../../../src/kubernetes/controller/node-fit.ts';
import type { DaemonSet, PodSpec } from '../../../src/kubernetes/api/objects.ts';

function node(name: string, labels: Record<string, string> = {}, taints: [key: string, effect: string][] = []): Node {
  return {
    metadata: { name, labels },
    spec: { taints: taints.map(([key, effect]) => ({ key, effect, value: 'v' })) },
  };
}

function daemonSet(spec: Partial<PodSpec>): DaemonSet {
  return { spec: { selector: {}, template: { spec: { containers: [], ...spec } } } };
}

const fit = (of: Node, spec: Partial<PodSpec>): [run: boolean, stay: boolean] => {
  const { shouldRun, shouldContinueRunning } = nodeFit(of, daemonSet(spec));
  return [shouldRun, shouldContinueRunning];
};

const affinity = (...terms: object[]): Partial<PodSpec> => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
});

test('names, labels and required affinity', () => {
  const worker = node('w1', { pool: 'workers', cores: '8' });
  assert.equal(fit(worker, {}), [true, true]);
  assert.equal(fit(worker, { nodeName: 'w2' }), [false, false]);
  assert.equal(fit(worker, { nodeSelector: { pool: 'gpu' } }), [false, false]);
  const expression = (operator: string, key: string, ...values: string[]): object => ({
    matchExpressions: [{ key, operator, values }],
  });
  assert.equal(fit(worker, affinity(expression('In', 'pool', 'a', 'workers'))), [true, true]);
  assert.equal(fit(worker, affinity(expression('NotIn', 'zone', 'a'))), [true, true]);
  assert.equal(fit(worker, affinity(expression('Exists', 'zone'))), [false, false]);
  assert.equal(fit(worker, affinity(expression('DoesNotExist', 'zone'))), [true, true]);
  assert.equal(fit(worker, affinity(expression('Gt', 'cores', '4'))), [true, true]);
  assert.equal(fit(worker, affinity(expression('Lt', 'cores', '8'))), [false, false]);
  assert.equal(fit(worker, affinity(expression('Gt', 'pool', '4'))), [false, false]);
  assert.equal(fit(worker, affinity({}, expression('In', 'pool', 'workers'))), [true, true]);
  assert.equal(fit(worker, affinity({})), [false, false]);
  assert.equal(fit(worker, affinity({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['w1'] }] })), [
    true,
    true,
  ]);
});

test('only NoExecute takes a running pod away, and daemon pods tolerate much', () => {
  const taint = (key: string, effect: string): Node => node('w', {}, [[key, effect]]);
  assert.equal(fit(taint('x', 'NoSchedule'), {}), [false, true]);
  assert.equal(fit(taint('x', 'NoExecute'), {}), [false, false]);
  assert.equal(fit(taint('x', 'PreferNoSchedule'), {}), [true, true]);
  assert.equal(fit(taint('node.kubernetes.io/unschedulable', 'NoSchedule'), {}), [true, true]);
  assert.equal(fit(taint('node.kubernetes.io/unreachable', 'NoExecute'), {}), [true, true]);
  assert.equal(fit(taint('node.kubernetes.io/unreachable', 'NoSchedule'), {}), [false, true]);
  assert.equal(fit(taint('node.kubernetes.io/network-unavailable', 'NoSchedule'), {}), [false, true]);
  assert.equal(fit(taint('node.kubernetes.io/network-unavailable', 'NoSchedule'), { hostNetwork: true }), [true, true]);
});

test('tolerations', () => {
  const tainted = node('w', {}, [['x', 'NoSchedule']]);
  const tolerating = (toleration: object): [boolean, boolean] => fit(tainted, { tolerations: [toleration] });
  assert.equal(tolerating({ operator: 'Exists' }), [true, true]);
  assert.equal(tolerating({ key: 'x', value: 'v' }), [true, true]);
  assert.equal(tolerating({ key: 'x', operator: 'Equal', value: 'w' }), [false, true]);
  assert.equal(tolerating({ key: 'x', operator: 'Exists', effect: 'NoExecute' }), [false, true]);
  assert.equal(tolerating({ key: 'x', operator: 'Lt', value: 'w' }), [false, true]);
});

test('the node a pod is for', () => {
  assert.is(targetNode({ spec: { containers: [], nodeName: 'w1' } }), 'w1');
  const bound = affinity({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['w2'] }] });
  assert.is(targetNode({ spec: { containers: [], ...bound } }), 'w2');
  assert.is(targetNode({ spec: { containers: [] } }), undefined);
});

test.run();
