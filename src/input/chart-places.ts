/** Where the characters of a rendered chart are written. */
import { positionIn, type MadeFrom, type SourceFile, type WrittenPlace } from '../document/source.ts';
import { UNKNOWN, type Frame, type Mark, type Origin, type Segment, type Site, type Str } from '../gotemplate/text.ts';
import { holderOf } from '../document/overlaps.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import type { Span } from '../kubernetes/yaml/span.ts';

/** The files of a chart, by their paths and by what helm calls its templates. */
export interface ChartFiles {
  readonly file: (path: string) => SourceFile | undefined;
  readonly template: (name: string) => SourceFile | undefined;
  /** The files in which a text is found. */
  readonly marked: (text: string) => readonly SourceFile[];
  /** A file that can be changed: it is in no archive. */
  readonly isEditable: (path: string) => boolean;
}

type Related = WrittenPlace['related'][number];

/** How many values a finding names. */
const MAX_VALUES = 3;
const COMES_FROM = 'the value comes from ';

/** The places of a release's text; `extra` explains every one of them (the values that it is rendered with). */
export function placesOf(
  text: Str,
  files: ChartFiles,
  extra: readonly Related[],
  only?: ReadonlySet<string>,
): MadeFrom {
  return {
    marked: files.marked,
    holds: holderOf(() => spansIn(text.segments, files)),
    placeOf: (span) => {
      const pieces = piecesIn(text.segments, span);
      const first = pieces.find(({ origin }) => origin?.site !== undefined) ?? pieces[0];
      const place = first === undefined ? undefined : placeOf(first, pieces, files);
      const nowhere = { source: { path: '', text: '' }, span: { start: 0, end: 0 }, exact: false };
      const values = valuesOf(pieces, files);
      return {
        ...(place ?? nowhere),
        note: noteOf(values),
        unknown: pieces.some(({ origin }) => origin?.mark === UNKNOWN),
        related: [...values, ...callersOf(first?.origin, files), ...extra],
      };
    },
    only,
  };
}

/** What of each file is in a text: of templates, and of the values that it rests on. */
function spansIn(segments: readonly Segment[], files: ChartFiles): ReadonlyMap<string, Span[]> {
  const spans = new Map<string, Span[]>();
  const paths = new Map<string, string | undefined>();
  const pathOf = (name: string): string | undefined => {
    if (!paths.has(name)) paths.set(name, files.template(name)?.path);
    return paths.get(name);
  };
  let from = 0;
  for (const { origin, offset, end } of segments) {
    const path = origin?.site && pathOf(origin.site.source.name);
    const { site, literal, mark } = origin ?? {};
    if (path !== undefined && site !== undefined)
      addTo(spans, path, literal === true ? { start: offset, end: offset + end - from } : site);
    if (mark !== undefined && mark !== UNKNOWN) addTo(spans, mark.path, mark);
    from = end;
  }
  return spans;
}

/** A part of one segment that lies in the span asked for. */
interface Piece {
  readonly origin: Origin | undefined;
  /** Where it begins in the origin's own text. */
  readonly offset: number;
  readonly length: number;
}

function piecesIn(segments: readonly Segment[], { start, end }: Span): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const segment of segments) {
    const first = Math.max(from, start);
    const last = Math.min(segment.end, Math.max(end, start + 1));
    if (first < last)
      pieces.push({ origin: segment.origin, offset: segment.offset + first - from, length: last - first });
    from = segment.end;
    if (from >= end && pieces.length > 0) break;
  }
  return pieces;
}

function placeOf(first: Piece, pieces: readonly Piece[], files: ChartFiles): Omit<WrittenPlace, 'related'> | undefined {
  const site = first.origin?.site;
  if (site === undefined) return undefined;
  const source = files.template(site.source.name);
  if (source === undefined) return undefined;
  const start = startOf(first, site);
  // What follows in the same template belongs to the place: "{{ repository }}:{{ tag }}".
  const own = pieces.filter(({ origin }) => origin?.site?.source === site.source && origin.site.frame === site.frame);
  const end = Math.max(...own.map((piece) => endOf(piece)));
  const exact = pieces.length === 1 && first.origin?.literal === true && files.isEditable(source.path);
  return { source, span: { start, end: Math.max(start, end) }, exact };
}

function startOf({ origin, offset }: Piece, site: Site): number {
  return origin?.literal === true ? offset : site.start;
}

function endOf({ origin, offset, length }: Piece): number {
  return origin?.literal === true ? offset + length : (origin?.site?.end ?? 0);
}

/** The values that a span rests on. */
function valuesOf(pieces: readonly Piece[], files: ChartFiles): Related[] {
  const marks = new Map<string, Mark>();
  for (const { origin } of pieces) {
    const mark = origin?.mark;
    // A key and its value are printed apart and come from one entry.
    if (mark !== undefined && mark !== UNKNOWN) marks.set([mark.path, ...mark.keys].join('\0'), mark);
  }
  return [...marks.values()].slice(0, MAX_VALUES).flatMap((mark) => {
    const source = files.file(mark.path);
    if (source === undefined || mark.keys.length === 0) return [];
    return [{ source, span: { start: mark.start, end: mark.end }, message: COMES_FROM + shownKeys(mark.keys) }];
  });
}

/** Which values to change, and in which lines. */
function noteOf(values: readonly Related[]): string | undefined {
  if (values.length === 0) return undefined;
  const places = values.map(({ message, source, span }, index) => {
    const key = index === 0 ? message : message.slice(COMES_FROM.length);
    return `${key}, ${source.path}:${String(positionIn(source, span.start).line)}`;
  });
  return places.join('; ');
}

function shownKeys(keys: Mark['keys']): string {
  return keys
    .map((key, index) => (typeof key === 'number' ? `[${String(key)}]` : index === 0 ? key : `.${key}`))
    .join('');
}

/** Who included a helper, the nearest first. */
function callersOf(origin: Origin | undefined, files: ChartFiles): Related[] {
  const related: Related[] = [];
  let frame: Frame | undefined = origin?.site?.frame;
  for (let site = frame?.caller; site !== undefined && related.length < 5; site = frame.caller) {
    const source = site.source.value === undefined ? files.template(site.source.name) : undefined;
    if (source !== undefined)
      related.push({ source, span: { start: site.start, end: site.end }, message: 'included here' });
    frame = site.frame;
  }
  return related;
}
