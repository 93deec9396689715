import type { SkipReason } from '../document/skip-reason.ts';
import type { Position, SourceFile } from '../document/source.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import type { RuleMeta, ServerText, Severity } from '../rule/rule.ts';

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** One replacement in one file; `newText` has the file's own line ends. */
export interface Edit {
  readonly span: Span;
  readonly range: Range;
  readonly newText: string;
}

export interface FindingFix {
  readonly title: string;
  readonly safety: 'safe' | 'unsafe';
  readonly edits: readonly Edit[];
  /** Places at which the edits add a key, as JSON; fixes that add the same one cannot be made together. */
  readonly adds?: readonly string[];
}

export interface RelatedPlace {
  readonly path: string;
  readonly range: Range;
  readonly message: string;
}

export interface Finding {
  /** As the report shows it: relative to the current directory, `/` on every system. */
  readonly path: string;
  readonly span: Span;
  readonly range: Range;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Index into `Report.manifests`; null when it belongs to no object. */
  readonly manifest: number | null;
  /** The API's path (`spec.template.spec.containers[0].image`), empty when it belongs to no object. */
  readonly field: string;
  readonly server?: ServerText;
  readonly fix?: FindingFix;
  readonly related?: readonly RelatedPlace[];
  readonly suppressed?: { readonly by: 'comment' | 'baseline'; readonly reason?: string };
}

export interface ReportFile {
  readonly path: string;
  readonly status: 'checked' | 'skipped';
  readonly reason?: SkipReason;
  /** Single documents that were left out. */
  readonly skipped?: readonly { readonly document: number; readonly reason: SkipReason }[];
}

export interface ReportManifest {
  readonly path: string;
  readonly document: number;
  /** 1-based line at which the object starts. */
  readonly line: number;
  readonly apiVersion: string;
  readonly namespace: string;
  readonly name: string;
  readonly accepted: boolean;
}

export interface Summary {
  readonly files: number;
  readonly manifests: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly suppressed: number;
  readonly baseline: number;
}

/** What a run found, sorted by path, line, column and rule; every format is a function of this. */
export interface Report {
  readonly version: string;
  /** `1.36`, or `1.33..1.36`. */
  readonly kubernetes: string;
  readonly files: readonly ReportFile[];
  readonly manifests: readonly ReportManifest[];
  /** What is shown; notes are here only when asked for. */
  readonly findings: readonly Finding[];
  readonly summary: Summary;
  /** The rules in force, with the severities in force, sorted by id. */
  readonly rules: readonly { readonly rule: RuleMeta; readonly severity: Severity }[];
  /** Texts of the files that findings speak of, by the path they show. */
  readonly sources: ReadonlyMap<string, SourceFile>;
  /** Inputs that could not be read, each with why. */
  readonly faults: readonly { readonly path: string; readonly message: string }[];
  /** Named files that the configuration ignores. */
  readonly ignored: readonly string[];
  /** From which severity on the exit code is 1. */
  readonly failOn: Severity | 'never';
  /** Path of the current directory relative to the repository's root, `''` at the root; undefined outside of one. */
  readonly fromRoot: string | undefined;
  /** How many findings stood before the change, and are left out. */
  readonly standing?: number;
}
