import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  failsAfterReady,
  neverReady,
  predict,
  resolveBudget,
  scaledValue,
  type Budget,
  type Pace,
} from '../../../src/kubernetes/controller/budget.ts';
import { simulate } from '../../../src/kubernetes/controller/simulate.ts';
import { FIXTURES, textOf } from '../../rollout/recordings.ts';

interface Recording {
  readonly id: string;
  readonly tag: string;
  readonly n: number;
  readonly maxUnavailable: number | string;
  readonly maxSurge: number | string;
  readonly minReadySeconds: number;
  readonly readyDelayS: number;
  readonly deleteDelayS: number;
  readonly observed: { readonly maxUnavailableNodes: number; readonly waves: number; readonly seconds: number };
}

const recordings = textOf('rollouts.ndjson', FIXTURES)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recording);

function budgetOf(maxUnavailable: number | string, maxSurge: number | string, nodes: number): Budget {
  return resolveBudget(
    { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } } },
    nodes,
  );
}

/** The pods of a recording, and the client limit of its controller. */
function paceOf({ tag, readyDelayS, deleteDelayS, minReadySeconds }: Recording): Pace {
  const [clientQps, clientBurst] = tag === 'qps' ? [20, 30] : [1000, 2000];
  return { readySeconds: readyDelayS, terminationSeconds: deleteDelayS, minReadySeconds, clientQps, clientBurst };
}

test('there are 113 recorded rollouts', () => {
  assert.is(recordings.length, 113);
});

test('the closed form holds in every recorded rollout', () => {
  for (const recording of recordings) {
    const { id, tag, n, observed } = recording;
    const plan = predict(budgetOf(recording.maxUnavailable, recording.maxSurge, n), n, paceOf(recording));
    assert.is(plan.maxUnavailableNodes, observed.maxUnavailableNodes, id);
    assert.ok(plan.waves !== null && plan.waves <= observed.waves, id);
    const off = Math.abs((plan.seconds ?? Infinity) - observed.seconds) / observed.seconds;
    if (tag === 'realkcm') assert.ok(off <= 0.1, `${id}: ${String(off)}`);
  }
});

test('the simulation agrees with the closed form', () => {
  for (const recording of recordings) {
    const { id, tag, n } = recording;
    const [budget, pace] = [budgetOf(recording.maxUnavailable, recording.maxSurge, n), paceOf(recording)];
    const [plan, run] = [predict(budget, n, pace), simulate(budget, { available: n }, pace)];
    assert.is(run.maxUnavailableNodes, plan.maxUnavailableNodes, id);
    assert.is(run.maxSurgeNodes, plan.maxSurgeNodes, id);
    assert.is(run.waves, plan.waves, id);
    // Where requests have to wait, waves overlap: the closed form is an upper bound then.
    const off = Math.abs((run.seconds ?? Infinity) - (plan.seconds ?? 0)) / (plan.seconds ?? 1);
    assert.ok(off <= (tag === 'qps' ? 0.3 : 0.02), `${id}: ${String(run.seconds)} and ${String(plan.seconds)}`);
    assert.equal(run.timeline.at(-1)?.updated, n, id);
  }
});

test('both budgets are rounded up in double precision', () => {
  assert.is(scaledValue('10%', 5), 1);
  assert.is(scaledValue('29%', 100), 29);
  assert.is(scaledValue('7%', 300), 21);
  assert.is(scaledValue('1%', 0), 0);
  assert.is(scaledValue(7, 3), 7);
  assert.is(scaledValue('5', 3), 0);
});

