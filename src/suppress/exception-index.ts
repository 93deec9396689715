/** Finds the exception that covers a place: the innermost one of its rule. */
import { firstWhere } from '../kubernetes/go/search.ts';
import { groupBy } from '../words/group-by.ts';
import type { Exception } from './exceptions.ts';
import type { Word } from './directive.ts';

/** An exception for one of its rules. */
export interface Entry {
  readonly exception: Exception;
  readonly rule: Word;
  /** Whether its last day is over, or is none. */
  readonly isOver: boolean;
}

interface Nested {
  readonly entry: Entry;
  readonly start: number;
  readonly end: number;
  /** The number of the one around it. */
  readonly around: number;
}

/** The exceptions of one file; what one covers lies in another's, or apart from it. */
export class ExceptionIndex {
  readonly #byRule = new Map<string, readonly Nested[]>();

  constructor(entries: readonly Entry[]) {
    for (const [rule, own] of groupBy(entries, (entry) => entry.rule.text)) this.#byRule.set(rule, nested(own));
  }

  /** Those for a rule that cover an offset, the innermost first. */
  *around(rule: string, offset: number): Generator<Entry> {
    const all = this.#byRule.get(rule) ?? [];
    let at = firstWhere(0, all.length, (index) => (all[index]?.start ?? 0) > offset) - 1;
    for (let each = all[at]; each !== undefined; each = all[at]) {
      if (offset < each.end) yield each.entry;
      at = each.around;
    }
  }
}

/** In their order; of several that cover the same, the first that is not over. */
function nested(entries: readonly Entry[]): readonly Nested[] {
  const best = new Map<string, Entry>();
  for (const entry of entries) {
    const { extent } = entry.exception;
    if (extent === undefined) continue;
    const key = `${entry.exception.scope} ${String(extent.start)} ${String(extent.end)}`;
    const other = best.get(key);
    if (other === undefined || (other.isOver && !entry.isOver)) best.set(key, entry);
  }
  const sorted = [...best.values()].flatMap((entry) => {
    const { extent } = entry.exception;
    return extent === undefined ? [] : [{ entry, ...extent }];
  });
  sorted.sort((a, b) => a.start - b.start || b.end - a.end);
  const open: number[] = [];
  return sorted.map((each, index) => {
    while (open.length > 0 && (sorted[open.at(-1) ?? 0]?.end ?? 0) <= each.start) open.pop();
    const around = open.at(-1) ?? -1;
    open.push(index);
    return { ...each, around };
  });
}
