import type { TextEdit } from './text-edit.ts';

/** Edits that can be made together: none touches another. */
export class EditSet {
  /** By their place. */
  readonly #edits: TextEdit[] = [];

  /**
   * Adds edits that belong together, unless one of them touches an edit of an earlier call. Two insertions at one place
   * touch: which comes first cannot be known.
   */
  add(edits: readonly TextEdit[]): boolean {
    if (edits.some((edit) => this.#touches(edit))) return false;
    for (const edit of edits) this.#edits.splice(this.#firstBehind(edit.span.start), 0, edit);
    return true;
  }

  #touches({ span }: TextEdit): boolean {
    // Those that are in do not touch, so that they end in the order in which they begin.
    const behind = this.#firstBehind(span.end);
    const last = this.#edits[behind - 1];
    return last !== undefined && last.span.end >= span.start;
  }

  /** The index of the first edit that begins behind `offset`. */
  #firstBehind(offset: number): number {
    let low = 0;
    let high = this.#edits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#edits[middle]?.span.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