test('which algorithm runs', () => {
  assert.equal(budgetOf('30%', 0, 10), { strategy: 'delete-first', maxUnavailable: 3, maxSurge: 0 });
  assert.equal(budgetOf(0, '30%', 10), { strategy: 'surge', maxUnavailable: 0, maxSurge: 3 });
  assert.equal(budgetOf(0, 0, 10), { strategy: 'delete-first', maxUnavailable: 1, maxSurge: 0 });
  assert.equal(budgetOf(0, 0, 0), { strategy: 'delete-first', maxUnavailable: 0, maxSurge: 0 });
  const onDelete = { updateStrategy: { type: 'OnDelete' as const, rollingUpdate: { maxUnavailable: 3 } } };
  assert.equal(resolveBudget(onDelete, 10), { strategy: 'on-delete', maxUnavailable: 0, maxSurge: 0 });
});

test('dead nodes: how many are tolerated, and when it never ends', () => {
  const pace = { readySeconds: 1, terminationSeconds: 1, minReadySeconds: 0, clientQps: 20, clientBurst: 30 };
  assert.is(predict(budgetOf(1, 0, 10), 10, pace).deadNodesTolerated, 0);
  assert.is(predict(budgetOf('30%', 0, 10), 10, pace).deadNodesTolerated, 2);
  assert.is(predict(budgetOf(0, 1, 10), 10, pace).deadNodesTolerated, 9);
  assert.is(predict(budgetOf(1, 0, 10), 10, pace, 1).waves, null);
  assert.is(predict(budgetOf(2, 0, 10), 10, pace, 1).waves, 9);
  for (const [budget, dead, ends] of [
    [budgetOf(1, 0, 10), 1, false],
    [budgetOf(2, 0, 10), 1, true],
    [budgetOf(2, 0, 10), 2, false],
    [budgetOf(0, 1, 10), 9, true],
  ] as const) {
    const run = simulate(budget, { available: 10 - dead, dead }, pace);
    assert.is(run.seconds !== null, ends, `${String(dead)} dead of 10: ${JSON.stringify(budget)}`);
  }
});

test('old pods that are not available are replaced at once', () => {
  const pace = { readySeconds: 1, terminationSeconds: 1, minReadySeconds: 0, clientQps: 1000, clientBurst: 1000 };
  for (const budget of [budgetOf(1, 0, 7), budgetOf(0, 1, 7)]) {
    const run = simulate(budget, { available: 0, unavailable: 7 }, pace);
    assert.is(run.waves, 1);
    assert.is(run.maxUnavailableNodes, 7);
  }
});

// Recorded: the new version is Ready after about a second and fails 4 seconds later, for good.
test('a bad version takes down as many nodes as it did in the recordings', () => {
  const pace: Pace = {
    readySeconds: 1,
    terminationSeconds: 0.5,
    minReadySeconds: 0,
    clientQps: 1000,
    clientBurst: 2000,
  };
  const slow = { ...pace, minReadySeconds: 10 };
  const cases = [
    [budgetOf(1, 0, 10), pace, 4],
    [budgetOf('30%', 0, 10), pace, 10],
    [budgetOf(0, 1, 10), pace, 10],
    [budgetOf(1, 0, 10), slow, 1],
    [budgetOf(0, 1, 10), slow, 0],
  ] as const;
  for (const [budget, times, down] of cases) {
    assert.is(failsAfterReady(budget, 10, times, 4).nodesDown, down, JSON.stringify(budget));
    const run = simulate(budget, { available: 10 }, times, { failAfter: 4 });
    assert.is(run.timeline.at(-1)?.unavailable, down, JSON.stringify(budget));
  }
  assert.equal(neverReady(budgetOf(0, 2, 10), 10), { nodesDown: 0, extraPods: 2 });
  assert.equal(neverReady(budgetOf('100%', 0, 10), 10), { nodesDown: 10, extraPods: 0 });
});

test('a seed repeats a simulation, another one does not', () => {
  const pace = { readySeconds: 5, terminationSeconds: 2, minReadySeconds: 0, clientQps: 20, clientBurst: 30 };
  const run = (seed: number): number | null =>
    simulate(budgetOf('25%', 0, 20), { available: 20 }, pace, {}, { seed, jitter: 0.3 }).seconds;
  assert.is(run(1), run(1));
  assert.is.not(run(1), run(2));
});

test.run();
