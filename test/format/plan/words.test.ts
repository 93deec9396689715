import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cycleText, damageText, plural } from '../../../src/format/plan/words.ts';
import type { Plan } from '../../../src/rollout/plan.ts';

/** A plan in those fields that a text reads. */
const planned = (fields: Partial<Plan>): Plan => fields as Plan;

test('what is counted is plural unless it is one', () => {
  assert.equal(
    [0, 1, 2].map((number) => plural(number, 'node')),
    ['0 nodes', '1 node', '2 nodes'],
  );
});

test('the effect of a bad version says how many nodes are down, and whether it stops', () => {
  const plan = planned({ nodes: 10 });
  assert.is(damageText({ nodesDown: 10, extraPods: 0 }, plan), 'every node goes down (10)');
  assert.is(damageText({ nodesDown: 1, extraPods: 0 }, plan), '1 node of 10 down, then it stops');
  assert.is(damageText({ nodesDown: 0, extraPods: 2 }, plan), 'no node down, 2 extra pods, then it stops');
  assert.is(damageText({ nodesDown: 0, extraPods: 0 }, planned({ nodes: 0 })), 'no node down');
});

test('a wave has the size of the budget, and never more nodes than there are', () => {
  const plan = {
    waves: 4,
    seconds: 160,
    nodes: 10,
    maxUnavailable: 3,
    maxSurge: 20,
    strategy: 'delete-first',
  } as const;
  assert.is(cycleText(planned(plan)), ' of 3 nodes and 40 s each');
  assert.is(cycleText(planned({ ...plan, strategy: 'surge', waves: 1 })), ' of 10 nodes and 2 min 40 s');
  assert.is(cycleText(planned({ ...plan, seconds: null })), '');
});

test.run();
