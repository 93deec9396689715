import type { YamlFault } from '../kubernetes/yaml/parse.ts';
import { positionIn, type SourceFile } from './source.ts';

/** A document that Kubernetes cannot read. */
export interface UnreadableDocument {
  readonly source: SourceFile;
  readonly document: number;
  readonly fault: YamlFault;
  /** The fault is that of a chart that does not render, in helm's words. */
  readonly isChart?: boolean;
}

/** Where a document cannot be read, and why, on one line. */
export function faultLine({ source, fault }: UnreadableDocument): string {
  const { line, column } = positionIn(source, fault.span.start);
  return `${source.path}:${line}:${column}: ${fault.explanation}`;
}
