/** The findings of the fuzzer that are kept, and the fuzzer itself. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runIn } from '../../scripts/fuzz/memory-io.ts';
import { counted, faultsOf, questionsFor } from '../../scripts/fuzz/oracles.ts';
import { faultsOfOutput } from '../../scripts/fuzz/printed.ts';
import { Random } from '../../scripts/fuzz/random.ts';
import { keptWorlds, Nursery, worldOf } from '../../scripts/fuzz/worlds.ts';
import { xmlFault } from '../../scripts/fuzz/xml.ts';
import { GOOD, WARNED } from '../cli/project.ts';

const test = suite('the fuzzer');

for (const { name, world } of keptWorlds())
  test(`its finding ${name} is fixed`, async () => {
    for (const question of questionsFor(world)) assert.equal(await faultsOf(question, world.files), [], question.name);
  });

test('makes the same inputs from a seed, and others from another', () => {
  const nursery = new Nursery();
  const born = (seed: number): unknown[] => [...nursery.born(new Random(seed)).files];
  assert.equal(born(7), born(7));
  assert.not.equal(born(7), born(8));
});

test('asks questions of a good manifest that are all answered', async () => {
  const files = new Map([['a.yaml', Buffer.from(WARNED)] as const, ['old.yaml', Buffer.from(GOOD)] as const]);
  const world = worldOf(files);
  const before = counted.runs;
  for (const question of questionsFor(world)) assert.equal(await faultsOf(question, world.files), [], question.name);
  assert.ok(counted.runs - before > 40);
});

test('sees what is wrong', async () => {
  const files = worldOf(new Map([['a.yaml', Buffer.from(GOOD)]])).files;
  const own = { terminal: false, colored: false };
  const faults = (stdout: string, kind: Parameters<typeof faultsOfOutput>[1]): number =>
    faultsOfOutput({ code: 0, stdout, stderr: '' }, kind, own).length;
  assert.equal(
    [faults('\u001b[31mx', 'text'), faults('::error::x', 'text'), faults('::error::x', 'github'), faults('{', 'json')],
    [1, 1, 1, 1],
  );
  assert.equal([faults('<b>', 'markdown'), faults('<a><b></a>', 'svg'), faults('fine\n', 'text')], [1, 1, 0]);
  assert.equal(faultsOfOutput({ code: 3, stdout: '', stderr: 'this is a bug' }, 'text', own).length, 2);
  assert.equal([xmlFault('<a b="1"/>'), xmlFault('<a>&amp;</a>'), xmlFault('<a>&</a>')].map(Boolean), [
    false,
    false,
    true,
  ]);
  const throwing = { name: 'throws', ask: () => Promise.reject(new Error('here')) };
  assert.match((await faultsOf(throwing, files))[0] ?? '', 'threw Error: here');
});

test('runs the program in memory', async () => {
  const { files } = worldOf(new Map([['a.yaml', Buffer.from(WARNED)]]));
  const done = await runIn(files, ['--fix=unsafe', '.']);
  assert.is(Buffer.from(done.files.get('/work/a.yaml') ?? []).toString(), GOOD);
});

test.run();
