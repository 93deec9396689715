/** What rules say at their limits and in their rarer forms, which the fixtures do not show. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  GOOD,
  GROUP,
  annotated,
  caused,
  change,
  fixture,
  foundBy,
  rolling,
  runCases,
  withContainer,
  withImage,
  withPod,
  withSpec,
  type Case,
} from './made.ts';

const limits = suite('limits of rules');

const budget = (spec: string): string => `---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: agent}
spec: {selector: {matchLabels: {app: agent}}, ${spec}}
`;
const priorityClass = (name: string): string =>
  `---\napiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: ${name}}\nvalue: 1\n`;
const PINNED = 'pod-security.kubernetes.io/enforce-version';
const enforced = (labels: string): string => `---
apiVersion: v1
kind: Namespace
metadata: {name: default, labels: {pod-security.kubernetes.io/enforce: baseline${labels}}}
`;
const PROBED = withContainer('livenessProbe: {httpGet: {port: 80, host: example.com}}');
/** Two containers of these images, and labels that no other name shares. */
const twoImages = (first: string, second: string, name: string): string =>
  `${withImage(first).replaceAll('agent', name)}        - name: second\n          image: ${second}\n`;
const THREE = 'hostIPC: true\n      hostNetwork: true\n      dnsPolicy: Default';

