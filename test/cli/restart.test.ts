import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject } from './project.ts';

const restart = suite('rollout restart');

restart('prints what kubectl prints, and the object that it leaves', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    write('live.yaml', (await run('apply', 'ds.yaml', '--output', 'yaml', '--show-managed-fields')).stdout);
    const from = ['ds/agent', '--from', 'live.yaml'];
    const said = await run('rollout', 'restart', ...from);
    assert.equal([said.code, said.stdout, said.stderr], [0, 'daemonset.apps/agent restarted\n', '']);
    const at = ['--at', '2026-11-02T10:00:00Z', '-o', 'json', '--show-managed-fields'];
    const { stdout } = await run('rollout', 'restart', ...from, ...at);
    assert.match(stdout, /"kubectl\.kubernetes\.io\/restartedAt": "2026-11-02T10:00:00Z"/);
    assert.match(stdout, /"manager": "kubectl-rollout",\n +"operation": "Update"/);
    assert.match(stdout, /"generation": 2/);
    // kubectl decodes the object, so that its fields come as in the Go types.
    assert.match(
      stdout,
      /^\{\n {4}"kind": "DaemonSet",\n {4}"apiVersion": "apps\/v1",\n {4}"metadata": \{\n {8}"name": "agent"/,
    );
    assert.match(stdout, /"name": "agent",\n +"image": "registry.example.com\/agent:1.4.2",\n +"resources": \{\},/);
    write('live.yaml', stdout);
    const again = await run('rollout', 'restart', ...from, '--at', '2026-11-02T10:00:00Z');
    assert.match(again.stderr, /^error: failed to create patch for agent: if restart has already been triggered/);
    const explained = await run('rollout', 'restart', ...from, '--explain');
    assert.match(explained.stdout, /a restart is a new revision, agent-/);
    write('going.json', stdout.replace('"generation"', '"deletionTimestamp": "2026-11-02T10:00:00Z", "generation"'));
    const going = await run('rollout', 'restart', 'ds/agent', '--from', 'going.json', '--explain');
    assert.match(going.stdout, /restarted\n\nwarning: the DaemonSet is being deleted since .*\[being-deleted\]/);
    assert.not.match(going.stdout, /new revision/);
    const missing = await run('rollout', 'restart', 'ds/nope', '--from', 'live.yaml');
    assert.equal(
      [missing.code, missing.stderr],
      [1, 'Error from server (NotFound): daemonsets.apps "nope" not found\n'],
    );
  }),
);

restart('says what it needs', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run }) => {
    for (const argv of [
      ['ds/agent'],
      ['ds/agent', '--from', 'ds.yaml', '--at', 'noon'],
      ['pod/a', '--from', 'ds.yaml'],
    ]) {
      const { code, stderr } = await run('rollout', 'restart', ...argv);
      assert.is(code, 2);
      assert.match(stderr, /^daemonlint: /);
    }
  }),
);

// What kubectl 1.33 printed before a server that has a, b and c in default, and d in other.
const ANSWERS: readonly (readonly [argv: string, code: number, restarted: string, stderr: string])[] = [
  ['ds -n default', 0, 'a b c', ''],
  ['daemonset/a ds/b', 0, 'a b', ''],
  ['ds -n default -l app=x', 0, 'a b', ''],
  ['ds --selector app=y', 0, 'c', ''],
  ['ds -n default -l app=z', 0, '', 'No resources found in default namespace.\n'],
  ['ds -n empty', 0, '', 'No resources found in empty namespace.\n'],
  ['ds a b nope c', 1, 'a b c', 'Error from server (NotFound): daemonsets.apps "nope" not found\n'],
  [
    'ds/nope ds/a ds/gone',
    1,
    'a',
    'Error from server (NotFound): daemonsets.apps "nope" not found\nError from server (NotFound): daemonsets.apps "gone" not found\n',
  ],
  ['ds a -l app=x', 1, '', 'error: name cannot be provided when a selector is specified\n'],
  ['ds/a -l app=x', 1, '', 'error: selectors and the all flag cannot be used when passing resource/name arguments\n'],
  ['-l app=x', 1, '', 'error: required resource not specified\n'],
  ['', 1, '', 'error: required resource not specified\n'],
  ['-f a.yaml', 0, 'a', ''],
  ['-f a.yaml -l app=y', 0, 'a', ''],
  ['-f d.yaml', 0, 'd', ''],
  [
    '-f d.yaml -n default',
    1,
    '',
    'error: the namespace from the provided object "other" does not match the namespace "default". You must pass \'--namespace=other\' to perform this operation.\n',
  ],
  ['-f a.yaml,nope.yaml', 1, 'a', 'Error from server (NotFound): daemonsets.apps "nope" not found\n'],
  ['-f a.yaml ds/b', 1, '', 'error: resource/name arguments cannot be provided when a path is specified\n'],
  [
    'ds/a --dry-run=client',
    1,
    '',
    "error: unknown flag: --dry-run\nSee 'kubectl rollout restart --help' for usage.\ndaemonlint: kubectl restarts without a dry run; this command changes nothing, so leave --dry-run out\n",
  ],
  [
    'ds -n default -l app==x=',
    1,
    '',
    'Error from server (BadRequest): Unable to find "apps/v1, Resource=daemonsets" that match label selector "app==x=", field selector "": found \'=\', expected: \',\' or \'end of string\'\n',
  ],
];

const named = (name: string, more = ''): string =>
  `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: ${name}${more}}\n`;
const liveOne = (name: string, namespace: string, app: string): string =>
  GOOD.replaceAll('agent', name).replace(
    /metadata:\n/,
    `metadata:\n  namespace: ${namespace}\n  labels: {app: "${app}"}\n`,
  );

restart('chooses as kubectl does: kinds, names, labels and files', () =>
  inProject(
    { 'a.yaml': named('a'), 'd.yaml': named('d', ', namespace: other'), 'nope.yaml': named('nope') },
    async ({ run, write }) => {
      const live = [liveOne('c', 'default', 'y'), liveOne('b', 'default', 'x'), liveOne('a', 'default', 'x')];
      write('live.yaml', [...live, liveOne('d', 'other', 'x')].join('---\n'));
      for (const [argv, code, restarted, stderr] of ANSWERS) {
        const said = await run('rollout', 'restart', ...argv.split(' ').filter(Boolean), '--from', 'live.yaml');
        const stdout = restarted.replace(/(\w+) ?/g, 'daemonset.apps/$1 restarted\n');
        assert.equal([said.code, said.stdout, said.stderr], [code, stdout, stderr], argv);
      }
      const { stdout } = await run('rollout', 'restart', '--help');
      for (const option of ['-l, --selector', '-f, --filename', '--dry-run'])
        assert.ok(stdout.includes(option), option);
    },
  ),
);

restart('asks which namespace is meant, and what it cannot answer', () =>
  inProject(
    { 'deployment.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n' },
    async ({ run, write }) => {
      write('live.yaml', `${liveOne('a', 'default', 'x')}---\n${liveOne('a', 'other', 'x')}`);
      for (const [argv, words] of [
        [['ds'], 'in the namespaces default, other: choose with -n'],
        [['ds/a'], 'in the namespaces default, other: choose with -n'],
        [['-f', 'deployment.yaml'], 'deployment.yaml holds Deployment "web"'],
      ] as const) {
        const { code, stderr } = await run('rollout', 'restart', ...argv, '--from', 'live.yaml');
        assert.is(code, 2);
        assert.ok(stderr.includes(words), stderr);
      }
    },
  ),
);

restart.run();
