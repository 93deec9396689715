/**
 * A Go slice: a window on cells that other windows may share. The merge of lists deletes and appends in place, and what
 * it has overwritten decides about the order of the result. Source: Go's `append`.
 */
import type { Value } from '../go/unstructured.ts';

export class Slice {
  readonly #cells: Value[];
  readonly #length: number;

  private constructor(cells: Value[], length: number) {
    this.#cells = cells;
    this.#length = length;
  }

  /** A window on the whole of `cells`, which has no room for more. */
  static of(cells: Value[]): Slice {
    return new Slice(cells, cells.length);
  }

  get items(): Value[] {
    return this.#cells.slice(0, this.#length);
  }

  set(index: number, value: Value): void {
    this.#cells[index] = value;
  }

  /** Go `append(s[:index], s[index+1:]...)`. */
  without(index: number): Slice {
    this.#cells.copyWithin(index, index + 1, this.#length);
    return new Slice(this.#cells, this.#length - 1);
  }

  /** Go `append(s, value)`: in place while there is room. */
  append(value: Value): Slice {
    if (this.#length === this.#cells.length) return Slice.of([...this.#cells, value]);
    this.#cells[this.#length] = value;
    return new Slice(this.#cells, this.#length + 1);
  }
}
