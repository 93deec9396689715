/**
 * Go's `sort.SliceStable`, step by step: where `less` contradicts itself, the order depends on what is compared.
 * Source: sort/zsortfunc.go stable_func, symMerge_func.
 */
import { firstWhere } from './search.ts';

const BLOCK = 20;

/** A sorted copy of `items`. */
export function goStableSorted<T>(items: readonly T[], less: (a: T, b: T) => boolean): T[] {
  const sorter = new StableSorter([...items], less);
  sorter.sort();
  return sorter.items;
}

class StableSorter<T> {
  readonly items: T[];
  readonly #less: (a: T, b: T) => boolean;

  constructor(items: T[], less: (a: T, b: T) => boolean) {
    this.items = items;
    this.#less = less;
  }

  sort(): void {
    const { length } = this.items;
    for (let from = 0; from < length; from += BLOCK) this.#insertionSort(from, Math.min(from + BLOCK, length));
    for (let size = BLOCK; size < length; size *= 2)
      for (let from = 0; from + size < length; from += 2 * size)
        this.#merge(from, from + size, Math.min(from + 2 * size, length));
  }

  #before(i: number, j: number): boolean {
    // Both indexes are valid: every caller stays within its bounds.
    return this.#less(this.items[i] as T, this.items[j] as T);
  }

  #insertionSort(from: number, to: number): void {
    for (let i = from + 1; i < to; i++)
      for (let j = i; j > from && this.#before(j, j - 1); j--) this.#rotate(j - 1, j, j + 1);
  }

  /** Merges `from` to `middle` with `middle` to `to`. */
  #merge(from: number, middle: number, to: number): void {
    if (middle - from === 1) {
      const at = firstWhere(middle, to, (i) => !this.#before(i, from));
      this.#rotate(from, middle, at);
      return;
    }
    if (to - middle === 1) {
      const at = firstWhere(from, middle, (i) => this.#before(middle, i));
      this.#rotate(at, middle, to);
      return;
    }
    const half = Math.trunc((from + to) / 2);
    const sum = half + middle;
    const [low, high] = middle > half ? [sum - to, half] : [from, middle];
    const start = firstWhere(low, high, (i) => this.#before(sum - 1 - i, i));
    const end = sum - start;
    if (start < middle && middle < end) this.#rotate(start, middle, end);
    if (from < start && start < half) this.#merge(from, start, half);
    if (half < end && end < to) this.#merge(half, end, to);
  }

  /** Exchanges `from` to `middle` with `middle` to `to`. */
  #rotate(from: number, middle: number, to: number): void {
    const [left, right] = [this.items.slice(from, middle), this.items.slice(middle, to)];
    for (const [index, item] of [...right, ...left].entries()) this.items[from + index] = item;
  }
}
