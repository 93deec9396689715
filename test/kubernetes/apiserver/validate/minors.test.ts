import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NEWEST } from '../../../../src/kubernetes/api/release.ts';
import { errorsOf, shown, withContainer, type Part } from '../../causes-of.ts';

const reasons = (spec: Part, minor: number): string[] =>
  errorsOf(spec, minor).map(({ reason, field }) => `${reason.slice(10)} ${field.replace('spec.template.spec.', '')}`);

const env = (entry: Part): Part => withContainer({ env: [entry] });
const init = (fields: Part): Part => ({ initContainers: [{ name: 'i', image: 'i', ...fields }] });
const sleep = (seconds: number): Part => withContainer({ lifecycle: { preStop: { sleep: { seconds } } } });
const hostPort = { hostNetwork: true, ...withContainer({ ports: [{ containerPort: 1, hostPort: 2 }] }) };
const sysctl = { hostNetwork: true, securityContext: { sysctls: [{ name: 'net.x' }] } };
const netUsers = { hostUsers: false, hostNetwork: true };
const rule = { action: 'RestartAllContainers', exitCodes: { operator: 'In' } };
const name = 'Invalid containers[0].env[0].name';
const own = 'containers[0].restartPolicy';
const rules = 'containers[0].restartPolicyRules';

