import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Declared, PodSpec } from '../../../src/kubernetes/api/objects.ts';
import { dedupOwnerReferences, templateWarnings, warningsFor } from '../../../src/kubernetes/apiserver/warnings.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const NULL_SELECTOR = 'a null labelSelector results in matching no pod';
const FRACTIONAL = 'is invalid, must be an integer';

/** The warnings; `S.` represents `spec.template.spec.`, `A` for the annotations of the template. */
function texts(spec: Declared<PodSpec>, annotations: Record<string, string> = {}, minor = 36): string[] {
  return warningsFor({ spec, metadata: { annotations } }, minor).map((text) =>
    text
      .replaceAll('spec.template.spec.affinity.', 'F.')
      .replaceAll('spec.template.spec.', 'S.')
      .replaceAll('spec.template.metadata.annotations', 'A'),
  );
}

const container = (more: object) => ({ containers: [{ name: 'c', ...more }] });
const volume = (source: object) => ({ volumes: [{ name: 'v', ...source }] });
const preferring = (expression: object) => ({
  nodeAffinity: { [PREFERRED]: [{ preference: { matchExpressions: [expression] } }] },
});
const port = (containerPort: number, more: object = {}) => ({ containerPort, protocol: 'TCP', ...more });

/** What is in the spec, and what kube-apiserver 1.36.3 says to it. */
const WARNED: readonly (readonly [string, Declared<PodSpec>, readonly string[]])[] = [
  [
    'deprecated node labels',
    {
      nodeSelector: { 'beta.kubernetes.io/os': 'linux', ok: '' },
      affinity: {
        nodeAffinity: {
          [REQUIRED]: { nodeSelectorTerms: [{}, { matchExpressions: [{ key: 'node-role.kubernetes.io/master' }] }] },
        },
      },
      topologySpreadConstraints: [{ topologyKey: 'failure-domain.beta.kubernetes.io/zone' }],
    },
    [
      'S.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
      `F.nodeAffinity.${REQUIRED}.nodeSelectorTerms[1].matchExpressions[0].key: node-role.kubernetes.io/master is use "node-role.kubernetes.io/control-plane" instead`,
      'S.topologySpreadConstraints[0].topologyKey: failure-domain.beta.kubernetes.io/zone is deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
      `S.topologySpreadConstraints[0].labelSelector: ${NULL_SELECTOR}`,
    ],
  ],
  [
    'preferred label values',
    { affinity: preferring({ key: 'app.kubernetes.io/created-by', operator: 'In', values: ['x'.repeat(64)] }) },
    [
      `F.nodeAffinity.${PREFERRED}[0].preference.matchExpressions[0].key: app.kubernetes.io/created-by is deprecated since v1.9`,
      `F.nodeAffinity.${PREFERRED}[0].preference.matchExpressions[0].values[0]: ${'x'.repeat(64)} is invalid, must be no more than 63 bytes`,
    ],
  ],
  [
    'old volume sources',
    {
      volumes: [
        { name: 'a', photonPersistentDisk: {} },
        { name: 'b', gitRepo: {} },
        { name: 'c', scaleIO: {} },
        { name: 'd', flocker: {} },
        { name: 'e', storageos: {} },
        { name: 'f', quobyte: {} },
        { name: 'g', glusterfs: {} },
        { name: 'h', cephfs: {} },
        { name: 'i', rbd: {} },
      ],
    },
    [
      'S.volumes[0].photonPersistentDisk: deprecated in v1.11, non-functional in v1.16+',
      'S.volumes[1].gitRepo: deprecated in v1.11, and disabled by default in v1.33+',
      'S.volumes[2].scaleIO: deprecated in v1.16, non-functional in v1.22+',
      'S.volumes[3].flocker: deprecated in v1.22, non-functional in v1.25+',
      'S.volumes[4].storageOS: deprecated in v1.22, non-functional in v1.25+',
      'S.volumes[5].quobyte: deprecated in v1.22, non-functional in v1.25+',
      'S.volumes[6].glusterfs: deprecated in v1.25, non-functional in v1.26+',
      'S.volumes[7].cephfs: deprecated in v1.28, non-functional in v1.31+',
      'S.volumes[8].rbd: deprecated in v1.28, non-functional in v1.31+',
    ],
  ],
  [
    'fractional amounts',
    {
      ...volume({
        ephemeral: {
          volumeClaimTemplate: { spec: { resources: { requests: { storage: '1500m' }, limits: { storage: '1m' } } } },
        },
      }),
      overhead: { memory: '1m', cpu: '1m', 'ephemeral-storage': '9Pi' },
      ...container({
        resources: { limits: { memory: '1500m', cpu: '1m' }, requests: { 'ephemeral-storage': '100m', memory: '8Pi' } },
      }),
    },
    [
      `S.volumes[0].ephemeral.volumeClaimTemplate.spec.resources.requests[storage]: fractional byte value "1500m" ${FRACTIONAL}`,
      `S.volumes[0].ephemeral.volumeClaimTemplate.spec.resources.limits[storage]: fractional byte value "1m" ${FRACTIONAL}`,
      `S.overhead[memory]: fractional byte value "1m" ${FRACTIONAL}`,
      `S.overhead[ephemeral-storage]: fractional byte value "9Pi" ${FRACTIONAL}`,
      `S.containers[0].resources.limits[memory]: fractional byte value "1500m" ${FRACTIONAL}`,
      `S.containers[0].resources.requests[ephemeral-storage]: fractional byte value "100m" ${FRACTIONAL}`,
    ],
  ],
  [
    'overlapping paths in one volume',
    {
      volumes: [
        { name: 'a', configMap: { name: 'm', items: [{ path: 'x/' }, { path: 'x/y' }, { path: '' }, { path: 'xy' }] } },
        { name: 'b', secret: { secretName: 's', items: [{ path: 'a/b' }, { path: 'a' }] } },
        { name: 'c', downwardAPI: { items: [{ path: 'l' }, { path: 'l' }] } },
      ],
    },
    [
      'volume "a" (ConfigMap "m"): overlapping paths: "x/y" with "x"',
      'volume "b" (Secret "s"): overlapping paths: "a" with "a/b"',
      'volume "c" (DownwardAPI): overlapping paths: "l" with "l"',
    ],
  ],
  [
    'overlapping paths in a projected volume',
    volume({
      projected: {
        sources: [
          { serviceAccountToken: { path: 't' } },
          {},
          { configMap: { name: 'all' } },
          { configMap: { name: 'm', items: [{ path: 't/x' }] } },
          { secret: { name: 's', items: [{ path: 'k' }] } },
          { downwardAPI: { items: [{ path: 'k/l' }] } },
        ],
      },
    }),
    [
      'volume "v" (Projected) has no sources provided',
      'volume "v" (Projected): overlapping paths: "t/x" (ConfigMap "m") with "t" (ServiceAccountToken)',
      'volume "v" (Projected): overlapping paths: "k/l" (DownwardAPI) with "k" (Secret "s")',
    ],
  ],
  [
    'repeated aliases and secrets',
    { hostAliases: [{ ip: '1.1.1.1' }, { ip: '1.1.1.1' }], imagePullSecrets: [{}, { name: 's' }, {}, { name: 's' }] },
    [
      'S.hostAliases[1].ip: duplicate ip "1.1.1.1"',
      'S.imagePullSecrets[2].name: duplicate name ""',
      'S.imagePullSecrets[3].name: duplicate name "s"',
      'S.imagePullSecrets[0].name: invalid empty name ""',
      'S.imagePullSecrets[2].name: invalid empty name ""',
    ],
  ],
  [
    'environment variables that hide others',
    container({
      env: [
        { name: 'A', value: '1' },
        { name: 'A', value: '$(A):2' },
        { name: 'A', value: '$(A)' },
        { name: 'A', value: '3' },
        { name: 'A', value: '$(A)4', valueFrom: {} },
      ],
    }),
    [2, 3, 4].map(
      (i) =>
        `S.containers[0].env[${String(i)}]: hides previous definition of "A", which may be dropped when using apply`,
    ),
  ],
  [
    'ports that clash',
    {
      initContainers: [{ name: 'i', ports: [port(80)] }],
      containers: [
        { name: 'a', ports: [port(80, { name: 'http' }), port(80, { hostPort: 1 }), port(81, { hostPort: 1 })] },
        { name: 'b', ports: [port(81, { hostPort: 1, hostIP: '1.1.1.1' }), port(90, { name: 'http', hostIP: '::1' })] },
        { name: 'd', ports: [port(81, { hostPort: 2, hostIP: '1.1.1.1' }), port(80, { protocol: 'UDP' })] },
      ],
    },
    [
      'S.containers[0].ports[0]: duplicate port definition with S.initContainers[0].ports[0]',
      'S.containers[0].ports[1]: overlapping port definition with S.initContainers[0].ports[0]',
      'S.containers[0].ports[1]: overlapping port definition with S.containers[0].ports[0]',
      'S.containers[1].ports[0]: dangerously ambiguous port definition with S.containers[0].ports[2]',
      'S.containers[1].ports[1]: hostIP set without hostPort: {Name:http HostPort:0 ContainerPort:90 Protocol:TCP HostIP:::1}',
      'S.containers[1].ports[1]: duplicate port name "http" with S.containers[0].ports[0], services and probes that select ports by name will use S.containers[0].ports[0]',
    ],
  ],
  [
    'a negative grace period',
    { terminationGracePeriodSeconds: -1 },
    ['S.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1'],
  ],
  [
    'pod affinity without selectors',
    {
      affinity: {
        podAffinity: { [REQUIRED]: [{ labelSelector: {} }, {}], [PREFERRED]: [{}] },
        podAntiAffinity: { [PREFERRED]: [{ podAffinityTerm: {} }] },
      },
    },
    [
      `F.podAffinity.${REQUIRED}[1].labelSelector: ${NULL_SELECTOR}`,
      `F.podAffinity.${PREFERRED}[0].podAffinityTerm.labelSelector: ${NULL_SELECTOR}`,
      `F.podAntiAffinity.${PREFERRED}[0].podAffinityTerm.labelSelector: ${NULL_SELECTOR}`,
    ],
  ],
  [
    'addresses that are not canonical',
    { dnsConfig: { nameservers: ['1.1.1.1', '::0'] }, hostAliases: [{ ip: 'FD00::1' }] },
    [
      'S.dnsConfig.nameservers[1]: IPv6 address "::0" should be in RFC 5952 canonical format ("::")',
      'S.hostAliases[0].ip: IPv6 address "FD00::1" should be in RFC 5952 canonical format ("fd00::1")',
    ],
  ],
];