const CASES: readonly Case[] = [
  [
    'all-nodes-at-once',
    'one node is not all of a fleet',
    fixture({ fleet: { nodes: 1 } }, rolling('maxUnavailable: 1')),
  ],
  [
    'all-nodes-at-once',
    'a share of one node in a hundred, at its own limit',
    fixture({ options: { limit: '1%' } }, rolling('maxUnavailable: 1%')),
    /^warning 1% of the nodes/,
  ],
  ...(['NoExecute', 'NoSchedule'] as const).map(
    (effect) =>
      [
        'missing-toleration',
        `${effect}: what becomes of pods that still run there`,
        fixture({ fleet: { groups: [{ ...GROUP, count: 3, taints: [{ key: 'gpu', effect }] }] } }, GOOD),
        effect === 'NoExecute' ? /that still run there are deleted at once:/ : /the next rollout deletes pods that/,
      ] as const,
  ),
  [
    'change-cause-format',
    'a missing cause is called missing',
    fixture({ options: { pattern: '^X' } }, GOOD),
    /the change-cause is missing, so .* matches "/,
  ],
  [
    'change-cause-format',
    'a cause that does not match is quoted',
    fixture({ options: { pattern: '^X' } }, caused(' a ')),
    /change-cause "a" does not match, so .*: write a cause that matches "\^X" @/,
  ],
  [
    'change-cause-stale',
    'a cause of 60 characters is shown in full',
    change(caused('x'.repeat(60)), caused('x'.repeat(60)).replace('1.4.2', '1.4.3')),
    /"x{60}"/,
  ],
  [
    'change-cause-stale',
    'a longer one is shortened to 60',
    change(caused('x'.repeat(61)), caused('x'.repeat(61)).replace('1.4.2', '1.4.3')),
    /"x{57}\.\.\."/,
  ],
  [
    'critical-pod-annotation',
    'without a priority class',
    GOOD.replace('      labels:', "      annotations: {scheduler.alpha.kubernetes.io/critical-pod: ''}\n      labels:"),
    /priority 0/,
  ],
  [
    'critical-pod-annotation',
    'with a priority class',
    withPod('priorityClassName: high').replace(
      '      labels:',
      "      annotations: {scheduler.alpha.kubernetes.io/critical-pod: ''}\n      labels:",
    ),
    /priorityClassName high has replaced it/,
  ],
  [
    'duplicate-key',
    'a key that a merge brings',
    annotated('a: b').replace('annotations: {a: b}', 'annotations: {a: b, <<: {a: c}}'),
    /with the merge, the key a/,
  ],
  ['floating-image-tag', 'the full version of pause has two parts', withImage('registry.k8s.io/pause:3.9')],
  ['floating-image-tag', 'that of another image does not', withImage('example.com/pause-x:3.9'), /part of a version/],
  ['floating-image-tag', 'nor that of one that ends so', withImage('example.com/menopause:3.9'), /part of a version/],
  [
    'history-shrinks',
    'to one',
    change(withSpec('revisionHistoryLimit: 5'), withSpec('revisionHistoryLimit: 1')),
    /all old revisions but the newest are deleted at the next sync \(up to 4 of 5\)/,
  ],
  [
    'history-shrinks',
    'to two',
    change(withSpec('revisionHistoryLimit: 5'), withSpec('revisionHistoryLimit: 2')),
    /but the newest 2 are deleted/,
  ],
  [
    'history-shrinks',
    'to none',
    change(withSpec('revisionHistoryLimit: 5'), withSpec('revisionHistoryLimit: 0')),
    /all old revisions are deleted/,
  ],
  ['history-shrinks', 'to what it was', change(withSpec('revisionHistoryLimit: 10'), GOOD)],
  [
    'probe-unknown-port',
    'a name that the server refuses is not advised',
    withContainer('ports: [{name: Health, containerPort: 80}]\n          readinessProbe: {tcpSocket: {port: health}}'),
    /rollout stops; write the number of the port/,
  ],
  [
    'duplicate-env',
    'no value is the empty one',
    withContainer("env: [{name: C}, {name: C, value: ''}]"),
    /set twice to the same value/,
  ],
  ['image-reference', 'a placeholder is reported once', withImage('"<IMAGE>"'), /looks like a placeholder/],
  ['liveness-without-readiness', 'no probe at all is not its matter', GOOD],
  [
    'liveness-without-readiness',
    'both probes are fine',
    withContainer('livenessProbe: {tcpSocket: {port: 1}}\n          readinessProbe: {tcpSocket: {port: 1}}'),
  ],
  ['mutable-image-tag', 'no tag', withImage('registry.example.com/agent'), /has no tag and means latest/],
  ['mutable-image-tag', 'latest', withImage('registry.example.com/agent:latest'), /can point to another image/],
  ['no-health-gate', 'a readiness gate is one', withPod('readinessGates: [{conditionType: a}]')],
  ['no-health-gate', 'a pod that only pauses needs none', withImage('registry.k8s.io/pause:3.9')],
  ['no-priority-class', 'under RollingUpdate', GOOD, /waits after the old one is already deleted/],
  ['no-priority-class', 'with a surge', rolling('maxSurge: 1, maxUnavailable: 0'), /waits beside the old one/],
  [
    'no-priority-class',
    'under OnDelete',
    withSpec('updateStrategy: {type: OnDelete}'),
    /waits, and the node has no pod/,
  ],
  ['no-resource-requests', 'requests of the pod', withPod('resources: {requests: {cpu: 1}}')],
  ['no-resource-requests', 'an empty map', withContainer('resources: {}'), /container agent reserves nothing/],
  [
    'pod-security-forbids',
    'the violations that a pinned policy knows',
    `${withPod('hostNetwork: true\n      hostPID: true')}---
apiVersion: v1
kind: Namespace
metadata: {name: default, labels: {pod-security.kubernetes.io/enforce: baseline}}
`,
    /\(.* and 1 more\)/,
  ],
  [
    'requests-exceed-node',
    'the old and the new pod of a surge together',
    fixture(
      { fleet: { groups: [{ ...GROUP, count: 2, allocatable: { cpu: 1 } }] } },
      `${rolling('maxSurge: 1, maxUnavailable: 0')}          resources: {requests: {cpu: 600m}}\n`,
    ),
    /the old and the new pod together request 1200m of cpu, more than 2 of 2 nodes have/,
  ],
  [
    'requests-exceed-node',
    'one pod that fits exactly',
    fixture(
      { fleet: { groups: [{ ...GROUP, count: 2, allocatable: { cpu: 1 } }] } },
      withContainer('resources: {requests: {cpu: 1}}'),
    ),
  ],
  [
    'shared-selector',
    'two DaemonSets of one file',
    `${GOOD}---\n${GOOD.replace('name: agent', 'name: other')}`,
    /DaemonSet other selects the same pods/,
    /DaemonSet agent selects the same pods/,
  ],
  ['slow-rollout', 'without the size of the fleet', GOOD],
  [
    'slow-rollout',
    'a rollout that takes less than what is allowed',
    fixture({ fleet: { nodes: 89, readySeconds: 10, terminationSeconds: 30 }, options: { minutes: 60 } }, GOOD),
  ],
  [
    'slow-rollout',
    'one node more',
    fixture({ fleet: { nodes: 90, readySeconds: 10, terminationSeconds: 30 }, options: { minutes: 60 } }, GOOD),
    /90 waves/,
  ],
  [
    'slow-rollout',
    'OnDelete rolls nothing',
    fixture({ fleet: { nodes: 900 } }, withSpec('updateStrategy: {type: OnDelete}')),
  ],
  [
    'strategy-changes-too',
    'a faster rollout is a warning',
    change(GOOD, rolling('maxUnavailable: 2').replace('1.4.2', '1.4.3')),
    /^warning /,
  ],
  [
    'strategy-changes-too',
    'a slower one is a note',
    change(rolling('maxUnavailable: 2'), GOOD.replace('1.4.2', '1.4.3')),
    /^note /,
  ],
  ['strategy-changes-too', 'the same one is nothing', change(GOOD, GOOD.replace('1.4.2', '1.4.3'))],
  ['unknown-priority-class', 'built in', withPod('priorityClassName: system-cluster-critical')],
  ['unknown-priority-class', 'built in, of nodes', withPod('priorityClassName: system-node-critical')],
  ['unknown-priority-class', 'the account that each namespace has', withPod('serviceAccountName: default')],
  [
    'unknown-priority-class',
    'another account',
    withPod('serviceAccountName: a'),
    /ServiceAccount a is not in the input/,
  ],
  [
    'upgrade-starts-rollout',
    'one minor is a note',
    fixture({ kubernetes: '1.34' }, withPod('hostnameOverride: x')),
    /^note Kubernetes 1\.34 silently drops .*hostnameOverride and 1\.35/,
  ],
  [
    'upgrade-starts-rollout',
    'a later one that stores it is a warning',
    fixture({ kubernetes: '1.34..1.36' }, withPod('hostnameOverride: x')),
    /^warning /,
  ],
  [
    'volatile-selector-label',
    'a label that is certain to change',
    GOOD.replaceAll('app: agent', 'helm.sh/chart: agent-1.2.3'),
    /^warning .* changes with the version/,
  ],
  [
    'volatile-selector-label',
    'a value that only looks so',
    GOOD.replaceAll('app: agent', 'version: v1'),
    /^note .* looks like a version/,
  ],
  ['image-reference', 'an empty image is a matter of the API server', withImage('""')],
  ['no-health-gate', 'neither probe nor gate', GOOD, /a new pod counts as available/],
  ['no-health-gate', 'a readiness probe is one', withContainer('readinessProbe: {tcpSocket: {port: 1}}')],
  ['no-health-gate', 'so is a number of seconds', withSpec('minReadySeconds: 1')],
  ['no-health-gate', 'OnDelete rolls nothing', withSpec('updateStrategy: {type: OnDelete}')],
  [
    'pdb-without-effect',
    'a number can be computed',
    `${GOOD}${budget('minAvailable: 1')}`,
    /without checking it; remove/,
  ],
  ['pdb-without-effect', 'a share cannot', `${GOOD}${budget('minAvailable: 50%')}`, /refuses every eviction; remove/],
  ['pod-security-forbids', 'a host of a probe since 1.34', `${PROBED}${enforced('')}`, /the host example\.com/],
  ['pod-security-forbids', 'not under an older policy', `${PROBED}${enforced(`, ${PINNED}: v1.33`)}`],
  ['pod-security-forbids', 'under one that is none', `${PROBED}${enforced(`, ${PINNED}: v1.33x`)}`, /the host/],
  [
    'pod-security-forbids',
    'not at the oldest minor',
    fixture({ kubernetes: '1.33..1.36' }, `${PROBED}${enforced('')}`),
  ],
  [
    'renamed-daemonset',
    'one image of two is the same',
    change(twoImages('a', 'b', 'old'), twoImages('b', 'c', 'new')),
    /is a new/,
  ],
  ['renamed-daemonset', 'no image is the same', change(twoImages('a', 'b', 'old'), twoImages('c', 'd', 'new'))],
  ['starts-rollout', 'three fields are named', change(GOOD, withPod(THREE)), /\((?:spec\.\w+(?:, )?){3}\)/],
  [
    'starts-rollout',
    'of four the last one is counted',
    change(GOOD, withPod(`${THREE}\n      hostPID: true`)),
    / and 1 more\)/,
  ],
  [
    'strategy-changes-too',
    'a refused change is nothing',
    change(GOOD, rolling('maxUnavailable: 0').replace('1.4.2', '1')),
  ],
  ['unknown-priority-class', 'one in the input', `${withPod('priorityClassName: high')}${priorityClass('high')}`],
  [
    'unknown-priority-class',
    'another one in the input',
    `${withPod('priorityClassName: high')}${priorityClass('low')}`,
    /PriorityClass high is not in the input/,
  ],
];

