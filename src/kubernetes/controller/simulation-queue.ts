/** What can happen to a node, in order. */
export type EventKind = 'gone' | 'ready' | 'available' | 'failed' | 'sync';

/** A future event. */
export interface Occurrence {
  readonly at: number;
  readonly order: number;
  readonly what: EventKind;
  readonly node: number;
}

/** client-go's rate limiter: `burst` requests immediately, then `qps` per second. */
export class TokenBucket {
  readonly #qps: number;
  readonly #burst: number;
  #tokens: number;
  #at = 0;

  constructor(qps: number, burst: number) {
    this.#qps = qps;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /** When a request that is made at `now` is sent. */
  take(now: number): number {
    const from = Math.max(now, this.#at);
    this.#tokens = Math.min(this.#burst, this.#tokens + (from - this.#at) * this.#qps);
    const wait = Math.max(0, 1 - this.#tokens) / this.#qps;
    this.#tokens += wait * this.#qps - 1;
    this.#at = from + wait;
    return this.#at;
  }
}

/** Events by time; events at the same time in the order of insertion: a binary heap. */
export class Queue {
  readonly #heap: Occurrence[] = [];
  #order = 0;

  add(at: number, what: EventKind, node: number): void {
    const heap = this.#heap;
    const item = { at, order: this.#order++, what, node };
    let i = heap.length;
    for (; i > 0;) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || before(above, item)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = item;
  }

  take(): Occurrence | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      const right = heap[left + 1];
      const child = right !== undefined && before(right, heap[left] ?? right) ? left + 1 : left;
      const below = heap[child];
      if (below === undefined || before(last, below)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
    return first;
  }
}

function before(a: Occurrence, b: Occurrence): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** A small random number generator for [0, 1) with a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
