import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rollout } from '../../src/command/rollout.ts';
import { UsageError } from '../../src/io/errors.ts';
import { showDuration } from '../../src/words/duration.ts';
import { parseDuration } from '../../src/command/args.ts';
import { run } from './memory-io.ts';

const FROM = ['--from', 'fixtures/dumps/bad-updates.yaml'];
const WAITING = 'Waiting for daemon set "agent" rollout to finish: 1 out of 3 new pods have been updated...\n';

test('names as kubectl takes them', async () => {
  for (const name of [
    ['ds/agent'],
    ['daemonset/agent'],
    ['daemonset.apps/agent'],
    ['daemonsets', 'agent'],
    ['DS', 'agent'],
  ])
    assert.equal(await run(rollout, ['status', ...name, ...FROM]), { stdout: WAITING, stderr: '', code: 0 });
});

test('status looks once, and --timeout ends it', async () => {
  const late = { stdout: WAITING, stderr: 'error: timed out waiting for the condition\n', code: 1 };
  assert.equal(await run(rollout, ['status', 'ds/agent', '--timeout=5s', ...FROM]), late);
  assert.is((await run(rollout, ['status', 'ds/agent', '--timeout=5s', '--watch=false', ...FROM])).code, 0);
  assert.is((await run(rollout, ['status', 'ds/agent', '-w', '--timeout', '0', ...FROM])).code, 0);
});

test('revisions that are none', async () => {
  const negative = { stdout: '', stderr: 'error: revision must be a positive integer: -1\n', code: 1 };
  assert.equal(await run(rollout, ['history', 'ds/agent', '--revision=-1', ...FROM]), negative);
  assert.equal(await run(rollout, ['status', 'ds/agent', '--revision=-1', ...FROM]), negative);
  const { stderr, code } = await run(rollout, ['undo', 'ds/agent', '--to-revision=-1', '--dry-run=server', ...FROM]);
  assert.match(
    stderr,
    /^Warning: resource daemonsets\/agent .*\nerror: unable to find specified revision -1 in history\n$/,
  );
  assert.is(code, 1);
});

test('what is not there', async () => {
  const missing = { stdout: '', stderr: 'Error from server (NotFound): daemonsets.apps "nope" not found\n', code: 1 };
  assert.equal(await run(rollout, ['history', 'ds/nope', ...FROM]), missing);
  assert.is((await run(rollout, ['history', 'ds/agent', '-n', 'elsewhere', ...FROM])).code, 1);
});

/** Three revisions of one DaemonSet; the data of `broken` holds no template. */
function withBroken(broken: number): Readonly<Record<string, string>> {
  const labels = { app: 'agent' };
  const containers = (image: string): unknown => ({
    metadata: { labels },
    spec: { containers: [{ name: 'a', image }] },
  });
  const daemonSet = {
    kind: 'DaemonSet',
    metadata: { name: 'agent', uid: 'u' },
    spec: { selector: { matchLabels: labels }, template: containers('a:3') },
  };
  const revisions = [1, 2, 3].map((revision) => ({
    kind: 'ControllerRevision',
    metadata: {
      name: `agent-${String(revision)}`,
      labels,
      ownerReferences: [{ kind: 'DaemonSet', name: 'agent', uid: 'u', controller: true }],
    },
    revision,
    data: { spec: revision === broken ? 'text' : { template: containers(`a:${String(revision)}`) } },
  }));
  return { 'dump.json': JSON.stringify({ kind: 'List', items: [daemonSet, ...revisions] }) };
}

const DUMP = ['--from', 'dump.json'];

// kubectl lists every revision, and reads the data of none but the one that it prints or restores.
test('a revision that cannot be read is counted, as kubectl does', async () => {
  const { stdout, code } = await run(rollout, ['history', 'ds/agent', ...DUMP], withBroken(2));
  assert.is(
    stdout,
    'daemonset.apps/agent \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n3         <none>\n\n',
  );
  assert.is(code, 0);
  const undo = ['undo', 'ds/agent', '--dry-run=client', ...DUMP];
  // The newest is broken: the previous one is the second, not the first.
  const previous = await run(rollout, [...undo, '--explain'], withBroken(3));
  assert.match(previous.stdout, /Image:\s+a:2/);
  assert.match(previous.stdout, 'which becomes revision 4');
  assert.match((await run(rollout, [...undo, '--to-revision=1'], withBroken(2))).stdout, /Image:\s+a:1/);
});

