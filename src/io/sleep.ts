/** Sleeps for some milliseconds, while a pipe is full or has no data yet. */
export function sleep(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}
