/** The rarer forms of what rules look at: what they say of them, and where. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  annotated,
  caused,
  change,
  type Case,
  fixture,
  foundBy,
  GOOD,
  GROUP,
  rolling,
  runCases,
  withContainer,
  withImage,
  withPod,
  withSpec,
} from './made.ts';

const forms = suite('forms of rules');

const IMAGE = 'registry.example.com/agent:1.4.2';
const newer = (text: string): string => text.replace('1.4.2', '1.4.3');
const command = (...argv: string[]): string => withContainer(`command: ${JSON.stringify(argv)}`);
const second = (image: string): string => `        - name: second\n          image: ${image}\n`;
const prepared = (init: string, main: string): string =>
  withImage(main).replace(
    '      containers:\n',
    `      initContainers:\n        - name: init\n          image: ${init}\n      containers:\n`,
  );
const CONTAINER =
  'imagePullPolicy: IfNotPresent, resources: {}, terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File';
const POD =
  'dnsPolicy: ClusterFirst, restartPolicy: Always, schedulerName: default-scheduler, securityContext: {}, terminationGracePeriodSeconds: 30';
const REVISION = (number: number, image: string, annotations = ''): string => `---
apiVersion: apps/v1
kind: ControllerRevision
metadata:
  name: agent-${number}
  labels: {app: agent}
${annotations}  ownerReferences: [{apiVersion: apps/v1, kind: DaemonSet, name: agent, uid: 3f0d5c8e-7a43-4f3c-9d1c-0a8b6d1f2e11, controller: true}]
revision: ${number}
data: {spec: {template: {$patch: replace, metadata: {labels: {app: agent}}, spec: {containers: [{name: agent, image: ${image}, ${CONTAINER}}], ${POD}}}}}
`;
/** A return to the first of two revisions: the cause of that, and the one that is written now. */
const returnsWith = (kept: string, written: string): string =>
  change(newer(GOOD), caused(written)) +
  REVISION(1, IMAGE, kept === '' ? '' : `  annotations: {kubernetes.io/change-cause: ${kept}}\n`) +
  REVISION(2, newer(IMAGE));
const ports = (...list: string[]): string => `          ports: [${list.map((port) => `{${port}}`).join(', ')}]\n`;
const uid = (text: string): string => text.replace('metadata:\n', 'metadata:\n  uid: u-1\n');
const CLIENT = { apply: 'client' };
const TCP = 'containerPort: 53';
const UDP = 'containerPort: 53, protocol: UDP';
const onHost = (name: string, port: string): string =>
  `${GOOD.replaceAll('agent', name)}${ports(`containerPort: 9000, hostPort: 9000${port}`)}`;
const oldApi = (version: string, text: string): string => text.replace('apps/v1', version);
const NO_SELECTOR = GOOD.replace('  selector:\n    matchLabels:\n      app: agent\n', '');
const settled = (status: string, text = GOOD): string => change(`${text}status: {${status}}\n`, newer(text));
const generation = (number: number): string => GOOD.replace('metadata:\n', `metadata:\n  generation: ${number}\n`);
const inNodes = (expressions: string): string =>
  `affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [${expressions}]}]}}}`;
const rival = (kind: string, metadata: string, labels = 'app: agent', selector = labels): string => `---
apiVersion: apps/v1
kind: ${kind}
metadata: {name: other${metadata}}
spec: {selector: {matchLabels: {${selector}}}, template: {metadata: {labels: {${labels}}}, spec: {containers: [{name: other, image: ${IMAGE}}]}}}
`;
const onTemplate = (annotations: string): string =>
  GOOD.replace('      labels:\n', `      annotations: {${annotations}}\n      labels:\n`);
const KEYED = 'x'.repeat(60);

