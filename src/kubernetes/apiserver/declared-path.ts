/** The place of an error in the declared object if dropped volumes have moved those after them. */
import type { DroppedField } from './drop.ts';
import type { FieldError } from '../apimachinery/field-errors.ts';
import type { Path } from '../yaml/node.ts';

/**
 * `error` with its place in the object as written; the server's own path counts the items that are left after the drop.
 */
export function atDeclared(error: FieldError, dropped: readonly DroppedField[]): FieldError {
  const items = dropped.filter(({ at }) => typeof at[at.length - 1] === 'number');
  if (items.length === 0) return error;
  let at = error.at;
  // In ascending order: each removed item at or before an index moves it by one.
  for (const item of items) at = moved(at, item.at);
  return at === error.at ? error : { ...error, at };
}

function moved(path: Path, removed: Path): Path {
  const last = removed.length - 1;
  const index = path[last];
  const gone = removed[last];
  if (typeof index !== 'number' || typeof gone !== 'number' || index < gone) return path;
  if (!removed.slice(0, last).every((step, i) => step === path[i])) return path;
  return path.with(last, index + 1);
}
