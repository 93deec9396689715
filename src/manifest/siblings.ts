import type { Manifest } from './manifest.ts';
import type { SourceFile, Span } from '../document/source.ts';

/** An object of the input that is no DaemonSet, as plain JSON. */
export interface Sibling {
  readonly source: SourceFile;
  readonly document: number;
  readonly span: Span;
  readonly apiVersion: string;
  readonly kind: string;
  /** As written, else `default`; empty for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  readonly object: Readonly<Record<string, unknown>>;
}

/** The other objects of the same input, indexed once, on first use; the order of files does not matter. */
export interface Siblings {
  /** Other DaemonSets, this one left out, sorted by path and document. */
  readonly daemonSets: readonly Manifest[];
  /** Objects of one kind in a namespace, sorted by path and document. */
  of(kind: string, namespace: string): readonly Sibling[];
}

/** Of a manifest that stands in no input. */
export const NO_SIBLINGS: Siblings = { daemonSets: [], of: () => [] };
