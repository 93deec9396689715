import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { goSorted } from '../../../src/kubernetes/go/sort.ts';

/** The order in which the items `0, 1, …` come out when item i has key `keys[i]`. */
function order(keys: readonly number[]): number[] {
  const items = keys.map((key, index) => ({ key, index }));
  return goSorted(items, (a, b) => a.key < b.key).map(({ index }) => index);
}

test('up to twelve items keep their order', () => {
  assert.equal(order([1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]), [1, 3, 5, 7, 9, 11, 0, 2, 4, 6, 8, 10]);
});

// Printed by Go's sort.Slice.
test('more items come out as pattern-defeating quicksort leaves them', () => {
  assert.equal(order([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]), [8, 12, 2, 0, 4, 10, 6, 3, 7, 9, 5, 11, 1]);
  assert.equal(
    order([1, 0, 2, 1, 0, 2, 1, 0, 2, 1, 0, 2, 1, 0, 2, 1, 0, 2, 1, 0]),
    [7, 1, 19, 16, 4, 13, 10, 15, 9, 6, 12, 0, 3, 18, 8, 11, 5, 14, 17, 2],
  );
  assert.equal(
    order([7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7]),
    [16, 15, 14, 18, 17, 13, 12, 11, 20, 19, 10, 21, 22, 8, 9, 7, 6, 24, 23, 5, 4, 25, 26, 2, 3, 27, 28, 1, 0, 29],
  );
  assert.equal(
    order([
      0, 4, 3, 2, 1, 0, 4, 3, 2, 1, 0, 4, 3, 2, 1, 0, 4, 3, 2, 1, 0, 4, 3, 2, 1, 0, 4, 3, 2, 1, 0, 4, 3, 2, 1, 0, 4, 3,
      2, 1, 0, 4, 3, 2, 1, 0, 4, 3, 2, 1, 0, 4, 3, 2, 1, 0, 4, 3, 2, 1,
    ]),
    [
      15, 55, 50, 45, 40, 5, 35, 30, 0, 25, 10, 20, 29, 24, 14, 49, 59, 34, 39, 19, 4, 54, 44, 9, 23, 38, 48, 43, 28, 8,
      58, 53, 18, 33, 3, 13, 57, 37, 52, 32, 7, 2, 42, 27, 22, 17, 12, 47, 6, 46, 41, 51, 36, 31, 26, 1, 56, 21, 11, 16,
    ],
  );
});

test.run();