for (const [title, spec, expected] of WARNED)
  test(title, () => {
    assert.equal(texts(spec), expected);
  });

test('dead annotations', () => {
  const annotations = {
    'scheduler.alpha.kubernetes.io/critical-pod': '',
    'security.alpha.kubernetes.io/sysctls': '',
    'security.alpha.kubernetes.io/unsafe-sysctls': '',
    'seccomp.security.alpha.kubernetes.io/pod': '',
    'container.seccomp.security.alpha.kubernetes.io/c': '',
  };
  const seccomp = 'non-functional in v1.27+; use the "seccompProfile" field instead';
  assert.equal(texts(container({}), annotations), [
    'A[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
    'A[security.alpha.kubernetes.io/sysctls]: non-functional in v1.11+; use the "sysctls" field instead',
    'A[security.alpha.kubernetes.io/unsafe-sysctls]: non-functional in v1.11+; use the "sysctls" field instead',
    `A[seccomp.security.alpha.kubernetes.io/pod]: ${seccomp}`,
    `A[container.seccomp.security.alpha.kubernetes.io/c]: ${seccomp}`,
  ]);
});

const AppArmor = 'container.apparmor.security.beta.kubernetes.io/c';

/** The annotation, the pod's profile, and whether there is a warning in 1.29, 1.33 and 1.36. */
for (const [annotation, appArmorProfile, expected] of [
  ['unconfined', undefined, [0, 1, 1]],
  ['unconfined', { type: 'Unconfined' }, [0, 0, 0]],
  ['runtime/default', { type: 'Unconfined' }, [0, 0, 1]],
  ['runtime/default', { type: 'RuntimeDefault' }, [0, 0, 0]],
  ['localhost/p', { type: 'Localhost', localhostProfile: 'p' }, [0, 0, 0]],
  ['localhost/p', { type: 'Localhost', localhostProfile: 'q' }, [0, 0, 1]],
  ['localhost/', { type: 'Localhost' }, [0, 0, 1]],
] as const)
  test(`AppArmor ${annotation} under ${JSON.stringify(appArmorProfile) || 'no profile'}`, () => {
    const spec = {
      ...container({}),
      ...(appArmorProfile === undefined ? {} : { securityContext: { appArmorProfile } }),
    };
    const counts = [29, 33, 36].map((minor) => texts(spec, { [AppArmor]: annotation }, minor).length);
    assert.equal(counts, expected);
  });

