import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { requestsOf } from '../../src/facts/pod-requests.ts';
import { compareQuantities, quantityOf } from '../../src/kubernetes/apimachinery/quantity.ts';
import { manifestOf, withPod } from './manifest-of.ts';

const cpu = (value: string, more = ''): string => `{name: a, resources: {requests: {cpu: ${value}}}${more}}`;

function same(pod: string, pods: number, expected: Readonly<Record<string, string>>): void {
  const found = requestsOf(manifestOf(withPod(pod)), pods);
  assert.equal(
    found.map(([name]) => name),
    Object.keys(expected),
  );
  for (const [name, quantity] of found) {
    const wanted = quantityOf(expected[name] ?? '');
    if (wanted === undefined) throw new Error('not a quantity');
    assert.is(compareQuantities(quantity, wanted), 0, `${pod}: ${name} of ${String(pods)}`);
  }
}

test('containers together, and several pods', () => {
  const pod = `{containers: [${cpu('100m')}, ${cpu('0.2')}]}`;
  same(pod, 1, { cpu: '300m' });
  same(pod, 3, { cpu: '900m' });
});

test('a limit is the request that is not written', () => {
  const both = 'resources: {limits: {cpu: 2, memory: 1Gi}, requests: {cpu: 1}}';
  same(`{containers: [{name: a, ${both}}]}`, 1, { cpu: '1', memory: '1024Mi' });
});

test('an init container counts when it is larger than all that runs later', () => {
  same(`{initContainers: [${cpu('1')}, ${cpu('500m')}], containers: [${cpu('300m')}]}`, 1, { cpu: '1' });
  same(`{initContainers: [${cpu('200m')}], containers: [${cpu('300m')}]}`, 1, { cpu: '300m' });
});

test('a sidecar runs beside the init containers after it, and beside the containers', () => {
  const sidecar = cpu('100m', ', restartPolicy: Always');
  same(`{initContainers: [${sidecar}, ${cpu('1')}], containers: [${cpu('300m')}]}`, 1, { cpu: '1100m' });
  same(`{initContainers: [${cpu('1')}, ${sidecar}], containers: [${cpu('300m')}]}`, 1, { cpu: '1' });
  same(`{initContainers: [${sidecar}], containers: [${cpu('300m')}]}`, 1, { cpu: '400m' });
});

test('requests of the pod replace those of its containers, and the overhead is added', () => {
  const pod = `{resources: {requests: {cpu: 2}}, overhead: {cpu: 250m}, containers: [${cpu('300m')}]}`;
  same(pod, 1, { cpu: '2250m' });
});

test.run();
