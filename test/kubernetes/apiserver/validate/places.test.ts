import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOf, withContainer, type Part } from '../../causes-of.ts';

const volumes = [{ name: 'v' }];
const container = { name: 'c', image: 'i' };
const mounts = (...extra: Part[]): Part => ({
  volumes,
  ...withContainer({ volumeMounts: extra.map((mount, i) => ({ name: 'v', mountPath: `/${String(i)}`, ...mount })) }),
});
const ports = [
  { containerPort: 1, hostPort: 9 },
  { containerPort: 2, hostPort: 9 },
];
const hostProcess = { windowsOptions: { hostProcess: true } };
const annotations = { 'container.apparmor.security.beta.kubernetes.io/c': 'unconfined' };
const profile = { appArmorProfile: { type: 'RuntimeDefault' } };

/** Where the server's path leads nowhere or elsewhere: the pod, the path it prints, where the fault is written. */
const IRREGULAR: readonly (readonly [Part, string, string])[] = [
  [mounts({}, { subPath: '/x' }), 'containers[0].volumeMounts.subPath', 'containers 0 volumeMounts 1 subPath'],
  [
    mounts({}, { subPathExpr: '..' }),
    'containers[0].volumeMounts.subPathExpr',
    'containers 0 volumeMounts 1 subPathExpr',
  ],
  [
    mounts({}, { mountPropagation: 'Bidirectional' }),
    'containers[0].volumeMounts.mountPropagation',
    'containers 0 volumeMounts 1 mountPropagation',
  ],
  [
    mounts({}, { recursiveReadOnly: 'Enabled' }),
    'containers[0].volumeMounts.recursiveReadOnly',
    'containers 0 volumeMounts 1 recursiveReadOnly',
  ],
  [withContainer({ envFrom: [{ secretRef: { name: 'a' } }, {}] }), 'containers[0].envFrom', 'containers 0 envFrom 1'],
  [
    withContainer({ resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'x' }] }),
    'containers[0].resizePolicy',
    'containers 0 resizePolicy 0 restartPolicy',
  ],
  [
    withContainer({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
    'containers[0].resources.requests',
    'containers 0 resources requests cpu',
  ],
  [
    withContainer({ resources: { requests: { 'a.b/c': '2' } } }),
    'containers[0].resources.limits',
    'containers 0 resources requests a.b/c',
  ],
  [
    withContainer({ resources: { claims: [{ name: 'x' }] } }),
    'containers[0].resources.claims[0]',
    'containers 0 resources claims 0 name',
  ],
  [
    withContainer({ livenessProbe: { httpGet: { port: 1, httpHeaders: [{ name: 'A' }, { name: 'a b' }] } } }),
    'containers[0].livenessProbe.httpGet.httpHeaders',
    'containers 0 livenessProbe httpGet httpHeaders 1 name',
  ],
  [
    {
      initContainers: [
        { name: 'i', image: 'i' },
        { name: 'j', image: 'i', ports },
      ],
    },
    'initContainers[0].ports[1].hostPort',
    'initContainers 1 ports 1 hostPort',
  ],
  [
    {
      resources: { limits: { cpu: '1' } },
      containers: [container, { name: 'd', image: 'i', resources: { limits: { cpu: '2' } } }],
    },
    'resources.containers[1][cpu].limits',
    'containers 1 resources limits cpu',
  ],
  [{ overhead: { cpu: '-1' } }, 'overhead.limits[cpu]', 'overhead cpu'],
  [{ shareProcessNamespace: true, hostPID: true }, 'securityContext.shareProcessNamespace', 'shareProcessNamespace'],
  [{ hostUsers: false, hostPID: true }, 'HostPID', 'hostPID'],
  [{ hostUsers: false, hostIPC: true }, 'HostIPC', 'hostIPC'],
  [{ schedulingGates: [{ name: 'a b' }] }, 'schedulingGates[0]', 'schedulingGates 0 name'],
  [{ os: { name: 'Linux' } }, 'os', 'os name'],
  [
    { containers: [container, { name: 'd', image: 'i', securityContext: hostProcess }] },
    '',
    'containers 1 securityContext windowsOptions hostProcess',
  ],
  [
    { securityContext: profile },
    'containers[0].securityContext.appArmorProfile.type',
    'securityContext appArmorProfile type',
  ],
  [
    withContainer({ securityContext: profile }),
    'containers[0].securityContext.appArmorProfile.type',
    'containers 0 securityContext appArmorProfile type',
  ],
];

for (const [spec, field, at] of IRREGULAR)
  test(`${field || 'the pod'} is written at ${at}`, () => {
    const found = errorsOf(spec, 36, annotations).filter(
      (error) => error.field === ['spec.template.spec', field].filter(Boolean).join('.'),
    );
    assert.equal(
      found.map((error) => error.at.slice(3).join(' ')),
      [at],
    );
  });

test.run();
