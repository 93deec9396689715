/** The result of reading a document. */
import type { Span } from './span.ts';
import type { Node, Path } from './node.ts';

/** The error with which Go refuses a document. */
export interface YamlFault {
  /** The server's text; lines count from the start of the document. */
  readonly message: string;
  /** What is wrong and what to write, for people. */
  readonly explanation: string;
  readonly span: Span;
}

/** A key that strict mode refuses because the map already has it, also through a merge. */
export interface DuplicateKey {
  readonly key: string;
  /** As Go prints it: `"type"`, `1`, `true`. */
  readonly shown: string;
  /** 1-based, from the start of the document: of the value. */
  readonly line: number;
  readonly path: Path;
  readonly keySpan: Span;
  readonly firstSpan: Span;
  readonly merged: boolean;
}

export interface ParsedDocument {
  /** Undefined if the document is empty or invalid. */
  readonly root: Node | undefined;
  readonly fault?: YamlFault;
  readonly duplicates: readonly DuplicateKey[];
  readonly format: 'yaml' | 'json';
}

/** A document that Go can parse but not decode; `span` is relative to the document. */
export class TreeFault extends Error {
  readonly span: Span;
  readonly explanation: string;

  constructor({ start, end }: Span, message: string, explanation: string) {
    super(message);
    this.span = { start, end: Math.max(end, start + 1) };
    this.explanation = explanation;
  }
}
