import type { Report } from '../report/report.ts';
import type { ColumnUnit } from './columns.ts';

/** Which commit of which repository was checked, for SARIF's versionControlProvenance. */
export interface Repository {
  /** An absolute URI without credentials, such as `https://github.com/owner/name`. */
  readonly uri: string;
  readonly revision?: string;
  readonly branch?: string;
}

/** What a format may need beside the report; text alone uses the first four. */
export interface FormatOptions {
  readonly columnUnit: ColumnUnit;
  /** Color codes in text. */
  readonly color: boolean;
  /** Code frames, reasons and fixes under each line of text. */
  readonly terminal: boolean;
  /** Width of the terminal. */
  readonly width?: number;
  readonly repository?: Repository;
}

/** A report as the text of one format, with a final line feed; pure. */
export type Formatter = (report: Report, options: FormatOptions) => string;

/** The options of piped output. */
export const PLAIN: FormatOptions = { columnUnit: 'utf16', color: false, terminal: false };
