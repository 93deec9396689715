import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { meant, nearest } from '../../src/words/similar-name.ts';

test('a name is near by one step in three letters: insert, remove, replace, swap', () => {
  const known = ['plan', 'rules', 'rollout', 'dry-run'];
  for (const [typed, name] of [
    ['plna', 'plan'],
    ['ruels', 'rules'],
    ['rule', 'rules'],
    ['plans', 'plan'],
    ['PLAM', 'plan'],
    ['rolluot', 'rollout'],
    ['rlolout', 'rollout'],
    ['orllotu', 'rollout'],
    ['dryrun', 'dry-run'],
  ] as const)
    assert.is(nearest(typed, known), name, typed);
  for (const far of ['', 'naly', 'npla', 'sluer', 'outroll', 'a', 'x'.repeat(1_000_000)])
    assert.is(nearest(far, known), undefined, far.slice(0, 20));
  assert.is(nearest('ab', ['ba']), 'ba');
  assert.is(meant('plna', known), '; did you mean plan?');
});

test.run();
