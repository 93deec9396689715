import type { SkipReason } from '../document/skip-reason.ts';
import type { Range, SourceText } from '../document/source.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import type { Suppressed } from './placed-hit.ts';
import type { RuleMeta, ServerText, Severity } from '../rule/rule.ts';

export type { Suppressed } from './placed-hit.ts';
export type { Range } from '../document/source.ts';

/** One replacement in one file; `newText` has the file's own line ends. */
export interface Edit {
  readonly span: Span;
  readonly range: Range;
  readonly newText: string;
}

/** How a finding is fixed; only `safe` fixes keep what the object means. */
export interface FindingFix {
  readonly title: string;
  readonly safety: 'safe' | 'unsafe';
  readonly edits: readonly Edit[];
  /** Places at which the edits add a key, as JSON; fixes that add the same key cannot be combined. */
  readonly adds?: readonly string[];
}

/** Another place that explains a finding. */
export interface RelatedPlace {
  readonly path: string;
  readonly range: Range;
  readonly message: string;
}

/** What a rule found at one place. */
export interface Finding {
  /** As shown: relative to the current directory, with `/` on every system. */
  readonly path: string;
  readonly span: Span;
  readonly range: Range;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Index into `Report.manifests`; null if it belongs to no object. */
  readonly manifest: number | null;
  /** The API's path (`spec.template.spec.containers[0].image`), empty if it belongs to no object. */
  readonly field: string;
  readonly server?: ServerText;
  readonly fix?: FindingFix;
  readonly related?: readonly RelatedPlace[];
  /** What hides it: then it is listed, and counts for nothing else. */
  readonly suppressed?: Suppressed;
}

/** A file that was read, and whether a DaemonSet in it was checked. */
export interface ReportFile {
  readonly path: string;
  readonly status: 'checked' | 'skipped';
  readonly reason?: SkipReason;
  /** Single documents that were skipped. */
  readonly skipped?: readonly { readonly document: number; readonly reason: SkipReason }[];
}

/** One DaemonSet, and whether the API server accepts it. */
export interface ReportManifest {
  readonly path: string;
  readonly document: number;
  /** 1-based line at which the object starts. */
  readonly line: number;
  readonly apiVersion: string;
  readonly namespace: string;
  readonly name: string;
  /** Null where parameters without a value decide it. */
  readonly accepted: boolean | null;
}

/** Counts; findings that are suppressed or in the baseline are only in their own. */
export interface Summary {
  readonly files: number;
  readonly manifests: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly suppressed: number;
  readonly baseline: number;
}

/** How many files of folders nobody looked into: what the configuration ignores, and what git does. */
export interface LeftOut {
  readonly configured: number;
  readonly git: number;
}

/** The result of a run, sorted by path, line, column and rule; every format is a function of this. */
export interface Report {
  readonly version: string;
  /** `1.36`, or `1.33..1.36`. */
  readonly kubernetes: string;
  readonly files: readonly ReportFile[];
  readonly manifests: readonly ReportManifest[];
  /** The findings to show; notes are included only if requested. */
  readonly findings: readonly Finding[];
  readonly summary: Summary;
  /** The enabled rules with their severities, sorted by id. */
  readonly rules: readonly { readonly rule: RuleMeta; readonly severity: Severity }[];
  /** Texts of the files that have findings, by the shown path. */
  readonly sources: ReadonlyMap<string, SourceText>;
  /** Inputs that could not be read, each with the reason. */
  readonly faults: readonly { readonly path: string; readonly message: string }[];
  /** Named files that the configuration ignores. */
  readonly ignored: readonly string[];
  readonly leftOut: LeftOut;
  /** The lowest severity with exit code 1. */
  readonly failOn: Severity | 'never';
  /**
   * Path of the current directory relative to the repository's root, `''` at the root; undefined outside a repository.
   */
  readonly fromRoot: string | undefined;
  /** How many preexisting findings are left out. */
  readonly standing?: number;
  /** How many entries of baselines match nothing any more. */
  readonly staleEntries?: number;
  /** How many files a change touches that cannot be judged; undefined without a change. */
  readonly unknownFiles?: number;
  /** What a change does that nobody knows, one sentence each. */
  readonly unjudged?: readonly string[];
  /** What has to be known of how a change is judged. */
  readonly changeNotices?: readonly string[];
  /** What has to be known of the configuration. */
  readonly notices?: readonly string[];
}

/** Sentences about the run as a whole: what nobody can judge first. */
export function noticesOf({ unjudged = [], notices = [], changeNotices = [] }: Report): readonly string[] {
  return [...unjudged, ...notices, ...changeNotices];
}