test('a revision that cannot be read is neither printed nor restored', async () => {
  const reason = /^no template of revision 2: dump\.json: ControllerRevision agent-2: data\.spec is not a map$/;
  for (const dryRun of ['client', 'server'])
    for (const which of [[], ['--to-revision=2']])
      await fault(['undo', 'ds/agent', `--dry-run=${dryRun}`, ...which, ...DUMP], reason, withBroken(2));
  const { stdout, stderr, code } = await run(rollout, ['history', 'ds/agent', '--revision=2', ...DUMP], withBroken(2));
  assert.equal([stdout, code], ['', 1]);
  assert.match(stderr, /data\.spec is not a map; kubectl cannot read this revision/);
  assert.match(stderr, /\nerror: unable to parse history agent-2\n$/);
});

async function fault(
  argv: readonly string[],
  message: RegExp,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  let thrown: unknown;
  await run((args, io) => Promise.resolve().then(() => rollout(args, io)), argv, files).catch((error: unknown) => {
    thrown = error;
  });
  assert.ok(thrown instanceof Error && message.test(thrown.message), `${argv.join(' ')}: ${String(thrown)}`);
}

test('faults of usage and input', async () => {
  await fault(['undo', 'ds/agent', ...FROM], /only reads a dump/);
  await fault(['undo', 'ds/agent', '--dry-run=none', ...FROM], /only reads a dump/);
  await fault(['status', 'deploy/agent', ...FROM], /"deploy" is not a DaemonSet/);
  await fault(['status', 'ds', ...FROM], /name the DaemonSet/);
  await fault(['status', 'ds/agent'], /needs --from/);
  await fault(['pause', 'ds/agent'], /history, status, undo or restart/);
  await fault(['status', 'ds/agent', '--timeout=5', ...FROM], /duration with a unit/);
  await fault(
    ['status', 'ds/agent', '--from', 'fixtures/dumps/ambiguous.yaml'],
    /in the namespaces team-a, team-b: choose one with -n/,
  );
  await fault(['status', 'ds/agent', '--from', 'x.yaml'], /cannot read x.yaml/);
  await fault(['status', 'ds/agent', '--from', 'x.yaml'], /contains no DaemonSets/, {
    'x.yaml': 'kind: Pod\nmetadata:\n  name: a\n',
  });
});

test('reads standard input', async () => {
  const files = { '-': 'kind: DaemonSet\nmetadata:\n  name: a\n  generation: 1\n' };
  const { stdout } = await run(rollout, ['history', 'ds/a', '--from', '-'], files);
  assert.is(stdout, 'daemonset.apps/a \nNo rollout history found.\n');
});

test("explanations come after kubectl's own text", async () => {
  const { stdout, code } = await run(rollout, ['status', 'ds/agent', '--explain', ...FROM]);
  assert.ok(stdout.startsWith(`${WAITING}\nerror: 1 updated pod on worker-3 is not Ready (ImagePullBackOff): `));
  assert.match(stdout, / {2}rests on: pod\/agent-ccccc\n {2}to do: correct the image name/);
  assert.is(code, 0);
});

test('durations', () => {
  assert.is(parseDuration('--timeout', '1m30.5s'), 90.5);
  assert.is(parseDuration('--timeout', '-5s'), -5);
  assert.throws(
    () => parseDuration('--timeout', 'soon'),
    (error: unknown) => error instanceof UsageError,
  );
  assert.equal([0.4, 59.6, 61, 3600, 200650].map(showDuration), ['0 s', '1 min', '1 min 1 s', '1 h', '2 d 7 h']);
});

test.run();
