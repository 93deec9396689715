import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  containersOf,
  gracePeriodOf,
  hasReadinessProbe,
  nodePortsOf,
  onlyPauses,
  paceOf,
  rolls,
  runningContainersOf,
  selectorOf,
  surges,
  volatility,
} from '../../src/facts/daemonset-facts.ts';
import { apiPath } from '../../src/kubernetes/yaml/node.ts';
import { manifestOf, withPod } from './manifest-of.ts';

const MIXED = `{initContainers: [{name: once}, {name: sidecar, restartPolicy: Always}], containers: [{name: main}]}`;

test('containers come in the order in which the pod runs them; init containers that end do not stay', () => {
  const manifest = manifestOf(withPod(MIXED));
  const names = (of: typeof containersOf): unknown[] =>
    of(manifest).map(({ at, container }) => `${apiPath(at)} ${container.name ?? ''}`);
  const pod = 'spec.template.spec';
  const [once, sidecar, main] = ['initContainers[0] once', 'initContainers[1] sidecar', 'containers[0] main'];
  assert.equal(names(containersOf), [`${pod}.${once}`, `${pod}.${sidecar}`, `${pod}.${main}`]);
  assert.equal(names(runningContainersOf), [`${pod}.${sidecar}`, `${pod}.${main}`]);
});

test('a rollout surges only with RollingUpdate and a maxSurge above zero', () => {
  const facts = (strategy: string): boolean[] => {
    const manifest = manifestOf(withPod('{}', strategy));
    return [rolls(manifest), surges(manifest)];
  };
  assert.equal(facts('updateStrategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1%}}'), [true, true]);
  assert.equal(facts('updateStrategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 0%}}'), [true, false]);
  assert.equal(facts('updateStrategy: {type: OnDelete, rollingUpdate: {maxSurge: 1}}'), [false, false]);
});

test('the times of a pod are those of the fleet, else the grace period', () => {
  const pod = '{terminationGracePeriodSeconds: 45}';
  const times = (fleet?: Parameters<typeof manifestOf>[1]): number[] => {
    const { readySeconds, terminationSeconds, minReadySeconds } = paceOf(
      manifestOf(withPod(pod, 'minReadySeconds: 7'), fleet),
    );
    return [readySeconds, terminationSeconds, minReadySeconds];
  };
  assert.equal(times(), [10, 45, 7]);
  assert.equal(times({ fleet: { readySeconds: 20, terminationSeconds: 3 } }), [20, 3, 7]);
  assert.is(gracePeriodOf(manifestOf(withPod('{}'))), 30);
});

test('a probe counts where its container keeps running', () => {
  const probed = (pod: string): boolean => hasReadinessProbe(manifestOf(withPod(pod)));
  assert.ok(probed('{containers: [{name: a}, {name: b, readinessProbe: {exec: {command: [x]}}}]}'));
  assert.not(probed('{initContainers: [{name: a, readinessProbe: {exec: {command: [x]}}}], containers: [{name: b}]}'));
});

test('a pod only pauses when every running container does', () => {
  const pauses = (...images: string[]): boolean =>
    onlyPauses(manifestOf(withPod(`{containers: [${images.map((image) => `{name: a, image: '${image}'}`).join()}]}`)));
  assert.ok(pauses('registry.k8s.io/pause:3.9', 'pause-amd64@sha256:0'));
  assert.not(pauses('registry.k8s.io/pause:3.9', 'agent:1'));
  assert.not(pauses('example.com/unpause:1'));
});

test('host ports, and under hostNetwork every port', () => {
  const ports =
    '{containers: [{name: a, ports: [{containerPort: 80}, {containerPort: 81, hostPort: 8081, protocol: UDP}]}]}';
  const found = (pod: string): string[] =>
    nodePortsOf(manifestOf(withPod(pod))).map(
      ({ at, port, protocol }) => `${String(at.at(-2))} ${String(at.at(-1))} ${String(port)} ${protocol}`,
    );
  assert.equal(found(ports), ['1 hostPort 8081 UDP']);
  const host = ports.replace('{', '{hostNetwork: true, ');
  assert.equal(found(host), ['0 containerPort 80 TCP', '1 hostPort 8081 UDP']);
});

test('a selector of everything or of nothing is none', () => {
  const of = (selector: string): unknown =>
    selectorOf(manifestOf(withPod('{}').replace('{matchLabels: {app: agent}}', selector)));
  assert.is(of('{}'), undefined);
  assert.is(of('{matchLabels: {}, matchExpressions: []}'), undefined);
  assert.equal(of('{matchExpressions: [{key: a, operator: Exists}]}'), {
    matchExpressions: [{ key: 'a', operator: 'Exists' }],
  });
});

test('labels that change with each version', () => {
  const cases: readonly (readonly [key: string, value: string, expected: string | undefined])[] = [
    ['helm.sh/chart', 'agent', 'certain'],
    ['app.kubernetes.io/version', '1.4.2', 'certain'],
    ['app.kubernetes.io/version', 'v1', 'likely'],
    ['version', 'edge', undefined],
    ['git-sha', '0a1b2c3', 'certain'],
    ['build', '1234', 'certain'],
    ['app', '1.4.2', undefined],
  ];
  for (const [key, value, expected] of cases) assert.is(volatility(key, value), expected, `${key}: ${value}`);
});

test.run();
