import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { applyDefaults } from '../../../src/kubernetes/apiserver/default.ts';
import { defaultPullPolicy } from '../../../src/kubernetes/apimachinery/image-reference.ts';
import type { DaemonSet, Declared } from '../../../src/kubernetes/api/objects.ts';

function defaulted(object: Declared<DaemonSet>, minor = 36): Declared<DaemonSet> {
  const copy = structuredClone(object);
  applyDefaults(copy, minor);
  return copy;
}

test('an empty object gets every default that hangs on nothing', () => {
  assert.equal(defaulted({}), {
    spec: {
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      revisionHistoryLimit: 10,
      template: {
        spec: {
          dnsPolicy: 'ClusterFirst',
          restartPolicy: 'Always',
          securityContext: {},
          terminationGracePeriodSeconds: 30,
          schedulerName: 'default-scheduler',
        },
      },
    },
  });
});

test('only RollingUpdate gets a budget', () => {
  assert.equal(defaulted({ spec: { updateStrategy: { type: 'OnDelete' } } }).spec?.updateStrategy, {
    type: 'OnDelete',
  });
  const surge = defaulted({ spec: { updateStrategy: { type: '', rollingUpdate: { maxSurge: '10%' } } } });
  assert.equal(surge.spec?.updateStrategy, {
    type: 'RollingUpdate',
    rollingUpdate: { maxUnavailable: 1, maxSurge: '10%' },
  });
});

test('containers of every kind', () => {
  const container = {
    image: 'a',
    ports: [{ containerPort: 1 }],
    env: [{ valueFrom: { fieldRef: { fieldPath: 'x' } } }, { valueFrom: { fileKeyRef: { key: 'k' } } }],
    resources: { limits: { cpu: '1u', memory: '1Gi' } },
    livenessProbe: { httpGet: { port: 1 }, periodSeconds: 0, failureThreshold: 7 },
    startupProbe: { grpc: { port: 1 } },
    lifecycle: { preStop: { httpGet: { port: 'x', path: '/y' } } },
  };
  const filled = {
    image: 'a',
    imagePullPolicy: 'Always',
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ports: [{ containerPort: 1, protocol: 'TCP' }],
    env: [
      { valueFrom: { fieldRef: { fieldPath: 'x', apiVersion: 'v1' } } },
      { valueFrom: { fileKeyRef: { key: 'k', optional: false } } },
    ],
    resources: { limits: { cpu: '1m', memory: '1Gi' } },
    livenessProbe: {
      httpGet: { port: 1, path: '/', scheme: 'HTTP' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 7,
    },
    startupProbe: {
      grpc: { port: 1, service: '' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    },
    lifecycle: { preStop: { httpGet: { port: 'x', path: '/y', scheme: 'HTTP' } } },
  };
  for (const kind of ['containers', 'initContainers', 'ephemeralContainers'] as const) {
    const pod = defaulted({ spec: { template: { spec: { [kind]: [container] } } } }).spec?.template?.spec;
    assert.equal(pod?.[kind], [filled], kind);
  }
});

/** A volume as written, and what the defaults add. */
const VOLUMES: readonly (readonly [object, object])[] = [
  [{}, { emptyDir: {} }],
  [{ hostPath: { path: '/x' } }, { hostPath: { path: '/x', type: '' } }],
  [{ secret: {} }, { secret: { defaultMode: 420 } }],
  [{ configMap: { defaultMode: 0 } }, { configMap: { defaultMode: 0 } }],
  [
    { downwardAPI: { items: [{ fieldRef: {} }] } },
    { downwardAPI: { items: [{ fieldRef: { apiVersion: 'v1' } }], defaultMode: 420 } },
  ],
  [
    { projected: { sources: [{ serviceAccountToken: {} }, { downwardAPI: { items: [{ fieldRef: {} }] } }] } },
    {
      projected: {
        sources: [
          { serviceAccountToken: { expirationSeconds: 3600 } },
          { downwardAPI: { items: [{ fieldRef: { apiVersion: 'v1' } }] } },
        ],
        defaultMode: 420,
      },
    },
  ],
  [{ iscsi: {} }, { iscsi: { iscsiInterface: 'default' } }],
  [{ rbd: { pool: 'p' } }, { rbd: { pool: 'p', user: 'admin', keyring: '/etc/ceph/keyring' } }],
  [
    { azureDisk: { fsType: '' } },
    { azureDisk: { fsType: '', cachingMode: 'ReadWrite', readOnly: false, kind: 'Shared' } },
  ],
  [{ scaleIO: {} }, { scaleIO: { storageMode: 'ThinProvisioned', fsType: 'xfs' } }],
  [{ image: { reference: 'a:1' } }, { image: { reference: 'a:1', pullPolicy: 'IfNotPresent' } }],
  [
    { ephemeral: { volumeClaimTemplate: { spec: { resources: { requests: { storage: '0.0001' } } } } } },
    {
      ephemeral: {
        volumeClaimTemplate: { spec: { volumeMode: 'Filesystem', resources: { requests: { storage: '1m' } } } },
      },
    },
  ],
];

test('volumes', () => {
  const pod = { volumes: VOLUMES.map(([written]) => ({ name: 'v', ...written })) };
  const { volumes = [] } = defaulted({ spec: { template: { spec: pod } } }).spec?.template?.spec ?? {};
  for (const [i, [written, filled]] of VOLUMES.entries())
    assert.equal(volumes[i], { name: 'v', ...filled }, JSON.stringify(written));
});

test('host ports follow the container ports under hostNetwork up to 1.27', () => {
  const pod = {
    hostNetwork: true,
    containers: [{ ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 8 }] }],
  };
  const ports = (minor: number) =>
    defaulted({ spec: { template: { spec: pod } } }, minor).spec?.template?.spec?.containers?.[0]?.ports?.map(
      ({ hostPort }) => hostPort,
    );
  assert.equal(ports(27), [80, 8]);
  assert.equal(ports(28), [undefined, 8]);
});

const HEX = 'a'.repeat(64);

test('image pull policies', () => {
  const always = ['x', 'x:latest', `x:latest@sha256:${HEX}`, 'X/y:latest', 'X.io/y:latest', 'localhost', 'Localhost/x'];
  always.push('localhost:5000/x', 'a:5000/x', '[::1]:5000/x', 'a__b', 'a'.repeat(63), 'library/x', 'index.docker.io/x');
  const ifNotPresent = [
    '',
    'x:1',
    'X:latest',
    'localhost:5000',
    'http://x:latest',
    'x:',
    ':latest',
    'x:latest ',
    ' x:latest',
  ];
  ifNotPresent.push('x:Latest', 'x:_latest', 'x:-latest', 'a___b', 'a..b', '/x', 'x/', 'a//b', 'a:b/x', HEX);
  ifNotPresent.push(
    'a/'.repeat(128) + 'b',
    `x:latest@md5:${'a'.repeat(32)}`,
    `x@sha256:${HEX.toUpperCase()}`,
    `x@sha256:${HEX}`,
  );
  for (const image of always) assert.is(defaultPullPolicy(image), 'Always', image);
  for (const image of ifNotPresent) assert.is(defaultPullPolicy(image), 'IfNotPresent', image);
});

test.run();