const CASES: readonly Case[] = [
  ['change-cause-layout', 'line breaks', caused('a\nb'), /the line breaks in this cause/],
  ['change-cause-layout', 'tabs', caused('a\tb'), /the tabs in this cause/],
  ['change-cause-layout', 'other characters', caused('a\u0007b'), /the control characters in this cause/],
  ['exec-needs-shell', 'a word that ends with a sign is none', command('echo', 'a;')],
  ['exec-needs-shell', 'a shell that reads a file', command('/bin/sh', 'script.sh', 'a', '&&', 'b')],
  ['exec-needs-shell', 'an option that only begins with -c', command('/bin/sh', '-check', 'a', '&&', 'b')],
  ['exec-needs-shell', 'after the script', command('/bin/sh', '-c', 'a', '&&', 'b'), /&&/],
  ['exec-needs-shell', '60 characters are shown', command(`a ${'b'.repeat(58)}`), /"a b{58}"/],
  [
    'exec-needs-shell',
    'a value in front of a program',
    command('FOO=bar foo'),
    /\["\/bin\/sh", "-c", "FOO=bar foo"\] @/,
  ],
  ['exec-needs-shell', 'a script', command('while true; do sleep 1; done'), /run it in a shell: \["\/bin\/sh"/],
  ['exec-needs-shell', 'a script with arguments', command('exec a $X', 'b'), /, with the other items in that text @/],
  ['exec-needs-shell', 'a folder with a space', command('/opt/My App/run.sh')],
  ['exec-needs-shell', 'a file with a space in its name', command('/usr/local/my tool')],
  ['exec-needs-shell', 'an option behind a path', command('/agent -v'), /no program is called/],
  ['exec-needs-shell', 'a script and its argument', command('/entrypoint.sh start'), /no program is called/],
  ['exec-needs-shell', 'commands without -c', command('sh', 'a && b'), /sh takes "a && b" for the name of a file/],
  ['exec-needs-shell', 'commands behind an option', command('/bin/bash', '-e', 'exec a'), /"exec a".* "-c" in front/],
  ['exec-needs-shell', 'commands from standard input', command('sh', '-s', 'a && b')],
  ['exec-needs-shell', 'a script in a folder with a space', command('sh', '/opt/My App/run.sh')],
  ['exec-needs-shell', 'the arguments of a program', command('/usr/bin/cat etc/x'), /separate items/],
  ['exec-needs-shell', 'one more is cut', command(`a ${'b'.repeat(59)}`), /"a b{57}…"/],
  [
    'history-shrinks',
    'a new revision makes the current one old',
    change(withSpec('revisionHistoryLimit: 5'), newer(withSpec('revisionHistoryLimit: 1'))) +
      REVISION(1, 'a:1') +
      REVISION(2, IMAGE),
    /\(1 of 2\)/,
  ],
  [
    'history-shrinks',
    'without one the current is not old',
    change(withSpec('revisionHistoryLimit: 5'), withSpec('revisionHistoryLimit: 1')) +
      REVISION(1, 'a:1') +
      REVISION(2, IMAGE),
  ],
  ['host-port-taken', 'another protocol', `${onHost('agent', '')}---\n${onHost('other', ', protocol: UDP')}`],
  [
    'host-port-taken',
    'other addresses',
    `${onHost('agent', ', hostIP: 10.0.0.1')}---\n${onHost('other', ', hostIP: 10.0.0.2')}`,
  ],
  [
    'host-port-taken',
    'one address',
    `${onHost('agent', ', hostIP: 10.0.0.1')}---\n${onHost('other', ', hostIP: 10.0.0.1')}`,
    /9000/,
    /9000/,
  ],
  [
    'host-port-taken',
    'every address and one',
    `${onHost('agent', ', hostIP: 0.0.0.0')}---\n${onHost('other', ', hostIP: 10.0.0.1')}`,
    /9000/,
    /9000/,
  ],
  ['image-reference', 'a tag that only begins like the word', withImage('example.com/agent:tag1')],
  ['image-reference', 'the word itself', withImage('example.com/agent:tag'), /placeholder/],
  [
    'max-unavailable-limit',
    'OnDelete rolls nothing',
    withSpec('updateStrategy: {type: OnDelete, rollingUpdate: {maxUnavailable: 100%}}'),
  ],
  ['min-ready-seconds-minimum', 'one second', withSpec('minReadySeconds: 1'), /available 1 second after it is Ready/],
  ['min-ready-seconds-minimum', 'no second', GOOD, /available as soon as it is Ready/],
  [
    'missing-toleration',
    'the place of the tolerations',
    fixture(
      { fleet: { groups: [{ ...GROUP, count: 3, taints: [{ key: 'gpu', effect: 'NoSchedule' }] }] } },
      withPod('tolerations: [{key: a}]'),
    ),
    /gpu:NoSchedule is not tolerated.* @15:7$/,
  ],
  [
    'mixed-image-versions',
    'two main containers are not compared',
    `${withImage('a.b/agent:1.0.0')}${second('a.b/agent:2.0.0')}`,
  ],
  [
    'mixed-image-versions',
    'the place is the image',
    prepared('a.b/agent:1.0.0', 'a.b/agent:2.0.0'),
    /runs 1\.0\.0 .* @16:18$/,
  ],
  [
    'mixed-image-versions',
    'a name that only begins like a toolbox',
    prepared('a.b/nginxish:1.0.0', 'a.b/nginxish:2.0.0'),
    /runs 1\.0\.0/,
  ],
  ['mixed-image-versions', 'a toolbox', prepared('a.b/nginx:1.0.0', 'a.b/nginx:2.0.0')],
  [
    'no-node-matches',
    'a contradiction is called so',
    withPod(`nodeSelector: {a: b}\n      ${inNodes('{key: a, operator: In, values: [z]}')}`),
    /nodeSelector and node affinity contradict each other: .* @14:7$/,
  ],
  [
    'no-node-matches',
    'expressions of one term that contradict each other',
    withPod(inNodes('{key: a, operator: In, values: [z]}, {key: a, operator: NotIn, values: [z]}')),
    /no term of the node affinity can hold, because its expressions contradict each other: .* @14:7$/,
  ],
  [
    'no-node-matches',
    'the label of masters',
    withPod('nodeSelector: {node-role.kubernetes.io/master: ""}'),
    /kubeadm has not set it/,
  ],
  ['no-rollback-history', 'none', withSpec('revisionHistoryLimit: 0'), /no old revision is kept/],
  ['no-rollback-history', 'one', withSpec('revisionHistoryLimit: 1'), /one/],
  ['no-rollback-history', 'two', withSpec('revisionHistoryLimit: 2')],
  [
    'removed-api',
    'another default and no selector',
    oldApi('extensions/v1beta1', NO_SELECTOR),
    /instead of OnDelete and spec\.selector is required @/,
  ],
  ['removed-api', 'another default', oldApi('extensions/v1beta1', GOOD), /instead of OnDelete @/],
  [
    'removed-api',
    'no selector',
    oldApi('apps/v1beta2', NO_SELECTOR),
    /write apps\/v1, where spec\.selector is required @/,
  ],
  ['removed-api', 'neither', oldApi('apps/v1beta2', GOOD), /write apps\/v1 @/],
  [
    'returns-to-revision',
    'one without a cause',
    change(newer(GOOD), GOOD) + REVISION(1, IMAGE) + REVISION(2, newer(IMAGE)),
    /without a change-cause/,
  ],
  [
    'returns-to-revision',
    'without a new cause',
    change(newer(GOOD), GOOD) +
      REVISION(1, IMAGE, '  annotations: {kubernetes.io/change-cause: old}\n') +
      REVISION(2, newer(IMAGE)),
    /which becomes 3 with its old change-cause "old": .* @27:3$/,
  ],
  ['returns-to-revision', 'the same cause', returnsWith('old', 'old'), /which becomes 3 with its old .* "old": write/],
  [
    'returns-to-revision',
    'a new cause',
    returnsWith('old', 'new'),
    /with its old change-cause "old", and "new" is not shown anywhere: .* @23:45$/,
  ],
  [
    'returns-to-revision',
    'a new cause beside none',
    returnsWith('', 'new'),
    /without a change-cause, and "new" is not shown anywhere: /,
  ],
  [
    'returns-to-revision',
    '60 characters of a cause are shown, of one more the first 57',
    returnsWith('a'.repeat(60), 'b'.repeat(61)),
    /"a{60}", and "b{57}\.\.\." is not/,
  ],
  [
    'same-port-two-protocols',
    'one is new in what is not applied',
    fixture(CLIENT, change(GOOD + ports(TCP), uid(GOOD + ports(TCP, UDP)))),
    /^warning .*never adds 53\/UDP beside 53\/TCP/,
  ],
  [
    'same-port-two-protocols',
    'one is new in the second container of what is not applied',
    fixture(CLIENT, change(GOOD + second('a:1') + ports(TCP), uid(GOOD + second('a:1') + ports(TCP, UDP)))),
    /^warning .*never adds 53\/UDP beside 53\/TCP/,
  ],
  [
    'same-port-two-protocols',
    'one is new, which apply-drops says',
    fixture(CLIENT, change(GOOD + ports(TCP), GOOD + ports(TCP, UDP))),
  ],
  [
    'same-port-two-protocols',
    'one is new, before the other',
    fixture(CLIENT, change(GOOD + ports(TCP), GOOD + ports(UDP, TCP))),
  ],
  [
    'same-port-two-protocols',
    'one is new, which a replace adds',
    fixture({ apply: 'replace' }, change(GOOD + ports(TCP), GOOD + ports(TCP, UDP))),
  ],
  [
    'same-port-two-protocols',
    'one is new, which a server-side apply adds',
    fixture({ apply: 'server' }, change(GOOD + ports(TCP), GOOD + ports(TCP, UDP))),
  ],
  [
    'same-port-two-protocols',
    'both are, for a server-side apply',
    fixture({ apply: 'server' }, GOOD + ports(TCP, UDP)),
  ],
  [
    'same-port-two-protocols',
    'both are',
    fixture(CLIENT, change(GOOD, GOOD + ports(TCP, UDP))),
    /^note .*cannot tell 53\/TCP and 53\/UDP apart/,
  ],
  [
    'server-fields',
    'template generation 1',
    annotated('deprecated.daemonset.template.generation: "1"'),
    /^note every new/,
  ],
  ['server-fields', 'another one', annotated('deprecated.daemonset.template.generation: "2"'), /^warning with a/],
  [
    'server-fields',
    'another field that is 1',
    GOOD.replace('  name: agent\n', '  name: agent\n  resourceVersion: "1"\n'),
    /^warning an update/,
  ],
  [
    'shared-selector',
    'one that something else owns',
    GOOD +
      rival(
        'ReplicaSet',
        ', ownerReferences: [{kind: Deployment, name: a, uid: u, apiVersion: apps/v1, controller: true}]',
      ),
  ],
  ['shared-selector', 'a hook of a chart', GOOD + rival('ReplicaSet', ', annotations: {helm.sh/hook: pre-install}')],
  [
    'shared-selector',
    'DaemonSets adopt in both directions',
    `${GOOD}---\n${GOOD.replace('name: agent', 'name: other')}`,
    /when one of the two is deleted/,
    /one of the two/,
  ],
  [
    'shared-selector',
    'a ReplicaSet and a DaemonSet adopt each the pods of the other',
    GOOD + rival('ReplicaSet', ''),
    /when one of the two is deleted with --cascade=orphan the other adopts its pods/,
  ],
  [
    'shared-selector',
    'a StatefulSet adopts less',
    GOOD + rival('StatefulSet', '').replace('spec: {', 'spec: {serviceName: a, '),
    /when other is deleted .* this DaemonSet adopts .*, and when this DaemonSet is deleted .* other adopts its revisions/,
  ],
  [
    'shared-selector',
    'one direction',
    GOOD + rival('ReplicaSet', '', 'app: agent, b: c'),
    /when other is deleted with --cascade=orphan this DaemonSet adopts its pods;/,
  ],
  [
    'starts-rollout',
    'a long path is cut',
    change(onTemplate('a: b'), onTemplate(`a: b, ${KEYED}: b`)),
    /\(metadata\.annotations\.x{26}…\)/,
  ],
  [
    'strategy-changes-too',
    'the same pace in other words',
    change(rolling('maxUnavailable: 1'), newer(rolling('maxUnavailable: 1%'))),
    /^note/,
  ],
  [
    'strategy-changes-too',
    'more than all nodes is as fast as all',
    change(rolling('maxUnavailable: 100'), newer(rolling('maxUnavailable: 150'))),
    /^note/,
  ],
  [
    'strategy-flip',
    'to a surge',
    change(withSpec('updateStrategy: {type: OnDelete}'), rolling('maxSurge: 2, maxUnavailable: 0')),
    /2 nodes at a time/,
  ],
  [
    'update-before-settled',
    'one node',
    settled('desiredNumberScheduled: 1, updatedNumberScheduled: 1'),
    /1 of 1 have no available pod and get a new one at once, whatever/,
  ],
  [
    'update-before-settled',
    'all are up to date',
    settled('desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1'),
    /: 1 of 2 have|^warning (?!.*older revision)/,
  ],
  [
    'update-before-settled',
    'no status of updated pods',
    settled('desiredNumberScheduled: 2, numberAvailable: 2'),
    /2 of 2 nodes still have an older revision/,
  ],
  [
    'update-before-settled',
    'all are available',
    settled('desiredNumberScheduled: 2, updatedNumberScheduled: 1, numberAvailable: 2'),
    /1 of 2 nodes still have an older revision(?!.*available pod)/,
  ],
  [
    'update-before-settled',
    'the change before was not seen',
    settled(
      'desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2, observedGeneration: 2',
      generation(3),
    ),
    /not finished: the status is that of generation 2 and the object is at generation 3, so that nobody can tell which nodes have changed; wait/,
  ],
  [
    'update-before-settled',
    'the change before was seen',
    settled(
      'desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2, observedGeneration: 3',
      generation(3),
    ),
  ],
  [
    'update-before-settled',
    'with a surge',
    settled('desiredNumberScheduled: 2, updatedNumberScheduled: 2', rolling('maxSurge: 1, maxUnavailable: 0')),
    /get a new one at once(?!, whatever)/,
  ],
  [
    'volatile-selector-label',
    'an expression without one value',
    GOOD.replace(
      '    matchLabels:\n      app: agent\n',
      '    matchLabels:\n      app: agent\n    matchExpressions: [{key: helm.sh/chart, operator: Exists}]\n',
    ),
  ],
  [
    'zone-anti-affinity',
    'the domain is named',
    withPod(
      'affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: topology.kubernetes.io/zone, labelSelector: {matchLabels: {app: agent}}}]}}',
    ),
    /one node in each zone gets a pod/,
  ],
];

runCases(forms, CASES);

forms('drift-reverted: who changed the image, when it is known', async () => {
  const text = readFileSync('fixtures/rules/drift-reverted/bad.yaml', 'utf8');
  const said = async (each: string): Promise<string> => (await foundBy('drift-reverted', each))[0]?.message ?? '';
  assert.match(await said(text), /1\.4\.3 by kubectl-set, and/);
  assert.match(await said(text.replace(/ {2}managedFields:\n(?: {4}.*\n)+/, '')), /1\.4\.3 by hand, and/);
});

forms('drift-reverted: another field, by a person or a controller, and one that is gone', async () => {
  const text = readFileSync('fixtures/rules/drift-reverted/bad.yaml', 'utf8')
    .replaceAll('agent:1.4.3', 'agent:1.4.2')
    .replace('{"selector"', '{"minReadySeconds":5,"selector"')
    .replace(/(# before[^]*\nspec:\n)/, '$1  minReadySeconds: 5\n');
  const live = (value: string, manager: string): string =>
    text
      .replace('\nspec:\n', `\nspec:\n${value}`)
      .replace('kubectl-set\n', `${manager}\n      time: "2026-01-02T03:04:05Z"\n`)
      .replace(/fieldsV1: .*/, 'fieldsV1: {f:spec: {f:minReadySeconds: {}}}');
  const said = async (each: string): Promise<string> => (await foundBy('drift-reverted', each))[0]?.message ?? '';
  const changed = '  minReadySeconds: 9\n';
  assert.match(
    await said(live(changed, 'kubectl-edit')),
    /minReadySeconds was changed to 9 by kubectl-edit at 2026-01-02T03:04:05Z, and kubectl apply replaces it with 5/,
  );
  assert.is(await said(live(changed, 'some-operator')), '');
  assert.is(await said(live('  minReadySeconds: 5\n', 'kubectl-edit')), '');
  assert.match(await said(live('', 'some-operator')), /minReadySeconds was applied last and is gone .* puts 5 back/);
});

forms('mixed-image-versions: the place of the other image', async () => {
  const [finding] = await foundBy('mixed-image-versions', prepared('a.b/agent:1.0.0', 'a.b/agent:2.0.0'));
  assert.equal(finding?.related?.[0]?.range.start, { line: 19, column: 18 });
});

forms('server-fields: which status is removed safely', async () => {
  const written = 'currentNumberScheduled: 1, numberMisscheduled: 0, desiredNumberScheduled: 1, numberReady: 1';
  const safety = async (status: string) =>
    (await foundBy('server-fields', `${GOOD}status: {${status}}\n`))[0]?.fix?.safety;
  assert.is(await safety(written), 'safe');
  assert.is(await safety('numberReady: 1'), 'unsafe');
});

forms('removed-api: the template generation goes', async () => {
  const [finding] = await foundBy('removed-api', oldApi('extensions/v1beta1', withSpec('templateGeneration: 1')));
  const removed = finding?.fix?.edits.filter(({ newText }) => newText === '') ?? [];
  assert.is(removed.length, 1);
});

const hook = (command: string): string =>
  `${withImage('a.b/agent:1.0.0').trimEnd()}\n          lifecycle: {preStop: {exec: {command: ${command}}}}\n`;
const sh = (script: string): string => hook(`[/bin/sh, -c, '${script}']`);

forms('prestop-exceeds-grace: how sleep is written', async () => {
  const told = async (text: string): Promise<string> => {
    const [finding] = await foundBy('prestop-exceeds-grace', text);
    return /sleeps for (.*?) of/.exec(finding?.message ?? '')?.[1] ?? '';
  };
  for (const [text, long] of [
    [hook('[sleep, infinity]'), 'all 30 seconds'],
    [sh('echo bye; sleep inf'), 'all 30 seconds'],
    [hook('[/bin/sleep, 1m]'), '60 seconds'],
    [hook('[busybox, sleep, 1d]'), '86400 seconds'],
    [hook('[sleep, 1m, 5s]'), '65 seconds'],
    [sh('sleep 5 && sleep 60'), '65 seconds'],
    [sh('sleep 40 || true'), '40 seconds'],
    [sh('sleep 40 # drain'), '40 seconds'],
    [sh('sleep "40"'), '40 seconds'],
    [hook('[bash, -e, -c, sleep 40]'), '40 seconds'],
    [sh('drain || sleep 40'), ''],
    [sh('sleep 5 && sleep 10'), ''],
    [sh('sleep $DELAY'), ''],
    [hook('[sh, run.sh, -c, sleep 40]'), ''],
    [sh('if [ -f x ]; then sleep 40; fi'), ''],
  ] as const)
    assert.is(await told(text), long, text);
});

forms('mixed-image-versions: what a version is', async () => {
  const differ = async (first: string, other: string): Promise<boolean> =>
    (await foundBy('mixed-image-versions', prepared(`a.b/agent${first}`, `a.b/agent${other}`))).length > 0;
  for (const [first, other] of [
    [':v25', ':v26'],
    [':20240101', ':20240301'],
    [':1.2.3-rc.1', ':1.2.3-rc.2'],
    [':1.2.3-rc.1', ':1.2.3'],
    [':v1.2.3-eksbuild.1', ':v1.2.3-eksbuild.2'],
    [':1.25', ':1.24-alpine'],
    [':1.25-alpine3.18', ':1.24-alpine3.19'],
    [':main-0a1b2c3', ':main-4d5e6f7'],
    [`@sha256:${'0'.repeat(64)}`, `@sha256:${'1'.repeat(64)}`],
  ] as const)
    assert.ok(await differ(first, other), `${first} ${other}`);
  for (const [first, other] of [
    [':1.25', ':1.25-alpine'],
    [':v1.25', ':1.25'],
    [':1.25-alpine3.18', ':1.25-alpine3.19'],
    [':installer-1.0', ':agent-2.0'],
    [':stable', ':edge'],
    [':1.0.0', ':main'],
    [':1.0.0', ':1.0.0-gpu'],
    ['', ':1.0.0'],
  ] as const)
    assert.not(await differ(first, other), `${first} ${other}`);
});

forms('floating-image-tag: names that move, and those that a date or a commit holds', async () => {
  const moves = async (tag: string): Promise<boolean> =>
    (await foundBy('floating-image-tag', withImage(`a.b/agent:${tag}`))).length > 0;
  for (const tag of 'snapshot edge nightly dev canary mainline stable-alpine lts-slim-bookworm 1.2-edge 1.2.3-SNAPSHOT 1.25-slim-bookworm 8-jre-alpine3.18 daily latest-distroless latest-v2 master-head'.split(
    ' ',
  ))
    assert.ok(await moves(tag), tag);
  for (const tag of 'main-0a1b2c3 nightly-20240501 edge-24.5.1 1.25.3-alpine 1.2-rc.1 stable-20240110 20240501-slim canary1 latest-1.2.3 rc-2'.split(
    ' ',
  ))
    assert.not(await moves(tag), tag);
});

forms.run();