runCases(limits, CASES);

const RENAMED: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
};

limits('legacy-node-label: every label has its replacement, and both together are fine', async () => {
  for (const [old, next] of Object.entries(RENAMED)) {
    const [finding, ...more] = await foundBy('legacy-node-label', withPod(`nodeSelector: {${old}: ""}`));
    assert.is(finding?.fix?.edits[0]?.newText, next);
    assert.equal(more, []);
    assert.equal(await foundBy('legacy-node-label', withPod(`nodeSelector: {${old}: "", ${next}: ""}`)), []);
  }
});

limits('no-node-matches speaks of the master label alone, in place of legacy-node-label', async () => {
  const master = withPod('nodeSelector: {node-role.kubernetes.io/master: ""}');
  const [finding] = await foundBy('no-node-matches', master);
  assert.is(finding?.fix?.edits[0]?.newText, 'node-role.kubernetes.io/control-plane');
  assert.match(finding?.message ?? '', /; select node-role\.kubernetes\.io\/control-plane$/);
  assert.equal(await foundBy('legacy-node-label', master), []);
  const [both] = await foundBy(
    'no-node-matches',
    master.replace('master: ""', 'master: "", node-role.kubernetes.io/$&').replace('master', 'control-plane'),
  );
  assert.match(both?.message ?? '', /; ask for node-role\.kubernetes\.io\/control-plane alone$/);
});

