import type { YamlFault } from '../kubernetes/yaml/parse.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import { positionIn, type SourceFile } from './source.ts';

/** A document that Kubernetes cannot read. */
export interface UnreadableDocument {
  readonly source: SourceFile;
  readonly document: number;
  readonly fault: YamlFault;
  /** Who would make manifests of it and cannot, in whose words the fault is. */
  readonly madeBy?: 'helm' | 'kustomize';
  /** kubectl or oc refuses it itself. */
  readonly isUnsent?: true;
  /** It is daemonlint that fails at it. */
  readonly isFailure?: true;
  /** The part of the text that it is, where another object carries it. */
  readonly within?: Span;
  /** `false`: it could be made elsewhere, where there is a network or a program. */
  readonly isCertain?: boolean;
  /** It is made where an option is given that is off by default. */
  readonly isOptional?: boolean;
}

/** Whether kubectl reads nothing behind it: what only names a kind that nobody knows is an error of its own. */
export function stopsReading({ madeBy, isUnsent, isFailure, within, isCertain }: UnreadableDocument): boolean {
  return madeBy === undefined && isUnsent !== true && isFailure !== true && within === undefined && isCertain !== false;
}

/** Why a document cannot be read, and the line. */
export function faultText({ source, fault }: UnreadableDocument): string {
  return `line ${positionIn(source, fault.span.start).line}: ${fault.explanation}`;
}

/** Where a document cannot be read, and why, on one line. */
export function faultLine({ source, fault }: UnreadableDocument): string {
  const { line, column } = positionIn(source, fault.span.start);
  return `${source.path}:${line}:${column}: ${fault.explanation}`;
}
