import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allow, BudgetError, spend, spendText, StepBudget, StepPool, withinBudget } from '../../src/limits/budget.ts';

const test = suite('budget');

/** The thousands of steps that a budget allows. */
function allowed(budget: StepBudget): number {
  let thousands = 0;
  try {
    withinBudget(budget, () => {
      for (;;) {
        spend(1000);
        thousands++;
      }
    });
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
  }
  return thousands;
}

test('what is large has as much room as what is small', () => {
  const small = allowed(new StepBudget());
  const large = new StepBudget();
  large.allow('a.yaml', 1_000_000);
  large.allow('a.yaml', 1_000_000);
  assert.is(allowed(large), small + 5000);
  assert.is(allowed(large), small + 5000, 'each use has it whole');
});

test('files that are read meanwhile allow more, once', () => {
  const budget = new StepBudget();
  withinBudget(budget, () => {
    for (let i = 0; i < 2; i++) allow('a.yaml', 1_000_000);
  });
  assert.is(allowed(budget), allowed(new StepBudget()) + 5000);
});

test('all of a run take no more than ten of them, besides what their files allow', () => {
  const one = allowed(new StepBudget());
  const pool = new StepPool();
  let all = 0;
  for (let i = 0; i < 100; i++) {
    const budget = new StepBudget(pool);
    budget.allow('shared.yaml', 200_000);
    all += allowed(budget);
  }
  assert.ok(all <= 10 * one + 1000, String(all));
  assert.throws(() => {
    withinBudget(new StepBudget(pool), () => {
      spend(1);
    });
  }, /all charts and kustomizations take more than/);
});

test('what is done within takes from the same pool, and goes on with its own budget', () => {
  const pool = new StepPool();
  const { left } = pool;
  withinBudget(new StepBudget(pool), () => {
    spend(1000);
    withinBudget(new StepBudget(), () => {
      spend(2000);
    });
    spendText(8000);
  });
  assert.is(left - pool.left, 4000);
  spend(1e12);
  assert.is(left - pool.left, 4000, 'nothing is counted where nothing is under way');
});

test.run();