/** What a pod is refused for, from the named minors on: the answer changes only there. */
const CHANGES: readonly (readonly [string, Part, Readonly<Record<number, readonly string[]>>])[] = [
  ['strict names of variables', env({ name: '1A' }), { 25: [name], 32: [] }],
  ['three faults of a strict name', env({ name: '..' }), { 25: [name], 32: [] }],
  [
    'a prefix',
    withContainer({ envFrom: [{ prefix: 'A B', secretRef: { name: 'a' } }] }),
    { 25: ['Invalid containers[0].envFrom[0].prefix'], 32: [] },
  ],
  [
    'host ports under hostNetwork',
    hostPort,
    { 25: ['Invalid containers[0].ports[0].containerPort'], 28: ['Invalid containers[0].ports[0].hostPort'] },
  ],
  ['sysctls of the node', sysctl, { 25: [], 29: ['Invalid securityContext.sysctls[0].name'] }],
  [
    'gates without a name',
    { schedulingGates: [{}] },
    { 26: [], 27: ['Invalid schedulingGates[0]', 'Invalid schedulingGates[0]'] },
  ],
  [
    'gates twice',
    { schedulingGates: [{ name: 'a' }, { name: 'a' }] },
    { 26: [], 27: ['Duplicate schedulingGates[1]'] },
  ],
  [
    'a sleep of 0 seconds',
    sleep(0),
    { 29: ['Required containers[0].lifecycle.preStop'], 30: ['Invalid containers[0].lifecycle.preStop.sleep'], 33: [] },
  ],
  [
    'a sleep too long',
    sleep(31),
    { 29: ['Required containers[0].lifecycle.preStop'], 30: ['Invalid containers[0].lifecycle.preStop.sleep'] },
  ],
  [
    'an unmasked /proc',
    withContainer({ securityContext: { procMount: 'Unmasked' } }),
    { 25: [], 33: ['Invalid containers[0].securityContext.procMount'] },
  ],
  ['a user namespace on the network of the node', netUsers, { 25: [], 33: ['Forbidden hostNetwork'] }],
  [
    'resize policies',
    withContainer({ resizePolicy: [{}] }),
    {
      27: [],
      33: ['Required containers[0].resizePolicy', 'Required containers[0].resizePolicy'],
      37: ['Required containers[0].resizePolicy'],
    },
  ],
  [
    'a restart of a plain init container',
    init({ resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }] }),
    { 27: [], 36: ['Invalid initContainers[0].resizePolicy[0].restartPolicy'] },
  ],
  [
    'restart policies of containers',
    withContainer({ restartPolicy: 'x' }),
    { 28: [`Forbidden ${own}`], 34: [], 35: [`NotSupported ${own}`] },
  ],
  [
    'restart policies of init containers',
    init({ restartPolicy: 'Never' }),
    { 28: [], 29: ['NotSupported initContainers[0].restartPolicy'], 34: [] },
  ],
  [
    'a restart of all containers',
    withContainer({ restartPolicy: 'Never', restartPolicyRules: [rule] }),
    { 34: [], 35: [`NotSupported ${rules}[0].action`], 36: [] },
  ],
  [
    'rules of a sidecar',
    init({ restartPolicy: 'Always', restartPolicyRules: [{ ...rule, action: 'Restart' }] }),
    { 34: [], 35: ['Forbidden initContainers[0].restartPolicyRules'], 36: [] },
  ],
  [
    'too many rules',
    withContainer({
      restartPolicy: 'Never',
      restartPolicyRules: Array.from({ length: 21 }, () => ({ ...rule, action: 'Restart' })),
    }),
    { 34: [], 35: [`TooLong ${rules}`], 36: [`TooMany ${rules}`] },
  ],
  [
    'read-only mounts',
    {
      volumes: [{ name: 'v' }],
      ...withContainer({ volumeMounts: [{ name: 'v', mountPath: '/a', recursiveReadOnly: 'x' }] }),
    },
    { 30: [], 31: ['NotSupported containers[0].volumeMounts.recursiveReadOnly'] },
  ],
  [
    'groups',
    { securityContext: { supplementalGroupsPolicy: 'x' } },
    { 31: [], 33: ['NotSupported securityContext.supplementalGroupsPolicy'] },
  ],
  [
    'labels of volumes',
    { securityContext: { seLinuxChangePolicy: 'MountOption' } },
    { 32: [], 33: ['NotSupported securityContext.seLinuxChangePolicy'], 37: [] },
  ],
  [
    'volumes of an image without a reference',
    { volumes: [{ name: 'v', image: {} }] },
    { 31: [], 37: ['Required volumes[0].image.reference'] },
  ],
  [
    'processes shared with the node',
    { shareProcessNamespace: true, hostPID: true },
    { 25: ['Invalid securityContext.shareProcessNamespace'], 37: ['Invalid shareProcessNamespace'] },
  ],
  [
    'trust bundles',
    { volumes: [{ name: 'v', projected: { sources: [{ clusterTrustBundle: { path: 'a' } }] } }] },
    { 29: [], 37: ['Required volumes[0].projected.sources[0].clusterTrustBundle'] },
  ],
  [
    'what a Windows pod may not have, in order',
    { os: { name: 'windows' }, hostPID: true, securityContext: { fsGroup: 1 } },
    {
      25: ['Forbidden hostPID', 'Forbidden securityContext.fsGroup'],
      37: ['Forbidden securityContext.fsGroup', 'Forbidden hostPID'],
    },
  ],
  ['resources of the pod', { resources: { limits: { foo: '1' } } }, { 32: [], 34: ['Invalid resources.limits[foo]'] }],
  [
    'claims',
    withContainer({ resources: { claims: [{ name: 'x' }] } }),
    { 26: [], 34: ['NotFound containers[0].resources.claims[0]'] },
  ],
  ['the name of the host', { hostnameOverride: 'H' }, { 34: [], 35: ['Invalid hostnameOverride'] }],
  [
    'variables of files',
    env({ name: 'A', valueFrom: { fileKeyRef: { key: 'k', volumeName: 'v', path: 'p' } } }),
    {
      34: ['Invalid containers[0].env[0].valueFrom'],
      35: ['NotFound containers[0].env[0].valueFrom.fileKeyRef.volumeName'],
    },
  ],
];

for (const [title, spec, answers] of CHANGES)
  test(title, () => {
    const minors = Object.keys(answers).map(Number);
    for (let minor = Math.min(...minors); minor <= NEWEST; minor++) {
      const since = Math.max(...minors.filter((each) => each <= minor));
      assert.equal(reasons(spec, minor), answers[since], `1.${String(minor)}`);
    }
  });

test('volume devices in a user namespace are refused since 1.34', () => {
  const volumes = [{ name: 'p', persistentVolumeClaim: { claimName: 'c' } }];
  const spec = { hostUsers: false, volumes, ...withContainer({ volumeDevices: [{ name: 'p', devicePath: '/d' }] }) };
  assert.equal(reasons(spec, 33), []);
  assert.equal(reasons(spec, 34), ['Forbidden containers[0].volumeDevices']);
});

test('a variable without a source is told of the sources there are', () => {
  const [before, now] = [34, 35].map((minor) => errorsOf(env({ name: 'A', valueFrom: {} }), minor).map(shown)[0]);
  assert.match(before ?? '', /`configMapKeyRef` or `secretKeyRef`$/);
  assert.match(now ?? '', /`secretKeyRef` or `fileKeyRef`$/);
});

test.run();
