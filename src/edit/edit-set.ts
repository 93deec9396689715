import type { TextEdit } from './text-edit.ts';
import { firstWhere } from '../kubernetes/go/search.ts';

/** Edits of a stretch are split when there are more: an array takes time to make room in. */
const MOST_IN_STRETCH = 512;

/** Edits that can be made together: none touches another. */
export class EditSet {
  /** By their place, in stretches of which none is empty. */
  readonly #stretches: TextEdit[][] = [];

  /**
   * Adds edits that belong together, unless one of them touches an edit of an earlier call. Two insertions at one place
   * touch: which comes first cannot be known.
   */
  add(edits: readonly TextEdit[]): boolean {
    if (edits.some((edit) => this.#touches(edit))) return false;
    for (const edit of edits) this.#insert(edit);
    return true;
  }

  #insert(edit: TextEdit): void {
    const at = Math.max(0, firstBehind(this.#stretches, ([first]) => first, edit.span.start) - 1);
    const stretch = this.#stretches[at];
    if (stretch === undefined) {
      this.#stretches.push([edit]);
      return;
    }
    stretch.splice(
      firstBehind(stretch, (each) => each, edit.span.start),
      0,
      edit,
    );
    if (stretch.length > MOST_IN_STRETCH) this.#stretches.splice(at + 1, 0, stretch.splice(MOST_IN_STRETCH / 2));
  }

  #touches({ span }: TextEdit): boolean {
    // Those that are in do not touch, so that they end in the order in which they begin.
    const stretch = this.#stretches[firstBehind(this.#stretches, ([first]) => first, span.end) - 1];
    const last = stretch?.[firstBehind(stretch, (each) => each, span.end) - 1];
    return last !== undefined && last.span.end >= span.start;
  }
}

/** The index of the first item whose edit begins behind `offset`. */
function firstBehind<T>(items: readonly T[], editOf: (item: T) => TextEdit | undefined, offset: number): number {
  return firstWhere(0, items.length, (index) => {
    const item = items[index];
    return item !== undefined && (editOf(item)?.span.start ?? 0) > offset;
  });
}
