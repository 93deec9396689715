/** What is given for the charts of an input beside their own values. */

/** Values as helm's options name them. */
export interface ChartValues {
  /** From the current folder; later ones win. */
  readonly files: readonly string[];
  /** As `--set` takes them. */
  readonly typed: readonly string[];
}

/** How a chart is installed, as the configuration says it. */
export interface ChartRelease {
  /** The chart's, absolute. */
  readonly folder: string;
  /** Files of values, absolute; later ones win. */
  readonly files: readonly string[];
  /** As `--set-json` takes them. */
  readonly json: readonly string[];
  readonly release?: string;
  readonly namespace?: string;
}
