import type { Dict } from '../gotemplate/value.ts';
import type { StepPool } from '../limits/budget.ts';

/** How a chart is rendered. */
export interface ChartSettings {
  readonly minor: number;
  /** What the charts of a run may take together. */
  readonly pool?: StepPool | undefined;
  /** Values that are given for every rendering. */
  readonly given?: Dict;
  /** Further renderings. */
  readonly releases?: readonly NamedRelease[];
  /** The files of those values, by their paths. */
  readonly givenFiles?: ReadonlyMap<string, Uint8Array>;
  /** The files that are asked about, as the report shows them; all of them without. */
  readonly only: ReadonlySet<string> | undefined;
}

/** A rendering that the configuration asks for. */
export interface NamedRelease {
  readonly values: Dict;
  /** The last of the files that the values come from. */
  readonly path?: string | undefined;
  readonly release?: string | undefined;
  readonly namespace?: string | undefined;
}
