import type { SourceFile } from '../document/source.ts';
import type { MapNode, Path } from '../kubernetes/yaml/node.ts';
import type { Span } from '../kubernetes/yaml/span.ts';

/** The name of a baseline. */
export const BASELINE_NAME = '.daemonlint-baseline.yaml';

/** What is found, whatever its line. */
export interface Found {
  /** As it is shown. */
  readonly path: string;
  /** What belongs to no object is known by its text. */
  readonly object: { readonly name: string; readonly root: MapNode } | undefined;
  readonly rule: string;
  readonly at: Path;
  readonly text: string;
}

/** How far an input was looked at: only of that it can be said that nothing is found there any more. */
export interface Examination {
  /** Whether it was everything that the baseline is about. */
  readonly isComplete: boolean;
  /** The files of which everything was read, as they are shown. */
  readonly files: ReadonlySet<string>;
  /** The names of the objects that are written in a file, or made from it. */
  readonly objectsOf: (path: string) => ReadonlySet<string>;
  /** Whether objects are made from a file, all of them readable. */
  readonly isUsed: (path: string) => boolean;
  /** Whether a rule looks at the objects of a file with all that it needs. */
  readonly runs: (rule: string, path: string) => boolean;
}

/** An entry that nothing matches any more, where it is written. */
export interface StaleEntry {
  readonly span: Span;
  readonly rule: string;
  readonly object: string;
  readonly path: string;
}

/** What a baseline says of what was found. */
export interface Matched {
  /** By what was found, in its order. */
  readonly known: readonly boolean[];
  readonly stale: readonly StaleEntry[];
  /** The file without what is stale, with the new places of what moved; `added` with what is not known, too. */
  readonly rewritten: (added: readonly Found[]) => Rewritten;
}

/** A baseline as it is to be written. */
export interface Rewritten {
  readonly text: string;
  readonly entries: number;
  /** How many of them are new. */
  readonly fresh: number;
}

/** Findings that were known when a tree began to be checked: they are not reported. */
export interface Baseline {
  /** As it is shown; without text where there is none yet. */
  readonly source: SourceFile;
  /** Absolute. */
  readonly file: string;
  /** The same for paths that are shown from another folder. */
  readonly seenFrom: (cwd: string) => Baseline;
  readonly match: (found: readonly Found[], examination: Examination) => Matched;
  /** The text with more entries. */
  readonly withEntries: (found: readonly Found[]) => string;
}
