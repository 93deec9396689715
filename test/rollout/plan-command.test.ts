import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { plan } from '../../src/command/plan.ts';
import { FIXTURES, textOf } from './recordings.ts';
import { run } from './memory-io.ts';

function manifest(strategy: string, spec = ''): string {
  return [
    'apiVersion: apps/v1',
    'kind: DaemonSet',
    'metadata: {name: agent, namespace: monitoring}',
    'spec:',
    `  updateStrategy: ${strategy}`,
    '  selector: {matchLabels: {app: agent}}',
    ...(spec === '' ? [] : [`  ${spec}`]),
    '  template:',
    '    metadata: {labels: {app: agent}}',
    '    spec: {containers: [{name: c, image: "registry.example/agent:v1"}]}',
    '',
  ].join('\n');
}

interface Planned {
  readonly name: string;
  readonly nodes: number;
  readonly maxUnavailableNodes: number;
  readonly waves: number;
  readonly seconds: number;
  readonly hazards: readonly { readonly rule: string; readonly severity: string; readonly message: string }[];
}

async function json(argv: readonly string[], files: Readonly<Record<string, string>>): Promise<[Planned[], number]> {
  const { stdout, code } = await run(plan, [...argv, '--output', 'json', '--no-config'], files);
  return [
    stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Planned),
    code,
  ];
}

// One recorded rollout on the full controller manager, asked of the command.
test('predicts a recorded rollout from a manifest', async () => {
  const line = textOf('rollouts.ndjson', FIXTURES)
    .split('\n')
    .find((text) => text.includes('"n7-mu25p-ms0-r5"') && text.includes('"realkcm"'));
  const { observed } = JSON.parse(line ?? '') as { observed: { seconds: number; waves: number } };
  const text = manifest('{rollingUpdate: {maxUnavailable: 25%}}', 'minReadySeconds: 5');
  const times = ['--nodes=7', '--ready-seconds=2', '--termination-seconds=0.5', '--client-qps=1000'];
  const [[planned], code] = await json(['ds.yaml', ...times], { 'ds.yaml': text });
  assert.is(code, 0);
  assert.equal([planned?.nodes, planned?.maxUnavailableNodes, planned?.waves], [7, 2, observed.waves]);
  assert.ok(Math.abs((planned?.seconds ?? 0) - observed.seconds) / observed.seconds < 0.1);
});

test('--against tells whether the change starts a rollout, and what is dangerous about it', async () => {
  const [old, raised] = [manifest('{}'), manifest('{}', 'minReadySeconds: 600')];
  const files = { 'old.yaml': old, 'raised.yaml': raised, 'both.yaml': raised.replace('agent:v1', 'agent:v2') };
  const against = async (path: string) => {
    const { stdout, code } = await run(plan, ['--against', 'old.yaml', path, '-o', 'json', '--no-config'], files);
    return [JSON.parse(stdout) as Planned & { startsRollout: boolean }, code] as const;
  };
  const [alone] = await against('raised.yaml');
  assert.is(alone.startsRollout, false);
  const [both, code] = await against('both.yaml');
  assert.is(both.startsRollout, true);
  assert.ok(both.hazards.some(({ rule }) => rule === 'min-ready-raised-with-template'));
  assert.is(code, 1);
  const refused = manifest('{}').replaceAll('app: agent', 'app: other');
  const run2 = await run(plan, ['--against', 'old.yaml', 'new.yaml', '--no-config'], { ...files, 'new.yaml': refused });
  assert.is(run2.code, 1);
  assert.match(run2.stderr, /new\.yaml:1: the API server refuses it: .*field is immutable/);
});

test('what a live object says of its pods is where the plan starts, whichever option names it', async () => {
  const status =
    'status: {desiredNumberScheduled: 20, currentNumberScheduled: 18, numberAvailable: 14, observedGeneration: 1}';
  const live = manifest('{}').replace('{name: agent', '{uid: "1", generation: 1, name: agent') + status;
  const files = { 'live.yaml': live, 'new.yaml': manifest('{}').replace('agent:v1', 'agent:v2') };
  for (const option of ['--against', '--from']) {
    const [[planned]] = await json([option, 'live.yaml', 'new.yaml'], files);
    const { nodes, maxUnavailableNodes, badVersion, fleet } = planned as Planned & {
      readonly badVersion: { readonly neverReady: unknown };
      readonly fleet: { readonly down: number };
    };
    assert.equal([nodes, maxUnavailableNodes, fleet.down], [20, 6, 6], option);
    assert.equal(badVersion.neverReady, { nodesDown: 6, extraPods: 0 }, option);
  }
  const { stdout } = await run(plan, ['--against', 'live.yaml', 'new.yaml', '--no-config'], files);
  assert.match(stdout, /at once +6 nodes of 20 down/);
  assert.match(stdout, /replaced at once +6 nodes/);
  assert.match(stdout, /comes from the status/);
});

test('hazards reach the exit code', async () => {
  const files = { 'ds.yaml': manifest('{rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}') };
  const [[planned], code] = await json(['ds.yaml'], files);
  assert.is(code, 1);
  assert.equal(Object.keys(planned?.hazards[0] ?? {}), ['rule', 'severity', 'message']);
  assert.is((await json(['ds.yaml', '--fail-on=never'], files))[1], 0);
});

test('a refused manifest is said and counts', async () => {
  const files = { 'ds.yaml': manifest('{rollingUpdate: {maxSurge: 1}}') };
  const { stdout, stderr, code } = await run(plan, ['ds.yaml', '--no-config'], files);
  assert.is(stdout, '');
  assert.match(
    stderr,
    /^daemonlint: ds.yaml:1: the API server refuses it: .*may not be set when maxUnavailable is non-zero/,
  );
  assert.is(code, 1);
});

test('a dump alone plans what is in it', async () => {
  const [planned, code] = await json(['--from', 'fixtures/dumps/fleet.yaml'], {});
  assert.equal(
    planned.map(({ name, nodes, seconds }) => [name, nodes, seconds]),
    [['agent', 4, null]],
  );
  assert.is(code, 1);
});

test('every output is written', async () => {
  const files = { 'ds.yaml': manifest('{type: RollingUpdate}') };
  const ask = async (output: string): Promise<string> =>
    (await run(plan, ['ds.yaml', '--no-config', '-o', output], files)).stdout;
  assert.match(
    await ask('text'),
    /^daemonset\/agent in namespace monitoring\n {2}strategy +RollingUpdate with maxUnavailable 1/,
  );
  assert.match(await ask('markdown'), /^### Rollout of <code>monitoring\/agent<\/code>\n/);
  assert.match(await ask('svg'), /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /);
});

test('a missing file is a fault', async () => {
  const { stderr, code } = await run(plan, ['nope.yaml', '--no-config']);
  assert.match(stderr, /^daemonlint: nope.yaml: no such file/);
  assert.is(code, 2);
});

test.run();