limits('legacy-node-label: the label of control planes where it is only preferred', async () => {
  const prefers = (label: string): string =>
    `{weight: 1, preference: {matchExpressions: [{key: ${label}, operator: Exists}]}}`;
  const preferring = (...labels: string[]): string =>
    withPod(
      `affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [${labels.map(prefers).join(', ')}]}}`,
    );
  const [master, next] = ['node-role.kubernetes.io/master', 'node-role.kubernetes.io/control-plane'];
  const [finding, ...more] = await foundBy('legacy-node-label', preferring(master));
  assert.equal([finding?.fix?.edits[0]?.newText, finding?.fix?.safety], [next, 'unsafe']);
  assert.equal(more, []);
  assert.equal(await foundBy('legacy-node-label', preferring(master, next)), []);
});

const SERVED: readonly string[] = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'selfLink',
  'managedFields',
];

limits('server-fields: every field that the server writes', async () => {
  for (const name of SERVED) {
    const value = name === 'generation' ? '1' : name === 'managedFields' ? '[{manager: a}]' : '"2024-01-01T00:00:00Z"';
    const text = GOOD.replace('  name: agent\n', `  name: agent\n  ${name}: ${value}\n`);
    const [finding, ...more] = await foundBy('server-fields', text);
    assert.match(finding?.message ?? name, new RegExp(`: remove ${name} from the manifest$`));
    assert.equal(more, []);
  }
  for (const name of ['deprecated.daemonset.template.generation', 'kubectl.kubernetes.io/last-applied-configuration'])
    assert.is((await foundBy('server-fields', annotated(`${name}: "1"`))).length, 1, name);
  assert.equal(await foundBy('server-fields', `${GOOD}status: {}\n`), []);
  assert.is((await foundBy('server-fields', `${GOOD}status: {numberReady: 1}\n`)).length, 1);
});

limits('critical-pod-annotation: its fix is safe where a class is written', async () => {
  const text = GOOD.replace(
    '      labels:',
    "      annotations: {scheduler.alpha.kubernetes.io/critical-pod: ''}\n      labels:",
  );
  const safety = async (each: string) => (await foundBy('critical-pod-annotation', each))[0]?.fix?.safety;
  assert.is(await safety(text), 'unsafe');
  assert.is(await safety(text.replace('    spec:\n', '    spec:\n      priorityClassName: high\n')), 'safe');
});

limits(
  'critical-pod-annotation: on the DaemonSet itself it is removed, and replaced where no class is written',
  async () => {
    const text = annotated('scheduler.alpha.kubernetes.io/critical-pod: ""');
    const said = async (each: string) => (await foundBy('critical-pod-annotation', each))[0]?.message ?? '';
    assert.match(await said(text), /: remove it, and write priorityClassName: system-node-critical$/);
    assert.match(await said(text.replace('    spec:\n', '    spec:\n      priorityClassName: high\n')), /: remove it$/);
  },
);

limits('no-resource-requests: an empty map is where it is written', async () => {
  const [finding] = await foundBy('no-resource-requests', withContainer('resources: {}'));
  assert.equal(finding?.range.start, { line: 17, column: 22 });
});

limits('the place of what is found', async () => {
  const shared = await foundBy('shared-selector', `${GOOD}---\n${GOOD.replace('name: agent', 'name: other')}`);
  assert.equal(
    shared.map(({ range, related }) => [range.start.line, related?.[0]?.range.start.line]),
    [
      [6, 23],
      [23, 6],
    ],
  );
});

limits.run();