/** How many warnings there are in the minor before, and in the minor. */
const SINCE: readonly (readonly [number, string, Declared<PodSpec>, readonly [number, number]])[] = [
  [
    26,
    'fractional claims',
    volume({ ephemeral: { volumeClaimTemplate: { spec: { resources: { limits: { storage: '1m' } } } } } }),
    [0, 1],
  ],
  [27, 'grace periods', { terminationGracePeriodSeconds: -1 }, [0, 1]],
  [28, 'null selectors', { affinity: { podAffinity: { [REQUIRED]: [{}] } }, topologySpreadConstraints: [{}] }, [0, 2]],
  [28, 'cephfs', volume({ cephfs: {} }), [0, 1]],
  [28, 'references in env', container({ env: [{ name: 'A' }, { name: 'A', value: '$(A)x' }] }), [1, 0]],
  [28, 'ports', container({ ports: [port(80), port(80)] }), [0, 1]],
  [31, 'the master label', { nodeSelector: { 'node-role.kubernetes.io/master': '' } }, [0, 1]],
  [32, 'overlapping paths', volume({ projected: { sources: [{}] } }), [0, 1]],
  [33, 'port names', container({ ports: [port(80, { name: 'a' }), port(81, { name: 'a' })] }), [0, 1]],
  [33, 'addresses', { hostAliases: [{ ip: '::0' }] }, [0, 1]],
  [33, 'preferred values', { affinity: preferring({ key: 'k', operator: 'In', values: ['a b'] }) }, [0, 1]],
];

