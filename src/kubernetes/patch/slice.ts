/**
 * A Go slice: a window on cells that other windows may share. The merge of lists deletes and appends in place, and what
 * it has overwritten decides about the order of the result. Source: Go's `append`.
 */
import type { Value } from '../go/unstructured.ts';

export class Slice {
  readonly #cells: Value[];
  readonly #length: number;
  readonly #hasRoom: boolean;

  private constructor(cells: Value[], length: number, hasRoom: boolean) {
    this.#cells = cells;
    this.#length = length;
    this.#hasRoom = hasRoom;
  }

  /** A window on the whole of `cells`, which has no room for more. */
  static of(cells: Value[]): Slice {
    return new Slice(cells, cells.length, false);
  }

  get items(): Value[] {
    return this.#cells.slice(0, this.#length);
  }

  get length(): number {
    return this.#length;
  }

  get(index: number): Value | undefined {
    return index < this.#length ? this.#cells[index] : undefined;
  }

  set(index: number, value: Value): void {
    this.#cells[index] = value;
  }

  /** Go `append(s[:index], s[index+1:]...)`, once for each of `indexes`, which are those of the whole window. */
  without(indexes: readonly number[]): Slice {
    const cells = this.#cells;
    const gone = new Set<number>();
    const left: Value[] = [];
    let last = this.#length - 1;
    // Each time everything behind moves up, and the last value stays where it was, too.
    for (const index of indexes) {
      left.push(cells[last] ?? null);
      gone.add(index);
      while (gone.has(last)) last--;
    }
    const kept = this.items.filter((_, index) => !gone.has(index));
    for (const [index, value] of [...kept, ...left.reverse()].entries()) cells[index] = value;
    return new Slice(cells, kept.length, this.#hasRoom);
  }

  /** Go `append(s, value)`: in place while there is room. */
  append(value: Value): Slice {
    if (this.#length < this.#cells.length || this.#hasRoom) {
      this.#cells[this.#length] = value;
      return new Slice(this.#cells, this.#length + 1, this.#hasRoom);
    }
    return new Slice([...this.#cells, value], this.#length + 1, true);
  }
}
