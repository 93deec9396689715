import { readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rollout } from '../../../src/command/rollout.ts';
import { NEWEST } from '../../../src/kubernetes/api/release.ts';
import { history } from '../../../src/kubernetes/kubectl/history.ts';
import { undo } from '../../../src/kubernetes/kubectl/undo.ts';
import { dumpOf, FIXTURES, hasShared, SHARED, textOf } from '../../rollout/recordings.ts';
import { run } from '../../rollout/memory-io.ts';

interface Answer {
  readonly cmd: string;
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Asks each question of the recorded histories through the command, as kubectl was asked. */
async function compareAll(base: URL): Promise<number> {
  let asked = 0;
  for (const folder of readdirSync(base).filter((name) => name.startsWith('hist-'))) {
    const { expected } = JSON.parse(textOf(`${folder}/case.json`, base)) as { expected: readonly Answer[] };
    const files = { 'dump.yaml': textOf(`${folder}/dump.yaml`, base) };
    for (const { cmd, rc, stdout, stderr } of expected) {
      const words = cmd.split(' ').slice(1);
      const at = words.indexOf('rollout');
      const argv = [...words.slice(at + 1), ...words.slice(0, at), '--from', 'dump.yaml'];
      assert.equal(await run(rollout, argv, files), { stdout, stderr, code: rc }, `${folder}: ${cmd}`);
      asked++;
    }
  }
  return asked;
}

test('answers recorded histories as kubectl did, byte for byte', async () => {
  assert.is((await compareAll(FIXTURES)) > 20, true);
});

if (hasShared) {
  test('answers all recorded histories as kubectl did, byte for byte', async () => {
    assert.ok((await compareAll(SHARED)) > 200);
  });
} else test.skip('all histories: ../shared is not there', () => undefined);

test('a revision whose data is no DaemonSet cannot be parsed', () => {
  const { daemonSets, revisions } = dumpOf('hist-003/dump.yaml', FIXTURES);
  const [daemonSet] = daemonSets;
  assert.ok(daemonSet);
  const withData = (data: object) => revisions.map((each) => (each.revision === 1 ? { ...each, data } : each));
  const name = revisions.find(({ revision }) => revision === 1)?.metadata?.name ?? '';
  const unparsed = { stdout: '', stderr: `error: unable to parse history ${name}\n`, code: 1 };
  const ofPod = (spec: object) => ({ spec: { template: { $patch: 'replace', spec } } });
  for (const data of [{ spec: [] }, ofPod({ containers: 'none' }), ofPod({ overhead: { cpu: 'much' } })]) {
    const wrong = withData(data);
    assert.equal(history(daemonSet, wrong, 1, NEWEST), unparsed, JSON.stringify(data));
    assert.is(history(daemonSet, wrong, 2, NEWEST).code, 0);
    const { stderr, code } = undo(daemonSet, wrong, 1, 'client', NEWEST);
    assert.is(code, 1);
    assert.match(stderr, /^error: (?:json: cannot unmarshal|quantities must match)/);
  }
  assert.is(history(daemonSet, withData(ofPod({ unknown: 'field' })), 1, NEWEST).code, 0);
});

test.run();
