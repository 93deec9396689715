import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { goStableSorted } from '../../../src/kubernetes/go/sort-stable.ts';

const mixed = (length: number): number[] => Array.from({ length }, (_, i) => (i * 37 + 11) % length);
/** As strategic merge compares: what has no place comes before everything. */
const contradicting = (a: number, b: number): boolean => a % 3 === 0 || b % 3 === 0 || a < b;

// Printed by Go's sort.SliceStable.
test('where the comparison contradicts itself, the order is that of Go', () => {
  assert.equal(
    goStableSorted(mixed(30), contradicting),
    [27, 6, 15, 1, 4, 8, 24, 3, 12, 21, 0, 9, 2, 5, 7, 10, 13, 18, 11, 14, 16, 17, 19, 20, 22, 23, 25, 26, 28, 29],
  );
  assert.equal(
    goStableSorted(mixed(90), contradicting),
    [
      27, 6, 75, 1, 22, 38, 43, 59, 54, 33, 12, 81, 60, 39, 2, 7, 17, 23, 28, 44, 49, 55, 65, 70, 18, 71, 76, 86, 87,
      66, 45, 8, 13, 24, 3, 19, 29, 30, 9, 78, 4, 14, 57, 20, 25, 36, 15, 31, 34, 72, 35, 40, 41, 46, 50, 52, 56, 61,
      62, 64, 67, 68, 73, 77, 80, 82, 83, 88, 51, 89, 84, 63, 42, 5, 10, 21, 0, 69, 48, 11, 16, 26, 32, 37, 47, 53, 58,
      74, 79, 85,
    ],
  );
});

test('equal items keep their order', () => {
  const tens = (a: number, b: number): boolean => Math.trunc(a / 10) < Math.trunc(b / 10);
  const wanted = mixed(90).sort((a, b) => Math.trunc(a / 10) - Math.trunc(b / 10));
  assert.equal(goStableSorted(mixed(90), tens), wanted);
});

test.run();
