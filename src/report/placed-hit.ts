import { writtenPlace, type WrittenPlace } from '../document/source.ts';
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

/** Where a hit is written. */
export function placeOf(hit: Hit): WrittenPlace {
  return hit.place ?? writtenPlace(hit.source, hit.span);
}
