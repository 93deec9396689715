/** Whether parts of a text overlap others, which are sorted once. */
import type { Span } from '../kubernetes/yaml/span.ts';
import { firstWhere } from '../kubernetes/go/search.ts';

/** Answers whether one of `spans` overlaps another part of the text. */
export function overlapsOf(spans: Iterable<Span>): (span: Span) => boolean {
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  let last = -1;
  // How far those up to each one reach.
  const reaches = sorted.map(({ end }) => (last = Math.max(last, end)));
  return ({ start, end }) => {
    const before = firstWhere(0, sorted.length, (index) => (sorted[index]?.start ?? 0) >= end);
    return before > 0 && (reaches[before - 1] ?? -1) > start;
  };
}
