/** Where the characters of a built kustomization are written. */
import { dirname } from 'node:path';
import type { MadeFrom, SourceFile, WrittenPlace } from '../document/source.ts';
import type { Place, Printed } from '../kustomize/index.ts';
import type { Span } from '../kubernetes/yaml/span.ts';

/** The files that a kustomization was built from. */
export interface BuiltFiles {
  /** The kustomization file. */
  readonly file: string;
  /** A file as a report shows it; undefined where it cannot be read. */
  readonly source: (path: string) => SourceFile | undefined;
  /** The line of the kustomization that leads to a file of another one. */
  readonly wayTo: (file: string) => Place | undefined;
  readonly isIgnored: (file: string) => boolean;
}

const NOWHERE = { source: { path: '', text: '' }, span: { start: 0, end: 0 } };

/** The places of a printed text; `marks` are in its order. */
export function builtPlaces(
  text: string,
  marks: readonly Printed[],
  files: BuiltFiles,
  { path, only }: Pick<MadeFrom, 'only'> & { readonly path: string },
): MadeFrom {
  return {
    placeOf: (span) => {
      const mark = markFor(marks, span);
      const place = mark?.place;
      const source = place === undefined ? undefined : files.source(place.file);
      if (mark === undefined || place === undefined || source === undefined) return { ...atStart(files), related: [] };
      const written = source.text.slice(place.start, place.end);
      const exact = mark.start === span.start && mark.end === span.end && written === text.slice(span.start, span.end);
      return {
        source,
        span: { start: place.start, end: place.end },
        exact,
        related: builder(place.file, files),
        ...(files.isIgnored(place.file) ? { isIgnored: true } : {}),
      };
    },
    only,
    path,
  };
}

function atStart({ file, source }: BuiltFiles): Omit<WrittenPlace, 'related'> {
  const own = source(file);
  return { ...NOWHERE, ...(own === undefined ? {} : { source: own }), exact: false };
}

/** The overlay, for what another kustomization says. */
function builder(file: string, { file: own, source, wayTo }: BuiltFiles): WrittenPlace['related'] {
  const way = dirname(file) === dirname(own) ? undefined : wayTo(file);
  const overlay = way === undefined ? undefined : source(way.file);
  if (way === undefined || overlay === undefined) return [];
  return [{ source: overlay, span: { start: way.start, end: way.end }, message: 'built here' }];
}

/** The mark that a span is best shown by: the last value in it, since that decides, otherwise the nearest before. */
function markFor(marks: readonly Printed[], { start, end }: Span): Printed | undefined {
  let [low, high] = [0, marks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  const [first, second] = [marks[low], marks[low + 1]];
  if (first === undefined || first.start >= Math.max(end, start + 1)) return marks[low - 1] ?? first;
  // A key with its scalar.
  return second?.end === end && second.start < end ? second : first;
}
