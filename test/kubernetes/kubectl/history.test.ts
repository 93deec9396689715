import { readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rollout } from '../../../src/command/rollout.ts';
import { FIXTURES, hasShared, SHARED, textOf } from '../../rollout/recordings.ts';
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

test.run();
