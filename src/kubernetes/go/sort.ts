/**
 * Go's `sort.Slice` and `sort.Sort`, which are not stable: for equal keys, the order in a list of more than twelve
 * depends on the steps of pattern-defeating quicksort. Source: sort/zsortfunc.go of Go 1.19 and later.
 */

/** A sorted copy of `items`, equal items in the order in which Go leaves them. */
export function goSorted<T>(items: readonly T[], less: (a: T, b: T) => boolean): T[] {
  const sorter = new Sorter([...items], less);
  sorter.sort(0, items.length, bitLength(items.length));
  return sorter.items;
}

function bitLength(value: number): number {
  return value === 0 ? 0 : 32 - Math.clz32(value);
}

type Hint = 'unknown' | 'increasing' | 'decreasing';

const MAX_INSERTION = 12;
const SHORTEST_NINTHER = 50;
const SHORTEST_SHIFTING = 50;
const MAX_STEPS = 5;
const MAX_SWAPS = 12;

class Sorter<T> {
  readonly items: T[];
  readonly #less: (a: T, b: T) => boolean;
  #swaps = 0;

  constructor(items: T[], less: (a: T, b: T) => boolean) {
    this.items = items;
    this.#less = less;
  }

  #before(i: number, j: number): boolean {
    // Both indexes are valid: every caller stays within its bounds.
    return this.#less(this.items[i] as T, this.items[j] as T);
  }

  #swap(i: number, j: number): void {
    const kept = this.items[i] as T;
    this.items[i] = this.items[j] as T;
    this.items[j] = kept;
  }

  /** pdqsort_func: sorts from `a` up to `b`; `limit` is how many bad pivots are allowed before heapsort. */
  sort(a: number, b: number, limit: number): void {
    let [wasBalanced, wasPartitioned] = [true, true];
    for (;;) {
      const length = b - a;
      if (length <= MAX_INSERTION) {
        this.#insertionSort(a, b);
        return;
      }
      if (limit === 0) {
        this.#heapSort(a, b);
        return;
      }
      if (!wasBalanced) {
        this.#breakPatterns(a, b);
        limit--;
      }
      let { pivot, hint } = this.#choosePivot(a, b);
      if (hint === 'decreasing') {
        this.#reverse(a, b);
        pivot = b - 1 - (pivot - a);
        hint = 'increasing';
      }
      if (wasBalanced && wasPartitioned && hint === 'increasing' && this.#partialInsertionSort(a, b)) return;
      if (a > 0 && !this.#before(a - 1, pivot)) {
        a = this.#partitionEqual(a, b, pivot);
        continue;
      }
      const { middle, partitioned } = this.#partition(a, b, pivot);
      wasPartitioned = partitioned;
      const [left, right] = [middle - a, b - middle];
      wasBalanced = Math.min(left, right) >= Math.trunc(length / 8);
      if (left < right) {
        this.sort(a, middle, limit);
        a = middle + 1;
      } else {
        this.sort(middle + 1, b, limit);
        b = middle;
      }
    }
  }

  #insertionSort(a: number, b: number): void {
    for (let i = a + 1; i < b; i++) for (let j = i; j > a && this.#before(j, j - 1); j--) this.#swap(j, j - 1);
  }

  #heapSort(first: number, b: number): void {
    const high = b - first;
    for (let i = Math.trunc((high - 1) / 2); i >= 0; i--) this.#siftDown(i, high, first);
    for (let i = high - 1; i >= 0; i--) {
      this.#swap(first, first + i);
      this.#siftDown(0, i, first);
    }
  }

  #siftDown(low: number, high: number, first: number): void {
    for (let root = low; ;) {
      let child = 2 * root + 1;
      if (child >= high) return;
      if (child + 1 < high && this.#before(first + child, first + child + 1)) child++;
      if (!this.#before(first + root, first + child)) return;
      this.#swap(first + root, first + child);
      root = child;
    }
  }

  #partition(a: number, b: number, pivot: number): { middle: number; partitioned: boolean } {
    this.#swap(a, pivot);
    let [i, j, partitioned] = [a + 1, b - 1, true];
    for (;;) {
      while (i <= j && this.#before(i, a)) i++;
      while (i <= j && !this.#before(j, a)) j--;
      if (i > j) break;
      partitioned = false;
      this.#swap(i++, j--);
    }
    this.#swap(j, a);
    return { middle: j, partitioned };
  }

  #partitionEqual(a: number, b: number, pivot: number): number {
    this.#swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    for (;;) {
      while (i <= j && !this.#before(a, i)) i++;
      while (i <= j && this.#before(a, j)) j--;
      if (i > j) return i;
      this.#swap(i++, j--);
    }
  }

  #partialInsertionSort(a: number, b: number): boolean {
    let i = a + 1;
    for (let step = 0; step < MAX_STEPS; step++) {
      while (i < b && !this.#before(i, i - 1)) i++;
      if (i === b) return true;
      if (b - a < SHORTEST_SHIFTING) return false;
      this.#swap(i, i - 1);
      if (i - a >= 2) for (let j = i - 1; j >= 1 && this.#before(j, j - 1); j--) this.#swap(j, j - 1);
      if (b - i >= 2) for (let j = i + 1; j < b && this.#before(j, j - 1); j++) this.#swap(j, j - 1);
    }
    return false;
  }

  #breakPatterns(a: number, b: number): void {
    const length = b - a;
    let random = BigInt(length);
    const middle = a + Math.trunc(length / 4) * 2;
    for (let i = middle - 1; i <= middle + 1; i++) {
      random = xorshift(random);
      const other = Number(random & (2n ** BigInt(bitLength(length)) - 1n));
      this.#swap(i, a + (other >= length ? other - length : other));
    }
  }

  #choosePivot(a: number, b: number): { pivot: number; hint: Hint } {
    const length = b - a;
    const quarter = Math.trunc(length / 4);
    let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3];
    this.#swaps = 0;
    if (length >= SHORTEST_NINTHER)
      [i, j, k] = [i, j, k].map((at) => this.#median(at - 1, at, at + 1)) as [number, number, number];
    const pivot = this.#median(i, j, k);
    return { pivot, hint: this.#swaps === 0 ? 'increasing' : this.#swaps === MAX_SWAPS ? 'decreasing' : 'unknown' };
  }

  #median(a: number, b: number, c: number): number {
    const [low, high] = this.#order(a, b);
    const [middle] = this.#order(high, c);
    return this.#order(low, middle)[1];
  }

  #order(a: number, b: number): [number, number] {
    if (!this.#before(b, a)) return [a, b];
    this.#swaps++;
    return [b, a];
  }

  #reverse(a: number, b: number): void {
    for (let [i, j] = [a, b - 1]; i < j; i++, j--) this.#swap(i, j);
  }
}

const MASK = 2n ** 64n - 1n;

function xorshift(value: bigint): bigint {
  let next = value ^ ((value << 13n) & MASK);
  next ^= next >> 7n;
  return next ^ ((next << 17n) & MASK);
}
