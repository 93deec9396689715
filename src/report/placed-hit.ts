import { positionIn, writtenPlace, type WrittenPlace } from '../document/source.ts';
import type { Hit } from '../rule/lint.ts';

/** An exception that hides a finding; `until` is its last day. */
export interface Suppressed {
  readonly by: 'comment' | 'annotation' | 'baseline';
  readonly reason?: string;
  readonly until?: string;
}

/** A hit where it is written. */
export interface PlacedHit {
  readonly hit: Hit;
  readonly place: WrittenPlace;
  readonly hidden?: Suppressed;
}

/** Where a hit is written. What an ignored base brings into an overlay is told there, where the server refuses it. */
export function placeOf(hit: Hit): WrittenPlace {
  const place = hit.place ?? writtenPlace(hit.source, hit.span);
  const [overlay] = place.related;
  if (place.isIgnored !== true || hit.problem.server === undefined || overlay === undefined) return place;
  const { source, span } = overlay;
  const note = `${place.source.path}:${positionIn(place.source, place.span.start).line}`;
  return { source, span, exact: false, related: [], note };
}
