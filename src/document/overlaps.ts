/** Whether parts of texts overlap others, which are sorted once. */
import type { Span } from '../kubernetes/yaml/span.ts';
import { firstWhere } from '../kubernetes/go/search.ts';

/** Answers whether one of the spans of a file overlaps another part of it; they are asked for when somebody asks. */
export function holderOf(spansIn: () => ReadonlyMap<string, readonly Span[]>): (path: string, span: Span) => boolean {
  let overlaps: ReadonlyMap<string, (span: Span) => boolean> | undefined;
  return (path, span) => {
    overlaps ??= new Map([...spansIn()].map(([file, spans]) => [file, overlapsOf(spans)]));
    return overlaps.get(path)?.(span) === true;
  };
}

function overlapsOf(spans: readonly Span[]): (span: Span) => boolean {
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  let last = -1;
  // How far those up to each one reach.
  const reaches = sorted.map(({ end }) => (last = Math.max(last, end)));
  return ({ start, end }) => {
    const before = firstWhere(0, sorted.length, (index) => (sorted[index]?.start ?? 0) >= end);
    return before > 0 && (reaches[before - 1] ?? -1) > start;
  };
}
