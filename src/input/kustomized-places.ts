/** Where the characters of a built kustomization are written. */
import { dirname } from 'node:path';
import type { Beneath, MadeFrom, SourceFile, WrittenPlace } from '../document/source.ts';
import { BUILT_HERE } from '../report/deduplicate.ts';
import type { Place, Printed } from '../kustomize/index.ts';
import { holderOf } from '../document/overlaps.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import { groupBy } from '../words/group-by.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import { firstWhere } from '../kubernetes/go/search.ts';

/** The files that a kustomization was built from. */
export interface BuiltFiles {
  /** The kustomization file. */
  readonly file: string;
  /** A file as a report shows it; undefined where it cannot be read. */
  readonly source: (path: string) => SourceFile | undefined;
  /** The line of the kustomization that leads to a file of another one. */
  readonly wayTo: (file: string) => Place | undefined;
  readonly isIgnored: (file: string) => boolean;
  /** The files in which a text is found. */
  readonly marked: (text: string) => readonly SourceFile[];
  /** The base that brings a file, built without this kustomization; undefined for files of its own. */
  readonly base: (file: string) => BuiltBase | undefined;
}

/** A base, as a kustomization finds it. */
export interface BuiltBase {
  readonly source: SourceFile;
  readonly has: (file: string) => boolean;
}

const NOWHERE = { source: { path: '', text: '' }, span: { start: 0, end: 0 } };

/** The places of a printed text; `marks` are in its order. */
export function builtPlaces(
  text: string,
  marks: readonly Printed[],
  files: BuiltFiles,
  { path, only }: Pick<MadeFrom, 'only'> & { readonly path: string },
): MadeFrom {
  const placeOfMark = ({ place }: Printed): Omit<WrittenPlace, 'exact'> | undefined => {
    const source = files.source(place.file);
    return (
      source && {
        source,
        span: { start: place.start, end: place.end },
        related: builder(place.file, files),
        ...(files.isIgnored(place.file) ? { isIgnored: true } : {}),
      }
    );
  };
  const placeOf = (span: Span): WrittenPlace => {
    const mark = markFor(marks, span);
    const place = mark && placeOfMark(mark);
    if (mark === undefined || place === undefined) return { ...atStart(files), related: [] };
    const written = place.source.text.slice(place.span.start, place.span.end);
    const exact = mark.start === span.start && mark.end === span.end && written === text.slice(span.start, span.end);
    return { ...place, exact };
  };
  const beneath = (span: Span): Beneath | undefined => {
    const file = markFor(marks, span)?.place.file;
    const base = file === undefined ? undefined : files.base(file);
    if (base === undefined || file === undefined) return undefined;
    const own = (at: Span): WrittenPlace => {
      const nearest = nearestMark(documentAround(text, marks, at), at, ({ place }) => !base.has(place.file));
      const place = nearest && placeOfMark(nearest);
      return place === undefined ? atWay(file, files) : { ...place, exact: false };
    };
    return { source: base.source, own };
  };
  return { placeOf, marked: files.marked, holds: holderOf(() => spansIn(marks, files)), beneath, only, path };
}

/** What of each file is in a text, by the paths shown; the lines that lead to files of others are in it as well. */
function spansIn(marks: readonly Printed[], files: BuiltFiles): ReadonlyMap<string, readonly Span[]> {
  const byFile = groupBy(
    marks.map(({ place }) => place),
    ({ file }) => file,
  );
  for (const way of [...byFile.keys()].map(files.wayTo)) if (way !== undefined) addTo(byFile, way.file, way);
  return new Map(
    [...byFile].flatMap(([file, own]) => {
      const shown = files.source(file)?.path;
      return shown === undefined ? [] : [[shown, own] as const];
    }),
  );
}

/** The marks of the object that a span is in. */
function documentAround(text: string, marks: readonly Printed[], { start }: Span): readonly Printed[] {
  const before = text.lastIndexOf('\n---\n', start);
  const after = text.indexOf('\n---\n', start);
  return marks.filter((mark) => mark.start > before && (after < 0 || mark.end <= after));
}

function nearestMark(
  marks: readonly Printed[],
  { start }: Span,
  isWanted: (mark: Printed) => boolean,
): Printed | undefined {
  let nearest: Printed | undefined;
  for (const mark of marks) {
    const isNearer = nearest === undefined || Math.abs(mark.start - start) < Math.abs(nearest.start - start);
    if (isWanted(mark) && isNearer) nearest = mark;
  }
  return nearest;
}

/** The line of a kustomization that asks for the base with a file. */
function atWay(file: string, files: BuiltFiles): WrittenPlace {
  const way = files.wayTo(file);
  const source = way && files.source(way.file);
  if (way === undefined || source === undefined) return { ...atStart(files), related: [] };
  return { source, span: { start: way.start, end: way.end }, exact: false, related: [] };
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
  return [{ source: overlay, span: { start: way.start, end: way.end }, message: BUILT_HERE }];
}

/** The mark that a span is best shown by: the last value in it, since that decides, otherwise the nearest before. */
function markFor(marks: readonly Printed[], { start, end }: Span): Printed | undefined {
  const index = firstWhere(0, marks.length, (at) => (marks[at]?.start ?? 0) >= start);
  const [first, second] = [marks[index], marks[index + 1]];
  if (first === undefined || first.start >= Math.max(end, start + 1)) return marks[index - 1] ?? first;
  // A key with its scalar.
  return second?.end === end && second.start < end ? second : first;
}