for (const [minor, title, spec, expected] of SINCE)
  test(`1.${String(minor)} changes the warnings about ${title}`, () => {
    assert.equal([texts(spec, {}, minor - 1).length, texts(spec, {}, minor).length], expected);
  });

test('texts of old minors', () => {
  const spec = {
    ...container({ env: [{ name: 'A' }, { name: 'A' }] }),
    volumes: [
      { name: 'a', flocker: {} },
      { name: 'b', glusterfs: {} },
      { name: 'c', gitRepo: {} },
    ],
  };
  assert.equal(texts(spec, { 'seccomp.security.alpha.kubernetes.io/pod': '' }, 26), [
    'S.volumes[0].flocker: deprecated in v1.22, support removal is planned in v1.26',
    'S.volumes[1].glusterfs: deprecated in v1.25, this feature will be removed soon after in a subsequent release',
    'S.volumes[2].gitRepo: deprecated in v1.11',
    'A[seccomp.security.alpha.kubernetes.io/pod]: deprecated since v1.19, non-functional in a future release; use the "seccompProfile" field instead',
    'S.containers[0].env[1].name: duplicate name "A"',
  ]);
  assert.equal(texts(container({ env: [{ name: 'A' }, { name: 'A' }] }), {}, 29), [
    'S.containers[0].env[1]: hides previous definition of "A"',
  ]);
});

test('a warning knows its place', () => {
  const [first] = templateWarnings({ spec: volume({ storageos: {} }) }, 36);
  assert.is(first?.at.join('.'), 'spec.template.spec.volumes.0.storageos');
});

test('equal texts are sent once, those with control characters never', () => {
  const items = [{ path: 'a' }, { path: 'a' }, { path: 'a' }];
  const spec = { volumes: [{ name: 'v', secret: { secretName: 's', items } }], nodeSelector: {} };
  assert.is([...templateWarnings({ spec }, 36)].length, 2);
  assert.is(texts(spec).length, 1);
  assert.equal(texts({ affinity: preferring({ key: 'k', operator: 'In', values: ['a\tb'] }) }), []);
});

test('beyond 4096 characters all warnings are cut to 256, and the last ones are left out', () => {
  const values = Array.from({ length: 20 }, (_, i) => `${String(i).padStart(2, '0')}${'é'.repeat(300)}`);
  const sent = texts({ affinity: preferring({ key: 'k', operator: 'In', values }) });
  assert.is(sent.length, 16);
  const whole = warningsFor({ spec: { affinity: preferring({ key: 'k', operator: 'In', values }) } }, 36);
  assert.ok(whole.every((text) => Array.from(text).length === 256));
});

test('owner references that are equal are kept once', () => {
  const owner = { apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u' };
  assert.equal(dedupOwnerReferences([owner, { ...owner, controller: false }]).warning, undefined);
  const { kept, warning = '' } = dedupOwnerReferences([owner, owner, { ...owner, uid: 'v' }, owner]);
  assert.equal(
    kept.map(({ uid }) => uid),
    ['u', 'v'],
  );
  assert.match(warning, /; duplicate UID\(s\) observed: u, u$/);
});

test.run();
